using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Queue.Stage;

/// <summary>A row of the live jobs.</summary>
internal sealed class LiveJob
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public long State { get; set; }
    public long Attempt { get; set; }
    public long Lease { get; set; }
    public Guid? Worker { get; set; }
    public DateTime RunAt { get; set; }

    public JobState Is => (JobState)State;
}

/// <summary>A row of the ended jobs.</summary>
internal sealed class EndedJob
{
    public Guid Id { get; set; }
    public long State { get; set; }
    public long Attempts { get; set; }
    public long Lease { get; set; }
    public string? ErrorType { get; set; }
    public string? Error { get; set; }
    public string? Result { get; set; }

    public JobState Is => (JobState)State;
}

/// <summary>The queue's tables as SQL sees them.</summary>
internal sealed class JobTables(Storage storage)
{
    private const string Live = "id AS Id, tenant_id AS TenantId, CAST(state AS bigint) AS State, CAST(attempt AS bigint) AS Attempt, lease AS Lease, worker AS Worker, run_at AS RunAt";
    private const string Ended = "id AS Id, CAST(state AS bigint) AS State, CAST(attempts AS bigint) AS Attempts, lease AS Lease, error_type AS ErrorType, error AS Error, result AS Result";

    public Storage Storage => storage;

    public string Now => storage.Now;

    public bool IsPostgres => storage.Kind == StorageKind.Postgres;

    public Task<DateTime> ClockAsync() => ScalarAsync<DateTime>($"SELECT {storage.Now}");

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        storage.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t), CancellationToken.None);

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) =>
        storage.ReadAsync(async c => (await c.QueryAsync<T>(sql, parameters)).First(), CancellationToken.None);

    public Task<List<T>> ListAsync<T>(string sql, object? parameters = null) =>
        storage.ReadAsync(async c => (await c.QueryAsync<T>(sql, parameters)).AsList(), CancellationToken.None);

    public Task<long> CountAsync(string rest, object? parameters = null) => ScalarAsync<long>($"SELECT count(*) FROM {rest}", parameters);

    public async Task<LiveJob?> LiveAsync(Guid id) => (await ListAsync<LiveJob>($"SELECT {Live} FROM jobs_queue WHERE id = @id", new { id })).SingleOrDefault();

    public async Task<EndedJob?> EndAsync(Guid id) => (await ListAsync<EndedJob>($"SELECT {Ended} FROM jobs_history WHERE id = @id", new { id })).SingleOrDefault();

    public Task<List<LiveJob>> LiveOfAsync(Guid tenant) => ListAsync<LiveJob>($"SELECT {Live} FROM jobs_queue WHERE tenant_id = @tenant", new { tenant });

    public Task<List<EndedJob>> EndedOfAsync(Guid tenant) => ListAsync<EndedJob>($"SELECT {Ended} FROM jobs_history WHERE tenant_id = @tenant", new { tenant });

    /// <summary>Waits for a job's end.</summary>
    public async Task<EndedJob> EndedAsync(Guid id, int seconds = 30) => (await TestServer.EventuallyAsync(() => EndAsync(id), e => e is not null, seconds))!;

    /// <summary>Waits until so many jobs of a tenant have ended.</summary>
    public Task<List<EndedJob>> AllEndedAsync(Guid tenant, int count, int seconds = 30) =>
        TestServer.EventuallyAsync(() => EndedOfAsync(tenant), ended => ended.Count >= count, seconds);

    /// <summary>Waits until a live job is in a state.</summary>
    public async Task<LiveJob> LiveWhenAsync(Guid id, Func<LiveJob, bool> satisfied, int seconds = 30) =>
        (await TestServer.EventuallyAsync(() => LiveAsync(id), job => job is not null && satisfied(job), seconds))!;

    /// <summary>A worker that no process renews; alive for an hour unless said otherwise.</summary>
    public async Task<Guid> AddWorkerAsync(int aliveForSeconds = 3600)
    {
        var id = Guid.CreateVersion7();
        if (await CountAsync("jobs_queues WHERE name = 'test'") == 0)
            await QueueLimitsStore.EnsureAsync(storage, new Dictionary<string, QueueLimits> { ["test"] = QueueLimits.None }, CancellationToken.None);
        await ExecuteAsync($"INSERT INTO jobs_workers (id, host, process_id, started_at, lease_until) VALUES (@id, 'test', 0, {Now}, {storage.NowPlus((aliveForSeconds * 1000L).ToString())})", new { id });
        return id;
    }

    /// <summary>Claims as a worker would.</summary>
    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(Guid worker, int limit, FairTurns? turns = null, params string[] kinds) =>
        (await JobExchange.RunAsync(storage, [],
            new ClaimRequest("test", kinds.Length == 0 ? [Scripted.Kind] : kinds, worker, limit, turns ?? new FairTurns()), CancellationToken.None)).Claimed.Jobs;

    /// <summary>Claims as a worker would that takes the queue for one without limits.</summary>
    public async Task<Claim> ClaimFreelyAsync(Guid worker, int limit, FairTurns? turns = null) =>
        (await JobExchange.RunAsync(storage, [], new ClaimRequest("test", [Scripted.Kind], worker, limit, turns ?? new FairTurns(), InTurn: false), CancellationToken.None)).Claimed;

    /// <summary>Writes ends of attempts as a worker would.</summary>
    public Task<bool[]> ApplyAsync(params JobOutcome[] outcomes) =>
        storage.WriteAsync((c, t) => JobOutcomes.ApplyAsync(storage, c, t, outcomes, CancellationToken.None), CancellationToken.None);
}

internal static class ServerExtensions
{
    public static JobTables Tables(this TestServer server) => new(server.Services.GetRequiredService<Storage>());

    public static async Task<Guid> EnqueueAsync<TJob>(this TestServer server, Guid tenant, TJob job, JobOptions? options = null) where TJob : IJob
    {
        await using var scope = server.Scope(tenant);
        return await scope.ServiceProvider.GetRequiredService<JobQueue>().EnqueueAsync(job, options, CancellationToken.None);
    }

    public static Task EnqueueManyAsync<TJob>(this TestServer server, Guid tenant, IReadOnlyCollection<TJob> jobs) where TJob : IJob =>
        server.Services.GetRequiredService<JobWriter>().EnqueueManyAsync(tenant, jobs, CancellationToken.None);

    /// <summary>A part of the scheduler, to run single passes of.</summary>
    public static T Part<T>(this TestServer server) => ActivatorUtilities.CreateInstance<T>(server.Services);
}
