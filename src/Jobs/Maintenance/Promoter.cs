using Dapper;
using Steward.Jobs.Workers;
using Steward.Platform.Data;

namespace Steward.Jobs.Maintenance;

/// <summary>
/// Makes delayed and parked jobs claimable when their time has come, at most a thousand in one statement (MATERIALIZED: a nested-loop plan
/// could otherwise take more than the limit).
/// </summary>
internal sealed class Promoter(Storage storage, JobSignals signals)
{
    public const int Batch = 1000;

    /// <summary>True when there may be more.</summary>
    public async Task<bool> PassAsync(CancellationToken ct)
    {
        // A read first: an idle look must not take SQLite's write lock four times a second.
        var due = await storage.ReadAsync(c => c.ExecuteScalarAsync<int?>(new CommandDefinition(
            $"SELECT 1 FROM jobs_queue WHERE state IN (1, 3) AND run_at <= {storage.Now} LIMIT 1", cancellationToken: ct)), ct);
        if (due is null) return false;
        var skip = storage.Kind == StorageKind.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
        var queues = await storage.WriteAsync(async (c, t) => (await c.QueryAsync<string>(new CommandDefinition(
            $"""
            WITH due AS MATERIALIZED (
              SELECT id FROM jobs_queue WHERE state IN (1, 3) AND run_at <= {storage.Now} ORDER BY run_at LIMIT {Batch} {skip})
            UPDATE jobs_queue SET state = 0 WHERE state IN (1, 3) AND id IN (SELECT id FROM due)
            RETURNING queue
            """, transaction: t, cancellationToken: ct))).AsList(), ct);
        foreach (var queue in queues.Distinct()) signals.Wake(queue);
        return queues.Count == Batch;
    }
}
