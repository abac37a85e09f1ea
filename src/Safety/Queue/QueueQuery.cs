using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Safety.Rules;

namespace Steward.Safety.Queue;

/// <summary>A queue item and its flag, as read together.</summary>
internal sealed record QueuedRow
{
    public required ReviewItem Item { get; init; }

    public required SafetyFlag Flag { get; init; }
}

/// <summary>Which items of the queue; all that is given must hold.</summary>
internal sealed record QueueQuery
{
    /// <summary>pending, escalated, reviewed or dismissed. Defaults to pending.</summary>
    public string? Status { get; init; }

    /// <summary>A type of flag: profanity, spam, pii, toxicity or rule.</summary>
    public string? Reason { get; init; }

    /// <summary>What the texts are, for example <c>comment</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Flags with less confidence than this.</summary>
    public double? ConfidenceBelow { get; init; }

    /// <summary>Who goes on with them.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Whether somebody should have decided by now.</summary>
    public bool? Overdue { get; init; }

    /// <summary>A rule of the tenant's that hit the texts.</summary>
    public Guid? RuleId { get; init; }

    public Check Validate(Check check, string at)
    {
        if (Status is not null) check.OneOf(at + "/status", Status, ["pending", "escalated", "reviewed", "dismissed"]);
        if (Reason is not null) check.OneOf(at + "/reason", Reason, ["profanity", "spam", "pii", "toxicity", "rule"]);
        return check.OptionalText(at + "/contentType", ContentType, 50).OptionalText(at + "/assignedTo", AssignedTo, Check.MaxIdLength)
            .Range(at + "/confidenceBelow", ConfidenceBelow, 0, 1);
    }

    public IQueryable<QueuedRow> Of(AppDb db, Guid tenant, DateTime now)
    {
        var status = Status ?? "pending";
        var rows = db.Set<ReviewItem>().AsNoTracking().Where(i => i.TenantId == tenant && i.Status == status)
            .Join(db.Set<SafetyFlag>(), i => i.FlagId, f => f.Id, (i, f) => new QueuedRow { Item = i, Flag = f });
        if (Reason is not null) rows = rows.Where(r => r.Flag.FlagReason.Contains(Reason));
        if (ContentType is not null) rows = rows.Where(r => r.Flag.ContentType == ContentType);
        if (ConfidenceBelow is not null) rows = rows.Where(r => r.Flag.Confidence < ConfidenceBelow);
        if (AssignedTo is not null) rows = rows.Where(r => r.Item.AssignedTo == AssignedTo);
        if (Overdue == true) rows = rows.Where(r => r.Item.DueAt < now);
        if (Overdue == false) rows = rows.Where(r => r.Item.DueAt >= now);
        if (RuleId is { } rule) rows = rows.Where(r => db.Set<RuleMatch>().Any(m => m.RuleId == rule && m.FlagId == r.Flag.Id));
        return rows;
    }
}
