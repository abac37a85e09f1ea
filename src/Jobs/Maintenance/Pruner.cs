using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Jobs.Queue;
using Steward.Jobs.Statistics;
using Steward.Platform.Data;

namespace Steward.Jobs.Maintenance;

/// <summary>Removes finished jobs by age with their payloads and failures, old firings of schedules, batches and operations, a batch at a time so that nobody waits long for a lock. What is not counted yet stays.</summary>
internal sealed class Pruner(Storage storage, IOptions<JobsOptions> options, ILogger<Pruner> log)
{
    private const int Batch = 2000;
    private const long Day = 24L * 3600 * 1000;

    /// <summary>True when there may be more.</summary>
    public async Task<bool> PassAsync(CancellationToken ct)
    {
        var gone = await PruneAsync("state IN (4, 6)", options.Value.KeepCompletedDays, ct) + await PruneAsync("state = 5", options.Value.KeepFailedDays, ct);
        if (gone > 0) JobLog.Pruned(log, gone);
        var ticks = await PruneTicksAsync(ct);
        var batches = await PruneOldAsync("jobs_batches", ct);
        var operations = await PruneOldAsync("jobs_operations", ct);
        return gone >= Batch || ticks >= Batch || batches >= Batch || operations >= Batch;
    }

    private Task<int> PruneOldAsync(string table, CancellationToken ct) => storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(
        $"""
        DELETE FROM {table} WHERE id IN (
          SELECT id FROM {table} WHERE finished_at < {storage.NowPlus($"-{options.Value.KeepFailedDays * Day}")} LIMIT {Batch})
        """, transaction: t, cancellationToken: ct)), ct);

    private Task<int> PruneTicksAsync(CancellationToken ct) => storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(
        $"""
        DELETE FROM jobs_ticks WHERE (schedule, fire_time) IN (
          SELECT schedule, fire_time FROM jobs_ticks WHERE fire_time < {storage.NowPlus($"-{options.Value.KeepFailedDays * Day}")} LIMIT {Batch})
        """, transaction: t, cancellationToken: ct)), ct);

    private Task<int> PruneAsync(string states, int days, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        var old = $"SELECT id FROM jobs_history WHERE {states} AND finished_at < {storage.NowPlus($"-{days * Day}")} AND finished_at < {HourFold.Until} LIMIT {Batch}";
        var ids = (await c.QueryAsync<Guid>(new CommandDefinition(old, transaction: t, cancellationToken: ct))).AsList();
        await JobRemoval.RunAsync(storage, c, t, ids, ct);
        return ids.Count;
    }, ct);
}
