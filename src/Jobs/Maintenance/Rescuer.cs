using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Maintenance;

/// <summary>
/// Takes the jobs of dead workers. A worker is dead when its lease ran out by the database's clock; its row goes first, then every active job
/// without a living worker is put back in the statement that checks so again. The old lease number is used up: a late answer is refused.
/// </summary>
internal sealed class Rescuer(Storage storage, JobWriter jobs, JobMetrics metrics, IOptions<JobsOptions> options, ILogger<Rescuer> log)
{
    private const int Batch = 1000;
    private const double LongestSilence = 12;

    // Passes are a second apart, more under load: with a short lease that alone is no sign that the database was away.
    private const double ShortestAbsence = 2;
    private long _lastPass;

    /// <summary>True when there may be more.</summary>
    public async Task<bool> PassAsync(CancellationToken ct)
    {
        // After the database was away every lease has run out, though the workers live: let them speak first.
        var wasAway = _lastPass != 0 && Environment.TickCount64 - _lastPass > 1000 * Math.Max(options.Value.LeaseSeconds / 2, ShortestAbsence);
        if (wasAway)
        {
            // Throws while it is still away; from now on they need their longest pause and a connect to be heard.
            await storage.ReadAsync(c => c.ExecuteScalarAsync<int>(new CommandDefinition("SELECT 1", cancellationToken: ct)), ct);
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(options.Value.LeaseSeconds, LongestSilence)), ct);
        }

        var anyone = await storage.ReadAsync(c => c.ExecuteScalarAsync<int?>(new CommandDefinition(
            $"""
            SELECT 1 WHERE EXISTS (SELECT 1 FROM jobs_workers WHERE lease_until < {storage.Now})
              OR EXISTS (SELECT 1 FROM jobs_queue q WHERE state = 2 AND NOT EXISTS (SELECT 1 FROM jobs_workers w WHERE w.id = q.worker))
            """, cancellationToken: ct)), ct);
        var rescued = anyone is null ? [] : await RescueAsync(ct);
        _lastPass = Environment.TickCount64;
        return rescued.Count == Batch;
    }

    private async Task<IReadOnlyList<string>> RescueAsync(CancellationToken ct)
    {
        var (workers, queues, (buried, told)) = await storage.WriteAsync(async (c, t) =>
        {
            var dead = await c.ExecuteAsync(new CommandDefinition($"DELETE FROM jobs_workers WHERE lease_until < {storage.Now}", transaction: t, cancellationToken: ct));
            var ended = await JobBurial.EndAsync(storage, c, t, Ended, new { }, new JobBurial.Ending(JobState.Failed, "unknown", Cause), jobs.Kinds, ct);
            var skip = storage.Kind == StorageKind.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
            var back = await c.QueryAsync<string>(new CommandDefinition(
                $"""
                WITH lost AS MATERIALIZED (SELECT id FROM jobs_queue WHERE {Orphaned} AND NOT cancelling AND attempt < max_attempts LIMIT {Batch} {skip})
                UPDATE jobs_queue SET state = 0, worker = NULL, lease = lease + 1 WHERE {Orphaned} AND id IN (SELECT id FROM lost)
                RETURNING queue
                """, transaction: t, cancellationToken: ct));
            return (dead, back.AsList(), ended);
        }, ct);
        if (workers > 0 || queues.Count > 0) JobLog.Rescued(log, queues.Count, workers);
        metrics.Rescued(queues.Count);
        metrics.Buried(buried);
        foreach (var queue in queues.Concat(told.Select(a => a.Kind.Options.Queue)).Distinct()) jobs.Wake(queue);
        return queues;
    }

    private const string Cause = "The worker died on every attempt.";

    private const string Orphaned = "state = 2 AND NOT EXISTS (SELECT 1 FROM jobs_workers w WHERE w.id = jobs_queue.worker)";

    // Those that have no attempt left, and those that were called off.
    private const string Ended = $"{Orphaned} AND (cancelling OR attempt >= max_attempts)";
}
