using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Queue;

/// <summary>A reviewer's decision.</summary>
/// <param name="Notes">Why; up to 2,000 characters.</param>
/// <param name="AssignedTo">Who goes on with it. It names, it grants nothing: who decided is who signed in.</param>
/// <param name="Uphold">On a review: the flag is right and the text stays held.</param>
internal sealed record ReviewRequest(string? Notes, string? AssignedTo, bool? Uphold);

/// <summary>The queue. <paramref name="Count"/> is its size, not the page's.</summary>
internal sealed record QueueResponse(IReadOnlyList<QueueEntry> Items, int Count);

/// <summary>A queue item with its flag.</summary>
internal sealed record QueueEntry(QueueItem QueueItem, QueuedFlag Flag);

/// <inheritdoc cref="QueueEntry"/>
internal sealed record QueueItem(
    string Id, string FlagId, string Status, DateTime CreatedAt, string? AssignedTo, DateTime? ReviewedAt, string? ReviewedBy, string? ReviewerNotes)
{
    /// <summary>Seconds that it waits, or waited until it was decided.</summary>
    public long AgeSeconds { get; init; }

    /// <summary>By when somebody should have decided.</summary>
    public DateTime? DueAt { get; init; }

    /// <summary>Nobody has by then.</summary>
    public bool Overdue { get; init; }

    /// <summary>Who has it before him.</summary>
    public string? LeasedBy { get; init; }

    /// <summary>Until when, by the database's clock.</summary>
    public DateTime? LeasedUntil { get; init; }

    /// <summary>When somebody appealed against the decision.</summary>
    public DateTime? AppealedAt { get; init; }
}

/// <inheritdoc cref="QueueEntry"/>
internal sealed record QueuedFlag(string Id, string ContentId, string ContentType, string FlagReason, string Confidence, string ReviewStatus, string? Text)
{
    public static QueuedFlag From(SafetyFlag flag, bool withText) => new(
        flag.Id, flag.ContentId, flag.ContentType, flag.FlagReason, flag.Confidence.ToString("0.000", CultureInfo.InvariantCulture), flag.ReviewStatus,
        withText ? flag.Content : null);
}

/// <summary>A decided item.</summary>
internal sealed record ReviewResponse(bool Success, QueueItem Item, QueuedFlag Flag);

internal static class ReviewApi
{
    public static void MapReviews(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1/safety/queue", "/safety/queue"])
        {
            var queue = routes.MapGroup(prefix).On(Service.Safety).WithTags("Review queue");
            queue.MapGet("", ListAsync).Require("safety.read").WithSummary("What waits for review, oldest first");
            queue.MapGet("/{id}", GetAsync).Require("safety.review").WithSummary("One item with its text");
            queue.MapPost("/{id}/review", (string id, ReviewRequest body, Reviewer reviewer, HttpContext http, CancellationToken ct) =>
                DecideAsync(id, body, body.Uphold == true ? Decision.Uphold : Decision.Approve, reviewer, http, ct)).Require("safety.review").WithSummary("Release the text, or uphold the flag");
            queue.MapPost("/{id}/escalate", (string id, ReviewRequest body, Reviewer reviewer, HttpContext http, CancellationToken ct) =>
                DecideAsync(id, body, Decision.Escalate, reviewer, http, ct)).Require("safety.review").WithSummary("Hand it to somebody else; the text stays held");
            queue.MapPost("/{id}/dismiss", (string id, ReviewRequest body, Reviewer reviewer, HttpContext http, CancellationToken ct) =>
                DecideAsync(id, body, Decision.Dismiss, reviewer, http, ct)).Require("safety.review").WithSummary("The flag was wrong; release the text");
        }
    }

    private static async Task<Ok<QueueResponse>> ListAsync([AsParameters] QueueQuery query, int? limit, int? offset, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        query.Validate(new Check(), "").Range("/offset", offset, 0, 1_000_000).ThrowIfAny();
        var (take, now) = (Cursor.Limit(limit), time.GetUtcNow().UtcDateTime);
        var all = query.Of(db, http.Caller().TenantId, now);
        var rows = await all.OrderBy(r => r.Item.CreatedAt).ThenBy(r => r.Item.Id).Skip(offset ?? 0).Take(take).ToListAsync(ct);
        return TypedResults.Ok(new QueueResponse([.. rows.Select(r => Entry(r, now, withText: false))], await all.CountAsync(ct)));
    }

    private static async Task<Ok<QueueEntry>> GetAsync(string id, AppDb db, TimeProvider time, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(Entry(await FindAsync(db, http.Caller(), id, ct), time.GetUtcNow().UtcDateTime, withText: true));

    public static QueueEntry Entry(QueuedRow row, DateTime now, bool withText) => new(Reviewer.Shown(row.Item, now), QueuedFlag.From(row.Flag, withText));

    public static async Task<QueuedRow> FindAsync(AppDb db, Caller caller, string id, CancellationToken ct) =>
        await db.Set<ReviewItem>().AsNoTracking().Where(i => i.TenantId == caller.TenantId && i.Id == id)
            .Join(db.Set<SafetyFlag>(), i => i.FlagId, f => f.Id, (i, f) => new QueuedRow { Item = i, Flag = f }).SingleOrDefaultAsync(ct)
        ?? throw Problem.NotFound("Queue item", id).AsException();

    private static async Task<Ok<ReviewResponse>> DecideAsync(
        string id, ReviewRequest body, Decision decision, Reviewer reviewer, HttpContext http, CancellationToken ct)
    {
        new Check().OptionalText("/notes", body.Notes, 2000).OptionalText("/assignedTo", body.AssignedTo, Check.MaxIdLength).ThrowIfAny();
        return TypedResults.Ok(await reviewer.DecideAsync(id, decision, body, http.Caller(), ct));
    }
}
