using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>Starts a delivery because a person asked: the same report, row and job as a firing of the clock.</summary>
internal sealed class RunNow(AppDb db, Drafts drafts, Endings endings, JobQueue jobs, Trail trail)
{
    public async Task<Delivery> StartAsync(DeliverySchedule schedule, string by, CancellationToken ct)
    {
        var draft = await drafts.NewestAsync(schedule, ct);
        return await db.InTransactionAsync(async () =>
        {
            var delivery = await drafts.KeepAsync(schedule, draft, null, ct);
            await trail.RecordAsync(new AuditEvent(delivery.TenantId, by, "delivery.requested", $"delivery:{delivery.Id}",
                new { delivery.ScheduleId, delivery.Platform, delivery.PeriodStart, delivery.PeriodEnd, delivery.PayloadHash }), ct);
            if (draft.BlockedBy is { } fault) await endings.FailAsync(delivery, fault, by, ct);
            else await jobs.EnqueueAsync(new RunDelivery(schedule.Id, null, delivery.Id), null, ct);
            return delivery;
        }, ct);
    }
}
