using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Deliveries.Partners;
using Steward.Deliveries.Sending;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>What a courier works with.</summary>
internal sealed record CourierParts(
    PartnerList Partners, PartnerSender Sender, DeliveriesMetrics Metrics, IOptions<DeliveriesOptions> Options, TimeProvider Time);

/// <summary>
/// Makes one attempt: writes it down, sends outside any transaction, then writes the end, the retry and the job's own end together. A retry is a
/// delayed job, so a restart loses none; every attempt carries the same bytes and the same key.
/// </summary>
internal sealed class Courier(AppDb db, JobQueue jobs, Endings endings, CourierParts parts, ILogger<Courier> log)
{
    private static readonly string Sending = SendResult.Name(AttemptOutcome.Sending);
    private static readonly string Unknown = SendResult.Name(AttemptOutcome.Unknown);
    internal const string Unfinished = "The process ended during the attempt; the partner may have the report.";

    public async Task SendAsync(Guid deliveryId, JobContext context, CancellationToken ct)
    {
        if (await BeginAsync(deliveryId, context, ct) is not { } begun) return;
        var partner = parts.Partners[begun.Delivery.Platform];
        var started = parts.Time.GetTimestamp();
        var result = await parts.Sender.SendAsync(
            partner, new Parcel(deliveryId, begun.Attempt.Number, Encoding.UTF8.GetBytes(begun.Delivery.Payload)), ct);
        var took = parts.Time.GetElapsedTime(started);
        parts.Metrics.Attempted(begun.Delivery.Platform, SendResult.Name(result.Outcome), took);
        begun.Attempt.TookMs = (long)took.TotalMilliseconds;
        // What has happened is written down even when the process is stopping.
        await EndAsync(begun, result, context, CancellationToken.None);
    }

    /// <summary>Null when there is nothing to send.</summary>
    private Task<Begun?> BeginAsync(Guid deliveryId, JobContext context, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var delivery = await db.Set<Delivery>().SingleOrDefaultAsync(d => d.Id == deliveryId, ct);
        if (delivery is null or { IsOver: true }) return null;
        var earlier = await db.Set<DeliveryAttempt>().Where(a => a.DeliveryId == deliveryId).OrderBy(a => a.Number).ToListAsync(ct);
        foreach (var cut in earlier.Where(a => a.Outcome == Sending)) (cut.Outcome, cut.Error) = (Unknown, Unfinished);
        var unsure = earlier.Any(a => a.Outcome == Unknown);
        if (await ReasonToStopAsync(delivery, earlier, ct) is { } reason)
        {
            await endings.GiveUpAsync(delivery, StatusOf(unsure), reason, By(context), ct);
            return null;
        }

        var attempt = new DeliveryAttempt
        {
            Id = Guid.CreateVersion7(), DeliveryId = delivery.Id, TenantId = delivery.TenantId, Number = earlier.Count + 1,
            StartedAt = parts.Time.GetUtcNow().UtcDateTime, Outcome = Sending,
        };
        db.Add(attempt);
        delivery.Retries = attempt.Number - 1;
        if (attempt.Number > 1) db.AfterCommit(() => parts.Metrics.Retried(delivery.Platform));
        return new Begun(delivery, attempt, unsure);
    }, ct);

    private async Task<string?> ReasonToStopAsync(Delivery delivery, List<DeliveryAttempt> earlier, CancellationToken ct) =>
        earlier.Count > 0 && parts.Options.Value.RetryAfterAttempt(earlier.Count) is null ? earlier[^1].Error ?? Unfinished
        : await db.Set<DeliverySchedule>().AnyAsync(s => s.Id == delivery.ScheduleId, ct) ? null
        : "The schedule was deleted before the report arrived.";

    private Task EndAsync(Begun begun, SendResult result, JobContext context, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var (delivery, attempt) = (begun.Delivery, begun.Attempt);
        (attempt.Outcome, attempt.StatusCode) = (SendResult.Name(result.Outcome), result.StatusCode);
        (attempt.Error, attempt.ResponseSnippet) = (result.Error, result.Snippet);
        // Once one attempt may have arrived, no later failure makes that untrue.
        var status = StatusOf(begun.Unsure || result.Outcome == AttemptOutcome.Unknown);
        if (result.Arrived) await endings.DeliverAsync(delivery, By(context), ct);
        else if (result.MayRetry && parts.Options.Value.RetryAfterAttempt(attempt.Number) is { } own) await RetryAsync(delivery, status, result, own, ct);
        else await endings.GiveUpAsync(delivery, status, result.Error!, By(context), ct);
        db.AfterCommit(() => Log(begun, result));
        context.Result = new { deliveryId = delivery.Id, attempt = attempt.Number, outcome = attempt.Outcome };
        await context.FinishAsync(db, ct);
    }, ct);

    private async Task RetryAsync(Delivery delivery, string status, SendResult result, TimeSpan own, CancellationToken ct)
    {
        var pause = Pause(own, result.RetryAfter);
        (delivery.Status, delivery.Error) = (status == DeliveryStatus.Unknown ? status : DeliveryStatus.Pending, result.Error);
        delivery.NextAttemptAt = parts.Time.GetUtcNow().UtcDateTime + pause;
        await jobs.EnqueueAsync(new RunDelivery(delivery.ScheduleId, null, delivery.Id), new JobOptions(Delay: pause), ct);
    }

    /// <summary>The partner may ask for a longer pause, up to twice ours; a shorter one is ours.</summary>
    internal static TimeSpan Pause(TimeSpan own, TimeSpan? asked) => asked is not { } wish || wish < own ? own : wish > 2 * own ? 2 * own : wish;

    private void Log(Begun begun, SendResult result)
    {
        if (result.Arrived) DeliveriesLog.Delivered(log, begun.Delivery.Id, begun.Delivery.Platform, begun.Attempt.Number);
        else DeliveriesLog.AttemptFailed(log, begun.Delivery.Id, begun.Delivery.Platform, begun.Attempt.Number, SendResult.Name(result.Outcome), result.Error);
    }

    internal static string StatusOf(bool unsure) => unsure ? DeliveryStatus.Unknown : DeliveryStatus.Failed;

    private static string By(JobContext context) => $"job:{context.JobId}";

    private sealed record Begun(Delivery Delivery, DeliveryAttempt Attempt, bool Unsure);
}
