using Microsoft.EntityFrameworkCore;
using Steward.Deliveries.Partners;
using Steward.Jobs.Cron;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>A report as it would be sent.</summary>
internal sealed record Draft(Partner Partner, PartnerReport Report, string Payload, string Hash, IReadOnlyList<ReportFault> Faults)
{
    /// <summary>What is impossible in its figures. Missing settings do not count: they may be there when it is sent.</summary>
    public string? BlockedBy => string.Join(' ', ReportFaults.Of(Report.Metrics).Where(f => f.Blocks).Select(f => f.Detail)) is { Length: > 0 } faults ? faults : null;
}

/// <summary>Turns a schedule and a period into a report, and a report into a row. Preview and delivery go through the same steps.</summary>
internal sealed class Drafts(IServiceProvider scope, PartnerMetricsSource source, PartnerList partners, AppDb db, TimeProvider time)
{
    /// <summary>The report of the newest period that is over.</summary>
    public Task<Draft> NewestAsync(DeliverySchedule schedule, CancellationToken ct) =>
        MakeAsync(schedule, DeliveryPeriod.LastOver(Cron(schedule), time.GetUtcNow().UtcDateTime), ct);

    /// <summary>The report of a firing.</summary>
    public Task<Draft> OfFiringAsync(DeliverySchedule schedule, DateTime fireTime, CancellationToken ct) =>
        MakeAsync(schedule, DeliveryPeriod.Of(Cron(schedule), fireTime), ct);

    /// <summary>Adds the delivery in the current transaction and notes on its schedule that a run began.</summary>
    public async Task<Delivery> KeepAsync(DeliverySchedule schedule, Draft draft, DateTime? fireTime, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var delivery = new Delivery
        {
            Id = Guid.CreateVersion7(), ScheduleId = schedule.Id, TenantId = schedule.TenantId, Platform = schedule.Platform, FireTime = fireTime,
            PeriodStart = draft.Report.Period.Start, PeriodEnd = draft.Report.Period.End, PayloadHash = draft.Hash, Payload = draft.Payload,
            Status = DeliveryStatus.Pending, CreatedAt = now,
        };
        db.Add(delivery);
        await db.SaveChangesAsync(ct);
        await db.Set<DeliverySchedule>().Where(s => s.Id == schedule.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.LastRun, now).SetProperty(r => r.LastStatus, DeliveryStatus.Pending), ct);
        return delivery;
    }

    private async Task<Draft> MakeAsync(DeliverySchedule schedule, DeliveryPeriod period, CancellationToken ct)
    {
        var partner = partners[schedule.Platform];
        var report = new PartnerReport(await source(scope, schedule.TenantId, period.Start, period.End, ct), period);
        var hash = partner.HashOf(report);
        var faults = ReportFaults.Of(partner).Concat(ReportFaults.Of(report.Metrics)).ToList();
        if (await db.Set<Delivery>().AnyAsync(d => d.TenantId == schedule.TenantId && d.Platform == schedule.Platform
                && d.PayloadHash == hash && d.Status == DeliveryStatus.Delivered, ct))
            faults.Add(new ReportFault("already_delivered", "The same report of the same period was delivered before.", false));
        return new Draft(partner, report, partner.Render(report, time.GetUtcNow().UtcDateTime), hash, faults);
    }

    private static CronSchedule Cron(DeliverySchedule schedule) => CronSchedule.Parse(schedule.Cron, schedule.TimeZone);
}
