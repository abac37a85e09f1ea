using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Queue;

/// <summary>What a reviewer may decide, and what follows for item and flag.</summary>
/// <param name="Name">In the event: approved, rejected, escalated, upheld; also the flag's status.</param>
/// <param name="ItemStatus">The queue item's status.</param>
internal sealed record Decision(string Name, string ItemStatus)
{
    public static readonly Decision Approve = new("approved", "reviewed");
    public static readonly Decision Uphold = new("upheld", "reviewed");
    public static readonly Decision Escalate = new("escalated", "escalated");
    public static readonly Decision Dismiss = new("rejected", "dismissed");

    /// <summary>The decision that an API calls so: approve, uphold, escalate or dismiss.</summary>
    public static Decision? Of(string? verb) => verb switch
    {
        "approve" => Approve, "uphold" => Uphold, "escalate" => Escalate, "dismiss" => Dismiss, _ => null,
    };
}

/// <summary>What a reviewer works with.</summary>
internal sealed record ReviewTools(AppDb Db, Trail Trail, JobQueue Jobs, TimeProvider Time, IOptions<SafetyOptions> Options);

/// <summary>Decides queue items, and takes decisions back: item, flag, history, event and audit entry in one transaction; each item is decided once.</summary>
internal sealed class Reviewer(ReviewTools tools)
{
    private readonly AppDb _db = tools.Db;

    public Task<ReviewResponse> DecideAsync(string id, Decision decision, ReviewRequest said, Caller caller, CancellationToken ct) =>
        _db.InTransactionAsync(async () =>
        {
            var now = tools.Time.GetUtcNow().UtcDateTime;
            var was = await FindAsync(id, caller, ct);
            var due = decision == Decision.Escalate ? now.AddHours(tools.Options.Value.EscalatedHours) : was.DueAt;
            // The status in the predicate lets one of two reviewers win; who has the item to himself keeps others out until his time is over.
            var won = await _db.ExecuteAsync(
                $"""
                UPDATE safety_review_queue SET status = @ItemStatus, reviewed_at = @now, reviewed_by = @me, reviewer_notes = @Notes,
                  assigned_to = coalesce(@AssignedTo, assigned_to), leased_by = NULL, leased_until = NULL, due_at = @due
                WHERE tenant_id = @TenantId AND id = @id AND status = @Status AND status IN ('pending', 'escalated')
                  AND (appealed_against IS NULL OR appealed_against <> @me) AND (leased_by IS NULL OR leased_by = @me OR leased_until < {_db.Storage.Now})
                """, new { decision.ItemStatus, now, me = caller.Id, said.Notes, said.AssignedTo, due, caller.TenantId, id, was.Status }, ct);
            var item = await FindAsync(id, caller, ct);
            if (won == 0) throw WhyNot(item, caller).AsException();
            var flag = await _db.Set<SafetyFlag>().SingleAsync(f => f.Id == item.FlagId, ct);
            flag.ReviewStatus = decision.Name;
            Note(item, caller, decision.Name, was.Status, said.Notes, now);
            await DrawAsync(item, decision, caller, now, ct);
            await _db.SaveChangesAsync(ct);
            await tools.Jobs.PublishAsync(caller.TenantId, new SafetyReviewCompleted(id, flag.Id, flag.ContentId, caller.Id, decision.Name, said.Notes, now), ct);
            await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review." + decision.Name, $"flag:{flag.Id}", new { item = id, said.Notes, said.AssignedTo }), ct);
            return new ReviewResponse(true, Shown(item, now), QueuedFlag.From(flag, withText: false));
        }, ct);

    /// <summary>Takes a decision back within the time for it: the text is held again, as it was before.</summary>
    public Task<ReviewResponse> UndoAsync(string id, string? notes, Caller caller, CancellationToken ct) =>
        _db.InTransactionAsync(async () =>
        {
            var now = tools.Time.GetUtcNow().UtcDateTime;
            var item = await FindAsync(id, caller, ct);
            if (item.ReviewedAt is not { } decided || item.Status == "pending") throw Problem.Conflict("not_decided", "There is no decision to take back.").AsException();
            var flag = await _db.Set<SafetyFlag>().SingleAsync(f => f.Id == item.FlagId, ct);
            if (flag.Content is null) throw Erased.AsException();
            var minutes = tools.Options.Value.UndoMinutes;
            if (now > decided.AddMinutes(minutes))
                throw Problem.Conflict("too_late", FormattableString.Invariant($"A decision can be taken back for {minutes} minutes (Safety:UndoMinutes); an upheld one can be appealed against.")).AsException();
            var last = await _db.Set<ReviewEvent>().AsNoTracking().Where(e => e.TenantId == caller.TenantId && e.ItemId == id && Decisions.Contains(e.Action))
                .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).FirstOrDefaultAsync(ct);
            var back = last?.Was ?? "pending";
            if (await _db.Set<ReviewItem>().Where(i => i.TenantId == caller.TenantId && i.Id == id && i.Status == item.Status && i.ReviewedAt == item.ReviewedAt)
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.Status, back).SetProperty(i => i.ReviewedAt, (DateTime?)null).SetProperty(i => i.ReviewedBy, (string?)null), ct) == 0)
                throw Problem.Conflict("changed", "Somebody else was faster; look at the item again.").AsException();
            var undid = flag.ReviewStatus;
            (flag.ReviewStatus, flag.RequiresHumanReview) = (back == "escalated" ? "escalated" : "pending", true);
            Note(item, caller, "undone", item.Status, notes, now);
            // What was taken back is no opinion to compare another with.
            await _db.Set<SecondOpinion>().Where(o => o.TenantId == caller.TenantId && o.ItemId == id && o.Second == null).ExecuteDeleteAsync(ct);
            await _db.SaveChangesAsync(ct);
            await tools.Jobs.PublishAsync(caller.TenantId, new SafetyReviewUndone(id, flag.Id, flag.ContentId, caller.Id, flag.FlagReason, undid, notes, now), ct);
            await tools.Trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review.undone", $"flag:{flag.Id}", new { item = id, undid, decidedBy = item.ReviewedBy, notes }), ct);
            return new ReviewResponse(true, Shown(await FindAsync(id, caller, ct), now), QueuedFlag.From(flag, withText: false));
        }, ct);

    /// <summary>409: nobody can decide anew about a text that is no longer there.</summary>
    public static Problem Erased => Problem.Conflict("erased", "The text was erased: nobody can decide about it any more.");

    /// <summary>The names of decisions in the history.</summary>
    public static readonly string[] Decisions = ["approved", "upheld", "escalated", "rejected"];

    public async Task<ReviewItem> FindAsync(string id, Caller caller, CancellationToken ct) =>
        await _db.Set<ReviewItem>().AsNoTracking().SingleOrDefaultAsync(i => i.TenantId == caller.TenantId && i.Id == id, ct)
        ?? throw Problem.NotFound("Queue item", id).AsException();

    /// <summary>Adds a line to an item's history; written with the caller's transaction.</summary>
    public void Note(ReviewItem item, Caller caller, string action, string was, string? notes, DateTime now) => _db.Add(new ReviewEvent
    {
        Id = Guid.CreateVersion7(), TenantId = caller.TenantId, ItemId = item.Id, At = now, Actor = caller.Id, Action = action, Was = was, Notes = notes,
    });

    /// <summary>Why somebody may not decide about an item, or take it.</summary>
    public static Problem WhyNot(ReviewItem item, Caller caller) => item switch
    {
        { Status: not ("pending" or "escalated") } => Problem.Conflict("already_decided", $"The item is {item.Status} already.")
            with { Members = new Dictionary<string, object?> { ["reviewedBy"] = item.ReviewedBy, ["reviewedAt"] = item.ReviewedAt } },
        _ when item.AppealedAgainst == caller.Id => Problem.Conflict("another_reviewer", "The appeal is against your own decision: another reviewer decides."),
        _ when item.LeasedBy is not null && item.LeasedBy != caller.Id => Problem.Conflict("leased", $"{item.LeasedBy} has the item before him; it is free again at {item.LeasedUntil:yyyy-MM-dd HH:mm:ss'Z'} at the latest.")
            with { Members = new Dictionary<string, object?> { ["leasedBy"] = item.LeasedBy, ["leasedUntil"] = item.LeasedUntil } },
        _ => Problem.Conflict("changed", "Somebody else was faster; look at the item again."),
    };

    public static QueueItem Shown(ReviewItem item, DateTime now)
    {
        var open = item.Status is "pending" or "escalated";
        return new QueueItem(item.Id, item.FlagId, item.Status, item.CreatedAt, item.AssignedTo, item.ReviewedAt, item.ReviewedBy, item.ReviewerNotes)
        {
            AgeSeconds = (long)((open ? now : item.ReviewedAt ?? now) - item.CreatedAt).TotalSeconds, DueAt = item.DueAt, Overdue = open && item.DueAt < now,
            LeasedBy = open ? item.LeasedBy : null, LeasedUntil = open ? item.LeasedUntil : null, AppealedAt = item.AppealedAt,
        };
    }

    private async Task DrawAsync(ReviewItem item, Decision decision, Caller caller, DateTime now, CancellationToken ct)
    {
        if (decision == Decision.Escalate || !tools.Options.Value.Draws(item.Id)) return;
        if (await _db.Set<SecondOpinion>().AnyAsync(o => o.TenantId == caller.TenantId && o.ItemId == item.Id, ct)) return;
        _db.Add(new SecondOpinion { Id = Guid.CreateVersion7(), TenantId = caller.TenantId, ItemId = item.Id, DrawnAt = now, FirstBy = caller.Id, First = decision.Name });
    }
}
