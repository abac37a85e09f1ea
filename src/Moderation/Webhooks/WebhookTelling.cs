using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;

namespace Steward.Moderation.Webhooks;

/// <summary>
/// Tells an address of one event. What did not arrive is sent again with the same id, so that the address can tell; after too many events in a row that did not arrive it is
/// left alone until it has been verified again.
/// </summary>
internal sealed class WebhookTelling(AppDb db, WebhookSender sender, ModerationMetrics metrics, TimeProvider time) : IJobHandler<TellWebhook>
{
    private const int MostFailures = 50, GoneForGood = 410;

    public async Task RunAsync(TellWebhook job, JobContext context, CancellationToken ct)
    {
        var to = await db.Set<OutgoingWebhook>().AsNoTracking().SingleOrDefaultAsync(w => w.Id == job.WebhookId && w.Status == WebhookStatus.Active, ct);
        // Removed or suspended since.
        if (to is null) return;
        var end = await sender.TellAsync(to, job, ct);
        if (end.Reply is { Status: >= 200 and < 300 })
        {
            await ArrivedAsync(to.Id, ct);
            metrics.Told(job.Platform, "delivered");
            return;
        }

        var again = end.Reply is null or { Status: 408 or 429 or >= 500 };
        var trouble = end.Fault ?? $"The address answered {end.Reply!.Status}.";
        if (again && context.Attempt < context.MaxAttempts) throw new JobException(end.Reply is null ? JobErrorType.Network : JobErrorType.Unavailable, trouble);
        await FailedAsync(to.Id, trouble, end.Reply?.Status == GoneForGood, ct);
        metrics.Told(job.Platform, "failed");
        throw new JobException(again ? JobErrorType.Unavailable : JobErrorType.Validation, trouble);
    }

    private Task ArrivedAsync(Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return db.Set<OutgoingWebhook>().Where(w => w.Id == id).ExecuteUpdateAsync(s => s.SetProperty(w => w.ArrivedAt, now).SetProperty(w => w.Failures, 0).SetProperty(w => w.Trouble, (string?)null), ct);
    }

    private Task FailedAsync(Guid id, string trouble, bool gone, CancellationToken ct) => db.Set<OutgoingWebhook>().Where(w => w.Id == id && w.Status == WebhookStatus.Active)
        .ExecuteUpdateAsync(s => s.SetProperty(w => w.Failures, w => w.Failures + 1).SetProperty(w => w.Trouble, trouble)
            .SetProperty(w => w.Status, w => gone || w.Failures + 1 >= MostFailures ? WebhookStatus.Suspended : WebhookStatus.Active), ct);
}
