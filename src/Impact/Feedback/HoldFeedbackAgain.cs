using Microsoft.EntityFrameworkCore;
using Steward.Gateway;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Safety;

namespace Steward.Impact.Feedback;

/// <summary>Hears that a reviewer took back a release, and takes back what was found in the text: it counts in no figure until it is released again.</summary>
internal sealed class HoldFeedbackAgain(AppDb db, ITextGate gate) : IJobHandler<SafetyReviewUndone>
{
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(2);

    public async Task RunAsync(SafetyReviewUndone job, JobContext context, CancellationToken ct)
    {
        if (job.Undid is not ("approved" or "rejected") || !Guid.TryParse(job.ContentId, out var id)) return;
        var feedback = await db.Set<StoredFeedback>().AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct);
        // A classification may be under way that passed the gate before the release was taken back.
        if (feedback is { Status: "pending" }) context.RunAgain(UnderWay);
        if (feedback is not { Status: "classified" }) return;
        // The gate knows what holds now: somebody may have released it once more.
        var decision = await gate.AskAsync(new GateRequest(feedback.TenantId, feedback.Id.ToString(), "feedback_text", feedback.Text, feedback.Locale, feedback.UserId), ct);
        if (decision.Passes) return;
        await db.InTransactionAsync(async () =>
        {
            if (await db.Set<StoredFeedback>().Where(f => f.Id == id && f.Status == "classified").ExecuteUpdateAsync(s => s
                .SetProperty(f => f.Status, "held").SetProperty(f => f.FlagId, decision.FlagId).SetProperty(f => f.HeldReason, decision.Reason)
                .SetProperty(f => f.Labels, (string?)null).SetProperty(f => f.ClassifiedAt, (DateTime?)null), ct) > 0)
            {
                await db.Set<OutcomeScore>().Where(s => s.FeedbackId == id).ExecuteDeleteAsync(ct);
                await db.Set<EvidenceQuote>().Where(q => q.FeedbackId == id).ExecuteDeleteAsync(ct);
            }

            await context.FinishAsync(db, ct);
        }, ct);
    }
}
