using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Deliveries.Runs;
using Steward.Jobs.Cron;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Clock = Steward.Jobs.Cron.Schedules;

namespace Steward.Deliveries.Schedules;

/// <summary>A schedule somebody wants. <paramref name="Id"/> is a new UUIDv7 unless given.</summary>
internal sealed record ScheduleWish(Guid TenantId, string Company, string Platform, string Cron, string TimeZone = "UTC", string? Id = null);

/// <summary>Adds, changes and removes schedules: row, clock and audit entry in one transaction.</summary>
internal sealed class ScheduleBook(AppDb db, CurrentTenant tenant, Clock clock, Trail trail, TimeProvider time)
{
    /// <summary>Most schedules of one tenant.</summary>
    public const int Most = 1000;

    public async Task<(DeliverySchedule Row, DateTime NextRun)> AddAsync(ScheduleWish wish, string by, CancellationToken ct)
    {
        // The clock's row and the job it makes belong to the company, also when the platform's owner asks.
        tenant.Be(wish.TenantId);
        return await db.InTransactionAsync(async () =>
        {
            if (await db.Set<DeliverySchedule>().CountAsync(s => s.TenantId == wish.TenantId, ct) >= Most)
                throw Problem.Conflict("too_many_schedules", $"A company has at most {Most} schedules; delete one first.").AsException();
            var now = time.GetUtcNow().UtcDateTime;
            var row = new DeliverySchedule
            {
                Id = wish.Id ?? Guid.CreateVersion7().ToString(), TenantId = wish.TenantId, Company = wish.Company, Platform = wish.Platform,
                Cron = wish.Cron.Trim(), TimeZone = wish.TimeZone, Active = true, Version = 1, CreatedAt = now, UpdatedAt = now,
            };
            db.Add(row);
            return (row, await SaveAsync(row, "schedule.created", by, ct));
        }, ct);
    }

    /// <summary>Saves what was changed on a tracked row.</summary>
    /// <exception cref="ProblemException">412: somebody else was faster.</exception>
    public async Task<DateTime> ChangeAsync(DeliverySchedule row, string by, CancellationToken ct)
    {
        tenant.Be(row.TenantId);
        row.Version++;
        row.UpdatedAt = time.GetUtcNow().UtcDateTime;
        try
        {
            return await db.InTransactionAsync(() => SaveAsync(row, "schedule.updated", by, ct), ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw EntityTag.Changed("schedule").AsException();
        }
    }

    /// <summary>Removes it; its deliveries stay on record.</summary>
    public Task RemoveAsync(DeliverySchedule row, string by, CancellationToken ct)
    {
        tenant.Be(row.TenantId);
        return db.InTransactionAsync(async () =>
        {
            await db.Set<DeliverySchedule>().Where(s => s.Id == row.Id).ExecuteDeleteAsync(ct);
            await clock.RemoveAsync(ClockName(row.Id), ct);
            await trail.RecordAsync(new AuditEvent(row.TenantId, by, "schedule.deleted", $"schedule:{row.Id}", new { row.Company, row.Platform }), ct);
        }, ct);
    }

    /// <summary>When each schedule fires next.</summary>
    public async Task<Func<DeliverySchedule, DateTime?>> NextRunsAsync(IReadOnlyCollection<DeliverySchedule> rows, CancellationToken ct)
    {
        var known = await clock.NextRunsAsync([.. rows.Select(r => ClockName(r.Id))], ct);
        return row => known.TryGetValue(ClockName(row.Id), out var at) ? at : null;
    }

    // Every missed run is made up for: each reports a period of its own, and one left out would be a hole in the partner's figures.
    private async Task<DateTime> SaveAsync(DeliverySchedule row, string action, string by, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var next = await clock.SaveAsync(
            new ScheduleDefinition(ClockName(row.Id), row.Cron, row.TimeZone, row.Active, MissedRuns.RunAll), new RunDelivery(row.Id), ct);
        await trail.RecordAsync(new AuditEvent(row.TenantId, by, action, $"schedule:{row.Id}",
            new { row.Company, row.Platform, schedule = row.Cron, row.TimeZone, row.Active }), ct);
        return next;
    }

    private static string ClockName(string id) => "delivery:" + id;
}
