using Dapper;
using Microsoft.Extensions.Options;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Workers;

/// <summary>This process's sign of life: one row renewed by the database's clock. While it lives, every job it claimed is its own.</summary>
internal sealed class WorkerLease(Storage storage, JobKinds kinds, IOptions<JobsOptions> options)
{
    private HashSet<Guid> _suspects = [];
    private HashSet<Guid> _missing = [];

    /// <summary>The worker's identity; a new one after it was taken for dead.</summary>
    public Guid Id { get; private set; }

    public TimeSpan Renewal => TimeSpan.FromSeconds(options.Value.LeaseSeconds / 4);

    private long LeaseMs => (long)(options.Value.LeaseSeconds * 1000);

    public async Task RegisterAsync(CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await QueueLimitsStore.EnsureAsync(storage, kinds.Limits, ct);
        await WriteAsync(
            $"""
            INSERT INTO jobs_workers (id, host, process_id, started_at, lease_until)
            VALUES (@Id, @Host, @ProcessId, {storage.Now}, {storage.NowPlus("@LeaseMs")})
            """, new { Id = id, Host = Environment.MachineName, Environment.ProcessId, LeaseMs }, ct);
        Id = id;
    }

    /// <summary>False when somebody took this worker for dead; then everything it runs is lost to it.</summary>
    public async Task<bool> RenewAsync(CancellationToken ct)
    {
        // Without a transaction around it: one message, after which the row is free, or a worker that falls silent could keep its own row from the rescuers.
        using var turn = await storage.TakeTurnAsync(ct);
        return await storage.ReadAsync(c => c.ExecuteAsync(new CommandDefinition(
            $"UPDATE jobs_workers SET lease_until = {storage.NowPlus("@LeaseMs")} WHERE id = @Id", new { Id, LeaseMs }, cancellationToken: ct)), ct) == 1;
    }

    /// <summary>Ends on purpose: what this worker still holds goes back without costing an attempt, and its lease numbers are used up.</summary>
    public Task EndAsync(CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        foreach (var sql in (string[])[
            "UPDATE jobs_queue SET state = 0, worker = NULL, attempt = attempt - 1, lease = lease + 1 WHERE worker = @Id AND state = 2 AND NOT cancelling",
            "DELETE FROM jobs_workers WHERE id = @Id"])
            await c.ExecuteAsync(new CommandDefinition(sql, new { Id }, t, cancellationToken: ct));
        return 0;
    }, ct);

    /// <summary>Ends a job that was called off and that nobody runs.</summary>
    public Task BuryAsync(HeldJob job, CancellationToken ct) => storage.WriteAsync(
        (c, t) => JobBurial.EndAsync(storage, c, t, "id = @Id AND lease = @Lease AND state = 2 AND cancelling", job, new JobBurial.Ending(JobState.Cancelled), kinds, ct), ct);

    /// <summary>
    /// Compares what the database says this worker runs with what it runs: jobs it no longer holds, jobs that were called off, and jobs whose claim was
    /// committed but whose answer never arrived. Lost and forgotten are believed when they are seen twice, since a claim, or the news of an end, may
    /// be on its way.
    /// </summary>
    public async Task<Differences> CompareAsync(IReadOnlyDictionary<Guid, long> running, CancellationToken ct)
    {
        var held = (await storage.ReadAsync(connection => connection.QueryAsync<HeldJob>(new CommandDefinition(
            "SELECT id AS Id, queue AS Queue, lease AS Lease, cancelling AS Cancelling FROM jobs_queue WHERE worker = @Id AND state = 2", new { Id }, cancellationToken: ct)), ct))
            .ToDictionary(h => h.Id);
        var missing = running.Where(r => !held.TryGetValue(r.Key, out var job) || job.Lease != r.Value).Select(r => r.Key).ToHashSet();
        var lost = missing.Where(_missing.Contains).ToList();
        _missing = missing;
        var unknown = held.Keys.Where(id => !running.ContainsKey(id)).ToHashSet();
        var forgotten = unknown.Where(_suspects.Contains).Select(id => held[id]).ToList();
        _suspects = unknown;
        return new Differences(lost, [.. held.Values.Where(h => h.Cancelling).Select(h => h.Id)], forgotten);
    }

    private Task<int> WriteAsync(string sql, object parameters, CancellationToken ct) =>
        storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(sql, parameters, t, cancellationToken: ct)), ct);
}

/// <summary>Where the database and a worker differ about what it runs.</summary>
internal sealed record Differences(IReadOnlyList<Guid> Lost, IReadOnlyList<Guid> CalledOff, IReadOnlyList<HeldJob> Forgotten);

/// <summary>A job as the database says a worker runs it.</summary>
internal sealed class HeldJob
{
    public Guid Id { get; set; }
    public string Queue { get; set; } = "";
    public long Lease { get; set; }
    public bool Cancelling { get; set; }
}
