using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Safety;

namespace Steward.Impact.Feedback;

/// <summary>Hears that a reviewer took back a release, and takes back what was found in the text: it counts in no figure until it is released again.</summary>
internal sealed class HoldFeedbackAgain(AppDb db) : IJobHandler<SafetyReviewUndone>
{
    public async Task RunAsync(SafetyReviewUndone job, JobContext context, CancellationToken ct)
    {
        if (job.Undid is not ("approved" or "rejected") || !Guid.TryParse(job.ContentId, out var id)) return;
        await db.InTransactionAsync(async () =>
        {
            // A text that has not been classified yet asks the gate, which holds it by itself; and a decision made since then is heard by its own event.
            foreach (var feedback in await db.Set<StoredFeedback>().Where(f => f.Id == id && f.Status == "classified" && (f.ClassifiedAt == null || f.ClassifiedAt <= job.UndoneAt)).ToListAsync(ct))
            {
                (feedback.Status, feedback.FlagId, feedback.HeldReason, feedback.Labels, feedback.ClassifiedAt) = ("held", job.FlagId, job.FlagReason, null, null);
                await db.Set<OutcomeScore>().Where(s => s.FeedbackId == id).ExecuteDeleteAsync(ct);
                await db.Set<EvidenceQuote>().Where(q => q.FeedbackId == id).ExecuteDeleteAsync(ct);
            }

            await context.FinishAsync(db, ct);
        }, ct);
    }
}
