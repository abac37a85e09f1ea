using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Logging;
using Steward.Jobs.Queue;
using Steward.Jobs.Workers;
using Steward.Platform.Data;

namespace Steward.Jobs.Cron;

/// <summary>
/// Fires schedules. A firing is a row keyed by schedule and time, written in the transaction that enqueues its job: two nodes, a crash
/// or a clock that jumps back cannot fire one time twice.
/// </summary>
internal sealed class CronTicker(Storage storage, JobKinds kinds, JobSignals signals, ILogger<CronTicker> log)
{
    private const int Batch = 100;
    private const int MostMissed = 100;
    private static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    public async Task<bool> PassAsync(CancellationToken ct)
    {
        // Kinds are filtered before the limit: schedules of kinds unknown here must not hold up the others.
        var known = storage.Kind == StorageKind.Postgres ? "= ANY(@Kinds)" : "IN @Kinds";
        var due = await storage.ReadAsync(async c => (await c.QueryAsync<Due>(new CommandDefinition(
            $"""
            SELECT name AS Name, tenant_id AS TenantId, cron AS Cron, time_zone AS TimeZone, kind AS Kind, payload AS Payload,
                   CAST(missed AS integer) AS Missed, next_run_at AS NextRunAt, {storage.Now} AS Clock
            FROM jobs_schedules WHERE active AND next_run_at <= {storage.Now} AND kind {known} ORDER BY next_run_at LIMIT {Batch}
            """, new { Kinds = kinds.Names }, cancellationToken: ct))).AsList(), ct);
        foreach (var schedule in due) await FireAsync(schedule, ct);
        return due.Count == Batch;
    }

    private async Task FireAsync(Due due, CancellationToken ct)
    {
        CronSchedule cron;
        try
        {
            cron = CronSchedule.Parse(due.Cron, due.TimeZone);
        }
        catch (FormatException error)
        {
            JobLog.ScheduleBroken(log, due.Name, error.Message);
            await RunAsync("UPDATE jobs_schedules SET active = @Off WHERE name = @Name", new { due.Name, Off = false }, ct);
            return;
        }

        var times = FireTimes(cron, due);
        var next = cron.NextAfter(due.Clock);
        await storage.WriteAsync(async (c, t) =>
        {
            // First, and only if it is still as it was read: a schedule that was changed or removed meanwhile does not fire.
            var still = await c.ExecuteAsync(new CommandDefinition(
                "UPDATE jobs_schedules SET next_run_at = @Next, active = @Active WHERE name = @Name AND active AND next_run_at = @NextRunAt",
                new { Next = next ?? due.NextRunAt, Active = next is not null, due.Name, due.NextRunAt }, t, cancellationToken: ct));
            if (still == 0) return 0;
            foreach (var at in times) await FireOnceAsync(c, t, due, at, ct);
            return times.Count;
        }, ct);
        signals.Wake(kinds[due.Kind].Options.Queue);
    }

    private static List<DateTime> FireTimes(CronSchedule cron, Due due)
    {
        if ((MissedRuns)due.Missed == MissedRuns.RunAll)
        {
            var times = new List<DateTime> { due.NextRunAt };
            while (times.Count < MostMissed && cron.NextAfter(times[^1]) is { } at && at <= due.Clock) times.Add(at);
            return times;
        }

        var latest = Latest(cron, due);
        return (MissedRuns)due.Missed == MissedRuns.RunOnce || due.Clock - latest <= OnTime ? [latest] : [];
    }

    // Looks back from the clock in growing steps, so that a long outage of a frequent schedule is not walked run by run.
    private static DateTime Latest(CronSchedule cron, Due due)
    {
        var latest = due.NextRunAt;
        for (var back = OnTime; due.Clock - back > due.NextRunAt; back *= 2)
        {
            if (cron.NextAfter(due.Clock - back) is not { } run || run > due.Clock) continue;
            latest = run;
            break;
        }

        while (cron.NextAfter(latest) is { } later && later <= due.Clock) latest = later;
        return latest;
    }

    private async Task FireOnceAsync(DbConnection connection, DbTransaction transaction, Due due, DateTime at, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var first = await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO jobs_ticks (schedule, fire_time, job_id) VALUES (@Name, @At, @Id) ON CONFLICT DO NOTHING",
            new { due.Name, At = at, Id = id }, transaction, cancellationToken: ct));
        if (first == 0) return;
        var payload = JsonNode.Parse(due.Payload)!.AsObject();
        payload["fireTime"] = JsonSerializer.SerializeToNode(at);
        await JobInsert.RunAsync(storage, connection, transaction,
            [new NewJob(id, due.TenantId, kinds[due.Kind], payload.ToJsonString(), new JobOptions())], ct);
    }

    private Task<int> RunAsync(string sql, object parameters, CancellationToken ct) =>
        storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(sql, parameters, t, cancellationToken: ct)), ct);

    private sealed class Due
    {
        public string Name { get; set; } = "";
        public Guid TenantId { get; set; }
        public string Cron { get; set; } = "";
        public string TimeZone { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Payload { get; set; } = "";
        public int Missed { get; set; }
        public DateTime NextRunAt { get; set; }
        public DateTime Clock { get; set; }
    }
}
