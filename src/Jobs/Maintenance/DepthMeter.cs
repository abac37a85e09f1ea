using Dapper;
using Steward.Jobs.Control;
using Steward.Platform.Data;

namespace Steward.Jobs.Maintenance;

/// <summary>
/// Counts the live jobs now and then: for the metrics, and for whoever asks how long a queue is that is too long to be counted for him. What takes long
/// is done the more seldom.
/// </summary>
internal sealed class DepthMeter(Storage storage, JobMetrics metrics, TimeProvider time)
{
    private const int Rest = 20;
    private long _next;

    public async Task<bool> PassAsync(CancellationToken ct)
    {
        var started = time.GetTimestamp();
        if (started < _next) return false;
        try
        {
            await CountAsync(ct);
        }
        finally
        {
            _next = time.GetTimestamp() + Rest * (time.GetTimestamp() - started);
        }

        return false;
    }

    private async Task CountAsync(CancellationToken ct)
    {
        var rows = (await storage.ReadAsync(c => c.QueryAsync<CountedJobs>(new CommandDefinition(
            """
            SELECT queue AS Queue, tenant_id AS TenantId, CAST(state AS bigint) AS State, count(*) AS Count, min(run_at) AS OldestAt
            FROM jobs_queue GROUP BY queue, tenant_id, state
            """, cancellationToken: ct)), ct)).AsList();
        var now = await storage.ReadAsync(c => c.ExecuteScalarAsync<DateTime>(new CommandDefinition($"SELECT {storage.Now}", cancellationToken: ct)), ct);
        metrics.Depths([.. rows.GroupBy(r => (r.Queue, r.State)).Select(g => new QueueDepth
        {
            Queue = g.Key.Queue, State = g.Key.State, Count = g.Sum(r => r.Count), OldestSeconds = (now - g.Min(r => r.OldestAt)).TotalSeconds,
        })]);
        await KeepAsync([.. rows.GroupBy(r => (r.Queue, r.State)).Where(g => g.Sum(r => r.Count) > QueueReader.CountedExactly).SelectMany(g => g)], ct);
    }

    private async Task KeepAsync(IReadOnlyList<CountedJobs> large, CancellationToken ct)
    {
        if (large.Count == 0 && await storage.ReadAsync(c => c.ExecuteScalarAsync<int?>(new CommandDefinition("SELECT 1 FROM jobs_depths LIMIT 1", cancellationToken: ct)), ct) is null) return;
        await storage.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(new CommandDefinition($"DELETE FROM jobs_depths WHERE counted_at < {storage.Now}", transaction: t, cancellationToken: ct));
            return await c.ExecuteAsync(new CommandDefinition(
                $"""
                INSERT INTO jobs_depths (queue, tenant_id, state, count, oldest_at, counted_at) VALUES (@Queue, @TenantId, @State, @Count, @OldestAt, {storage.Now})
                ON CONFLICT (queue, tenant_id, state) DO UPDATE SET count = excluded.count, oldest_at = excluded.oldest_at, counted_at = excluded.counted_at
                """, large, t, cancellationToken: ct));
        }, ct);
    }

    private sealed class CountedJobs
    {
        public string Queue { get; set; } = "";
        public Guid TenantId { get; set; }
        public long State { get; set; }
        public long Count { get; set; }
        public DateTime OldestAt { get; set; }
    }
}
