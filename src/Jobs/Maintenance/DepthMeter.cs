using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Maintenance;

/// <summary>Measures the live jobs now and then; the hot table holds only those, so the count stays cheap.</summary>
internal sealed class DepthMeter(Storage storage, JobMetrics metrics)
{
    public async Task<bool> PassAsync(CancellationToken ct)
    {
        var age = storage.Kind == StorageKind.Postgres
            ? "extract(epoch FROM clock_timestamp() - min(run_at))" : "(julianday('now') - julianday(min(run_at))) * 86400";
        var rows = await storage.ReadAsync(c => c.QueryAsync<QueueDepth>(new CommandDefinition(
            $"""
            SELECT queue AS Queue, CAST(state AS bigint) AS State, count(*) AS Count, CAST({age} AS double precision) AS OldestSeconds
            FROM jobs_queue GROUP BY queue, state
            """, cancellationToken: ct)), ct);
        metrics.Depths(rows.AsList());
        return false;
    }
}
