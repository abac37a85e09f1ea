using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>What a run on demand writes to.</summary>
internal sealed record RunNowParts(AppDb Db, JobQueue Jobs, Trail Trail, TimeProvider Time);

/// <summary>
/// Starts a delivery because a person asked: the same steps as a firing of the clock. Where the same report waits for its retry, that retry comes
/// now, under the same key; the one that was planned then finds nothing left to do.
/// </summary>
internal sealed class RunNow(Drafts drafts, Endings endings, RunNowParts parts)
{
    public async Task<Delivery> StartAsync(DeliverySchedule schedule, string by, CancellationToken ct)
    {
        var draft = await drafts.DueAsync(schedule, ct);
        return await parts.Db.InTransactionAsync(async () =>
        {
            var delivery = draft.UnderWay ?? await drafts.KeepAsync(schedule, draft, null, ct);
            await parts.Trail.RecordAsync(new AuditEvent(delivery.TenantId, by, "delivery.requested", $"delivery:{delivery.Id}",
                new { delivery.ScheduleId, delivery.Platform, delivery.PeriodStart, delivery.PeriodEnd, delivery.PayloadHash }), ct);
            if (draft.UnderWay is null && draft.BlockedBy is { } fault) await endings.FailAsync(delivery, fault, by, ct);
            else if (draft.UnderWay is null || delivery.NextAttemptAt > parts.Time.GetUtcNow().UtcDateTime)
                await parts.Jobs.EnqueueAsync(new RunDelivery(schedule.Id, null, delivery.Id), null, ct);
            return delivery;
        }, ct);
    }
}
