using Microsoft.EntityFrameworkCore;
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
}

/// <summary>Decides queue items: item, flag, event and audit entry in one transaction; each item is decided once.</summary>
internal sealed class Reviewer(AppDb db, Trail trail, JobQueue jobs, TimeProvider time)
{
    public Task<ReviewResponse> DecideAsync(string id, Decision decision, ReviewRequest said, Caller caller, CancellationToken ct) =>
        db.InTransactionAsync(async () =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            // The status in the predicate lets one of two reviewers win.
            var won = await db.Set<ReviewItem>().Where(i => i.TenantId == caller.TenantId && i.Id == id && (i.Status == "pending" || i.Status == "escalated"))
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.Status, decision.ItemStatus).SetProperty(i => i.ReviewedAt, now)
                    .SetProperty(i => i.ReviewedBy, caller.Id).SetProperty(i => i.ReviewerNotes, said.Notes)
                    .SetProperty(i => i.AssignedTo, i => said.AssignedTo ?? i.AssignedTo), ct);
            var item = await db.Set<ReviewItem>().AsNoTracking().SingleOrDefaultAsync(i => i.TenantId == caller.TenantId && i.Id == id, ct)
                ?? throw Problem.NotFound("Queue item", id).AsException();
            if (won == 0) throw Problem.Conflict("already_decided", $"The item is {item.Status} already.").AsException();
            var flag = await db.Set<SafetyFlag>().SingleAsync(f => f.Id == item.FlagId, ct);
            flag.ReviewStatus = decision.Name;
            await db.SaveChangesAsync(ct);
            await jobs.PublishAsync(caller.TenantId, new SafetyReviewCompleted(id, flag.Id, flag.ContentId, caller.Id, decision.Name, said.Notes, now), ct);
            await trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "review." + decision.Name, $"flag:{flag.Id}", new { item = id, said.Notes, said.AssignedTo }), ct);
            return new ReviewResponse(true, Shown(item), QueuedFlag.From(flag, withText: false));
        }, ct);

    public static QueueItem Shown(ReviewItem item) =>
        new(item.Id, item.FlagId, item.Status, item.CreatedAt, item.AssignedTo, item.ReviewedAt, item.ReviewedBy, item.ReviewerNotes);
}
