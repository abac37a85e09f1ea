using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Steward.Audit;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>Ends deliveries in the current transaction: the row, its schedule's last result, the audit entry, the metric.</summary>
internal sealed class Endings(AppDb db, Trail trail, DeliveriesMetrics metrics, TimeProvider time, ILogger<Endings> log)
{
    public async Task DeliverAsync(Delivery delivery, string by, CancellationToken ct)
    {
        (delivery.DeliveredAt, delivery.Error) = (time.GetUtcNow().UtcDateTime, null);
        await db.Set<DeliverySchedule>().Where(s => s.Id == delivery.ScheduleId).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.LastStatus, "success").SetProperty(r => r.LastError, (string?)null).SetProperty(r => r.ConsecutiveFailures, 0), ct);
        await EndAsync(delivery, DeliveryStatus.Delivered, by, ct);
    }

    public Task FailAsync(Delivery delivery, string error, string by, CancellationToken ct) => GiveUpAsync(delivery, DeliveryStatus.Failed, error, by, ct);

    /// <summary>Ends it without success; <see cref="DeliveryStatus.Unknown"/> when the partner may have it all the same.</summary>
    public async Task GiveUpAsync(Delivery delivery, string status, string error, string by, CancellationToken ct)
    {
        delivery.Error = error;
        await db.Set<DeliverySchedule>().Where(s => s.Id == delivery.ScheduleId).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.LastStatus, status).SetProperty(r => r.LastError, error)
            .SetProperty(r => r.ConsecutiveFailures, r => r.ConsecutiveFailures + 1), ct);
        await EndAsync(delivery, status, by, ct);
        db.AfterCommit(() => DeliveriesLog.Over(log, delivery.Id, delivery.Platform, status, error));
    }

    private async Task EndAsync(Delivery delivery, string status, string by, CancellationToken ct)
    {
        (delivery.Status, delivery.NextAttemptAt) = (status, null);
        await trail.RecordAsync(new AuditEvent(delivery.TenantId, by,
            status == DeliveryStatus.Delivered ? "delivery.delivered" : "delivery.failed", $"delivery:{delivery.Id}",
            new
            {
                delivery.ScheduleId, delivery.Platform, delivery.PeriodStart, delivery.PeriodEnd, delivery.PayloadHash, status, delivery.Retries, delivery.Error,
            }), ct);
        db.AfterCommit(() => metrics.Ended(delivery.Platform, status));
    }
}
