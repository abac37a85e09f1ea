using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Cron;

/// <summary>When and what a schedule fires.</summary>
/// <param name="Name">Unique for the whole platform; <c>module:id</c>.</param>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">IANA name, for example <c>Europe/Oslo</c>.</param>
/// <param name="Active">Whether it fires.</param>
/// <param name="Missed">What happens to runs missed while nothing ran.</param>
public sealed record ScheduleDefinition(string Name, string Cron, string TimeZone = "UTC", bool Active = true, MissedRuns Missed = MissedRuns.RunOnce);

/// <summary>Schedules that put jobs in the queue; changes commit with the caller's transaction. The job gets a member <c>fireTime</c>.</summary>
public sealed class Schedules(AppDb db, CurrentTenant tenant)
{
    /// <summary>Adds or replaces a schedule; answers its next run in UTC.</summary>
    /// <exception cref="CronException">The expression is wrong or never comes true.</exception>
    public async Task<DateTime> SaveAsync<TJob>(ScheduleDefinition schedule, TJob job, CancellationToken ct) where TJob : IJob
    {
        // The ticker compares with the database's clock, so the first run is counted from it too.
        var now = (await db.QueryAsync<DateTime>($"SELECT {db.Storage.Now}", null, ct))[0];
        var next = CronSchedule.Parse(schedule.Cron, schedule.TimeZone).NextAfter(now)
            ?? throw new CronException("The expression never comes true.");
        var row = await db.Set<ScheduleRow>().SingleOrDefaultAsync(s => s.Name == schedule.Name, ct);
        if (row is null)
        {
            row = new ScheduleRow { Name = schedule.Name, TenantId = tenant.Id, Cron = "", TimeZone = "", Kind = TJob.Kind, Payload = "" };
            db.Add(row);
        }

        (row.Cron, row.TimeZone, row.Active, row.Missed) = (schedule.Cron, schedule.TimeZone, schedule.Active, schedule.Missed);
        row.Kind = TJob.Kind;
        row.Payload = JsonSerializer.Serialize(job, JobKind.Json);
        row.NextRunAt = next;
        await db.SaveChangesAsync(ct);
        return next;
    }

    /// <summary>When the schedules fire next, by name; those that are off or unknown are absent.</summary>
    public async Task<IReadOnlyDictionary<string, DateTime>> NextRunsAsync(IReadOnlyCollection<string> names, CancellationToken ct) =>
        await db.Set<ScheduleRow>().AsNoTracking().Where(s => names.Contains(s.Name) && s.Active).ToDictionaryAsync(s => s.Name, s => s.NextRunAt, ct);

    /// <summary>Removes a schedule; its past firings stay.</summary>
    public Task RemoveAsync(string name, CancellationToken ct) =>
        db.Set<ScheduleRow>().Where(s => s.Name == name).ExecuteDeleteAsync(ct);
}
