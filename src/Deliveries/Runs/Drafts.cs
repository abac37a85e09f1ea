using Microsoft.EntityFrameworkCore;
using Steward.Deliveries.Partners;
using Steward.Jobs.Cron;
using Steward.Platform.Data;

namespace Steward.Deliveries.Runs;

/// <summary>A report as it would be sent.</summary>
internal sealed record Draft(Partner Partner, PartnerReport Report, string Payload, string Hash, IReadOnlyList<ReportFault> Faults)
{
    /// <summary>A delivery of the same report that is still being tried.</summary>
    public Delivery? UnderWay { get; init; }

    /// <summary>What is impossible in its figures. Missing settings do not count: they may be there when it is sent.</summary>
    public string? BlockedBy =>
        string.Join(' ', ReportFaults.Of(Report.Metrics).Where(f => f.Blocks).Select(f => f.Detail)) is { Length: > 0 } faults ? faults : null;
}

/// <summary>Turns a schedule and a period into a report, and a report into a row. Preview and delivery go through the same steps.</summary>
internal sealed class Drafts(IServiceProvider scope, PartnerMetricsSource source, PartnerList partners, AppDb db, TimeProvider time)
{
    /// <summary>
    /// What a run asked for now reports. Where the newest complete period was tried and has not arrived, that one; else what has come together since it
    /// ended, as if the schedule fired now.
    /// </summary>
    public async Task<Draft> DueAsync(DeliverySchedule schedule, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var complete = DeliveryPeriod.LastOver(Cron(schedule), now);
        var tried = await db.Set<Delivery>().AsNoTracking()
            .Where(d => d.ScheduleId == schedule.Id && d.PeriodStart == complete.Start && d.PeriodEnd == complete.End)
            .OrderByDescending(d => d.Id).ToListAsync(ct);
        if (tried.Count > 0 && tried.TrueForAll(d => d.Status != DeliveryStatus.Delivered))
        {
            var draft = await MakeAsync(schedule, complete, ct);
            return draft with { UnderWay = tried.Find(d => !d.IsOver), Faults = [.. draft.Faults, .. MayHaveArrived(tried)] };
        }

        var second = new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var soFar = await MakeAsync(schedule, DeliveryPeriod.UpTo(Cron(schedule), second), ct);
        return soFar with { Faults = [.. soFar.Faults, new ReportFault("The period is not over; the figures are those up to now.", false)] };
    }

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
        return new Draft(partner, report, partner.Render(report, time.GetUtcNow().UtcDateTime), partner.HashOf(report),
            [.. ReportFaults.Of(partner), .. ReportFaults.Of(report.Metrics)]);
    }

    private static IEnumerable<ReportFault> MayHaveArrived(List<Delivery> tried) =>
        tried.Exists(d => d is { Status: DeliveryStatus.Unknown, IsOver: true })
            ? [new ReportFault("An earlier delivery of this period was sent and never answered; ask the partner before it is sent again.", false)]
            : [];

    private static CronSchedule Cron(DeliverySchedule schedule) => CronSchedule.Parse(schedule.Cron, schedule.TimeZone);
}
