using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Control;

/// <summary>A queue as an operator sees it.</summary>
internal sealed class QueueLine
{
    public string Name { get; set; } = "";
    public DateTime? PausedAt { get; set; }
    public string? PausedBy { get; set; }
    public string? PauseReason { get; set; }
    public DateTime? TenantPausedAt { get; set; }
    public string? TenantPausedBy { get; set; }
    public string? TenantPauseReason { get; set; }
    public long? MaxActive { get; set; }
    public long? PerSecond { get; set; }
    public long? TenantMaxActive { get; set; }
    public long? TenantPerSecond { get; set; }
    public double? Weight { get; set; }
}

/// <summary>Live jobs of a queue in one state.</summary>
internal sealed class StateCount
{
    public string Queue { get; set; } = "";
    public long State { get; set; }
    public long Count { get; set; }
    public DateTime? OldestAt { get; set; }
}

/// <summary>Reads and counts queues.</summary>
internal sealed class QueueReader(AppDb db)
{
    /// <summary>Live jobs of one queue and state are counted exactly up to here; beyond, the last count of the scheduler is taken.</summary>
    public const int CountedExactly = 10_000;

    /// <summary>The queues, with what the tenant has of them.</summary>
    public Task<IReadOnlyList<QueueLine>> QueuesAsync(Guid? tenant, CancellationToken ct) => db.QueryAsync<QueueLine>(
        """
        SELECT q.name AS Name, q.paused_at AS PausedAt, q.paused_by AS PausedBy, q.pause_reason AS PauseReason,
               s.paused_at AS TenantPausedAt, s.paused_by AS TenantPausedBy, s.pause_reason AS TenantPauseReason,
               CAST(q.max_active AS bigint) AS MaxActive, CAST(q.per_second AS bigint) AS PerSecond,
               CAST(coalesce(s.max_active, q.tenant_max_active) AS bigint) AS TenantMaxActive, CAST(coalesce(s.per_second, q.tenant_per_second) AS bigint) AS TenantPerSecond,
               s.weight AS Weight
        FROM jobs_queues q LEFT JOIN jobs_shares s ON s.queue = q.name AND s.tenant_id = @tenant ORDER BY q.name
        """, new { tenant }, ct);

    /// <summary>Live jobs by queue and state, of a tenant or of all.</summary>
    public async Task<IReadOnlyList<StateCount>> CountsAsync(Guid? tenant, IEnumerable<string> queues, CancellationToken ct)
    {
        var counts = new List<StateCount>();
        foreach (var queue in queues)
            foreach (var state in (JobState[])[JobState.Waiting, JobState.Delayed, JobState.Active, JobState.Parked])
            {
                var mine = tenant is null ? "" : " AND tenant_id = @tenant";
                var count = (await db.QueryAsync<StateCount>(
                    $"""
                    SELECT @queue AS Queue, CAST({(int)state} AS bigint) AS State, CAST(count(*) AS bigint) AS Count, min(run_at) AS OldestAt
                    FROM (SELECT run_at FROM jobs_queue WHERE queue = @queue AND state = {(int)state}{mine} LIMIT {CountedExactly + 1}) counted
                    """, new { queue, tenant }, ct)).Single();
                if (count.Count > CountedExactly)
                {
                    var counted = (await db.QueryAsync<StateCount>(
                        $"SELECT CAST(coalesce(sum(count), 0) AS bigint) AS Count, min(oldest_at) AS OldestAt FROM jobs_depths WHERE queue = @queue AND state = {(int)state}{mine}",
                        new { queue, tenant }, ct)).Single();
                    (count.Count, count.OldestAt) = (Math.Max(count.Count, counted.Count), counted.OldestAt ?? count.OldestAt);
                }

                counts.Add(count);
            }

        return counts;
    }
}
