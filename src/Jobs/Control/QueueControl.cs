using Steward.Jobs.Queue;
using Steward.Jobs.Workers;
using Steward.Platform.Data;

namespace Steward.Jobs.Control;

/// <summary>What an operator does to a queue: pause, resume, limits, shares. What waits stays where it is; running jobs go on.</summary>
public sealed class QueueControl
{
    private readonly AppDb _db;
    private readonly JobKinds _kinds;
    private readonly JobSignals _signals;

    internal QueueControl(AppDb db, JobKinds kinds, JobSignals signals) => (_db, _kinds, _signals) = (db, kinds, signals);

    /// <summary>True when there is such a queue: this process knows it, or some process has served it.</summary>
    public async Task<bool> ExistsAsync(string queue, CancellationToken ct) =>
        _kinds.Limits.ContainsKey(queue) || (await _db.QueryAsync<string>("SELECT name FROM jobs_queues WHERE name = @queue", new { queue }, ct)).Count > 0;

    /// <summary>No job of the queue is begun until it is resumed: of one tenant, or of all.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="tenant">Only this tenant's jobs; all where null.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why; shown to whoever wonders.</param>
    /// <param name="ct">Cancels.</param>
    public Task PauseAsync(string queue, Guid? tenant, string by, string? reason, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        await EnsureAsync(queue, ct);
        await _db.ExecuteAsync(tenant is null
            ? $"UPDATE jobs_queues SET paused_at = {_db.Storage.Now}, paused_by = @by, pause_reason = @reason WHERE name = @queue"
            : $"""
              INSERT INTO jobs_shares (queue, tenant_id, weight, next_start, paused_at, paused_by, pause_reason) VALUES (@queue, @tenant, 1, 0, {_db.Storage.Now}, @by, @reason)
              ON CONFLICT (queue, tenant_id) DO UPDATE SET paused_at = excluded.paused_at, paused_by = excluded.paused_by, pause_reason = excluded.pause_reason
              """, new { queue, tenant, by, reason }, ct);
    }, ct);

    /// <summary>Lets the queue go on, where it left off.</summary>
    public Task ResumeAsync(string queue, Guid? tenant, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        const string None = "SET paused_at = NULL, paused_by = NULL, pause_reason = NULL WHERE";
        await _db.ExecuteAsync(tenant is null ? $"UPDATE jobs_queues {None} name = @queue" : $"UPDATE jobs_shares {None} queue = @queue AND tenant_id = @tenant", new { queue, tenant }, ct);
        _db.AfterCommit(() => _signals.Wake(queue));
    }, ct);

    /// <summary>Sets how much of the queue may run, over all processes; from the next claim on.</summary>
    public Task LimitAsync(string queue, QueueLimits limits, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        await EnsureAsync(queue, ct);
        await _db.ExecuteAsync(
            """
            UPDATE jobs_queues SET configured = TRUE, max_active = @MaxActive, per_second = @PerSecond, tenant_max_active = @TenantMaxActive, tenant_per_second = @TenantPerSecond WHERE name = @queue
            """, new { queue, limits.MaxActive, limits.PerSecond, limits.TenantMaxActive, limits.TenantPerSecond }, ct);
        await NoteLimitedAsync(queue, ct);
    }, ct);

    /// <summary>Sets what one tenant gets of the queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="weight">Turns for each turn of a tenant of weight 1; 0.01 to 100.</param>
    /// <param name="maxActive">Its jobs that run at once; the queue's limit per tenant where null.</param>
    /// <param name="perSecond">Its jobs that start in a second; the queue's limit per tenant where null.</param>
    /// <param name="ct">Cancels.</param>
    public Task ShareAsync(string queue, Guid tenant, double weight, int? maxActive, int? perSecond, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 0.01);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 100);
        await EnsureAsync(queue, ct);
        // In the order of a claim: first the queue's row, then the tenant's.
        await _db.ExecuteAsync("UPDATE jobs_queues SET limited = limited WHERE name = @queue", new { queue }, ct);
        await _db.ExecuteAsync(
            """
            INSERT INTO jobs_shares (queue, tenant_id, weight, max_active, per_second, next_start) VALUES (@queue, @tenant, @weight, @maxActive, @perSecond, 0)
            ON CONFLICT (queue, tenant_id) DO UPDATE SET weight = excluded.weight, max_active = excluded.max_active, per_second = excluded.per_second
            """, new { queue, tenant, weight, maxActive, perSecond }, ct);
        await NoteLimitedAsync(queue, ct);
    }, ct);

    /// <summary>Removes ended jobs of the queue, some at a time. Answers how many; fewer than a full portion means that none are left.</summary>
    public Task<int> ClearAsync(string queue, Guid? tenant, IReadOnlyList<JobState> states, int portion, CancellationToken ct) => _db.InTransactionAsync(async () =>
    {
        var ids = await _db.QueryAsync<Guid>(
            $"""
            SELECT id FROM jobs_history WHERE queue = @queue AND state IN ({string.Join(", ", states.Select(s => (int)s))}){(tenant is null ? "" : " AND tenant_id = @tenant")} LIMIT {portion}
            """, new { queue, tenant }, ct);
        var (connection, transaction) = await _db.ConnectionAsync(ct);
        await JobRemoval.RunAsync(_db.Storage, connection, transaction, ids, ct);
        return ids.Count;
    }, ct);

    private Task NoteLimitedAsync(string queue, CancellationToken ct)
    {
        _db.AfterCommit(() => _signals.Wake(queue));
        return _db.ExecuteAsync(
            """
            UPDATE jobs_queues SET limited = (coalesce(max_active, per_second, tenant_max_active, tenant_per_second) IS NOT NULL
              OR EXISTS (SELECT 1 FROM jobs_shares s WHERE s.queue = @queue AND coalesce(s.max_active, s.per_second) IS NOT NULL)) WHERE name = @queue
            """, new { queue }, ct);
    }

    private async Task EnsureAsync(string queue, CancellationToken ct)
    {
        var (connection, transaction) = await _db.ConnectionAsync(ct);
        await QueueLimitsStore.EnsureAsync(connection, transaction, queue, _kinds.Limits.GetValueOrDefault(queue, QueueLimits.None), ct);
    }
}
