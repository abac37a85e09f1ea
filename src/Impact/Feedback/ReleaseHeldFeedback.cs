using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Safety;

namespace Steward.Impact.Feedback;

/// <summary>Hears that a reviewer released a text, and classifies it.</summary>
internal sealed class ReleaseHeldFeedback(AppDb db, JobQueue jobs) : IJobHandler<SafetyReviewCompleted>
{
    public async Task RunAsync(SafetyReviewCompleted job, JobContext context, CancellationToken ct)
    {
        // By the text's own id: the review may come before the attempt that held the text has written so.
        if (!job.Releases || !Guid.TryParse(job.ContentId, out var id)) return;
        await db.InTransactionAsync(async () =>
        {
            foreach (var feedback in await db.Set<StoredFeedback>().Where(f => f.Id == id && f.Status != "classified").ToListAsync(ct))
            {
                feedback.Status = "pending";
                await jobs.EnqueueAsync(new ClassifyFeedback(feedback.Id), null, ct);
            }

            await context.FinishAsync(db, ct);
        }, ct);
    }
}
