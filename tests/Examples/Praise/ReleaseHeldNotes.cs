using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Safety;

namespace Examples.Praise;

// <listener>
/// <summary>Hears that a reviewer released a text, and has the note sorted after all.</summary>
internal sealed class ReleaseHeldNotes(AppDb db, JobQueue jobs) : IJobHandler<SafetyReviewCompleted>
{
    public async Task RunAsync(SafetyReviewCompleted review, JobContext context, CancellationToken ct)
    {
        if (!review.Releases) return;
        await db.InTransactionAsync(async () =>
        {
            foreach (var note in await db.Set<PraiseNote>().Where(n => n.FlagId == review.FlagId && n.Theme == null).ToListAsync(ct))
                await jobs.EnqueueAsync(new SortPraise(note.Id), new JobOptions(UniqueKey: note.Id.ToString()), ct);
            await context.FinishAsync(db, ct);
        }, ct);
    }
}
// </listener>
