using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Server;

namespace Chaos.Stage;

/// <summary>A database, errands in it, worker processes that run them, and what each of these says of what happened.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Database _on;
    private readonly TestServer _home;
    private readonly string _folder = Directory.CreateTempSubdirectory("steward-chaos-").FullName;
    private readonly List<ServerProcess> _processes = [];

    private Scene(Database on, TestServer home) => (_on, _home, Storage) = (on, home, home.Services.GetRequiredService<Storage>());

    public Guid Tenant { get; } = Guid.CreateVersion7();

    public string Connection => _home.Connection;

    public Storage Storage { get; }

    /// <summary>Seconds that a silent worker is taken for alive: few, so that the dead are found soon.</summary>
    public int LeaseSeconds { get; set; } = 2;

    /// <param name="on">The database's kind.</param>
    /// <param name="connection">A migrated database, or the SQLite file; a fresh one unless given.</param>
    public static async Task<Scene> OpenAsync(Database on, string? connection = null)
    {
        var home = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"], Services = WorkerProgram.Know, ConnectionOf = connection });
        var scene = new Scene(on, home);
        Directory.CreateDirectory(scene.LedgerFolder);
        await scene.ExecuteAsync(Effects.Table);
        return scene;
    }

    /// <summary>Brings a database to the program's schema.</summary>
    public static async Task<string> MigratedAsync(string connection)
    {
        var data = Directory.CreateTempSubdirectory("steward-migrate-").FullName;
        (await Steward.Server.Verbs.DatabaseVerb.RunAsync(data, [$"Database:Postgres={connection}"],
            async scope => await Migrations.UpAsync(scope.GetRequiredService<AppDb>(), TextWriter.Null, CancellationToken.None))).ShouldBe(0);
        Directory.Delete(data, recursive: true);
        return connection;
    }

    /// <summary>Puts errands in the queue: every second one ends in its own transaction, every tenth stumbles, every twentieth dies.</summary>
    public Task EnqueueAsync(int count, int milliseconds = 20) => _home.Services.GetRequiredService<JobWriter>().EnqueueManyAsync(Tenant,
        [.. Enumerable.Range(0, count).Select(n => new Errand(n, EndingOf(n), milliseconds / 2 + n * 7 % (milliseconds + 1)))], CancellationToken.None);

    public async Task<Guid> EnqueueAsync(Errand errand, Steward.Jobs.JobOptions? options = null) =>
        await _home.Services.GetRequiredService<JobWriter>().EnqueueAsync(Tenant, errand, options, CancellationToken.None);

    /// <summary>Starts a worker; returns at once.</summary>
    /// <param name="connection">Its way to the database, where it is not the direct one.</param>
    /// <param name="environment">Its environment, beside this process's.</param>
    public ServerProcess StartWorker(string? connection = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var name = Guid.CreateVersion7().ToString("n");
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data-" + name)).FullName;
        var settings = TestServer.SettingsFor(_on, connection ?? Connection).Concat(["Jobs:Concurrency=5", "Jobs:PollSeconds=0.2", $"Jobs:LeaseSeconds={LeaseSeconds}"]);
        return Start([WorkerProgram.Verb, data, Path.Combine(LedgerFolder, name), .. settings], environment);
    }

    /// <summary>Starts workers and waits until they serve.</summary>
    public async Task<IReadOnlyList<ServerProcess>> StartWorkersAsync(int count)
    {
        var workers = Enumerable.Range(0, count).Select(_ => StartWorker()).ToList();
        foreach (var worker in workers) await worker.WaitForLineAsync(WorkerProgram.Ready);
        return workers;
    }

    /// <summary>Starts this program with a command line.</summary>
    public ServerProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var options = new ServerProcessOptions { Assembly = typeof(Scene).Assembly.Location, Arguments = arguments };
        var process = ServerProcess.Start(environment is null ? options : options with { Environment = environment });
        _processes.Add(process);
        return process;
    }

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Storage.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t), CancellationToken.None);

    public Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        Storage.ReadAsync<IReadOnlyList<T>>(async c => (await c.QueryAsync<T>(sql, parameters)).AsList(), CancellationToken.None);

    /// <summary>Counts rows; -1 while the database is away.</summary>
    public async Task<long> CountAsync(string rest)
    {
        try
        {
            return (await ListAsync<long>($"SELECT count(*) FROM {rest}", new { Tenant }))[0];
        }
        catch (Exception error) when (Storage.IsTransient(error) || Storage.IsUnwritable(error))
        {
            return -1;
        }
    }

    /// <summary>Waits until so many of the tenant's jobs have ended.</summary>
    public Task<long> EndedAsync(long count, int seconds = 60) => WhenAsync("jobs_history WHERE tenant_id = @Tenant", seen => seen >= count, seconds);

    /// <summary>Waits until a count is as wanted.</summary>
    public Task<long> WhenAsync(string rest, Func<long, bool> wanted, int seconds = 60) => TestServer.EventuallyAsync(() => CountAsync(rest), wanted, seconds);

    /// <summary>Waits until a worker says once more that it cannot write the end of a job.</summary>
    public static async Task CannotWriteAsync(IReadOnlyList<ServerProcess> workers)
    {
        int Said() => workers.Sum(w => w.Output.Count(line => line.Text.Contains("cannot be written yet")));
        var before = Said();
        await TestServer.EventuallyAsync(() => Task.FromResult(Said()), said => said > before);
    }

    /// <summary>How often a job has run so far.</summary>
    public int ExecutionsOf(Guid job) => Ledger.Read(LedgerFolder).Count(e => e.Job == job);

    /// <summary>For each process, how many hours its clock was off when it ran jobs.</summary>
    public IReadOnlyList<HashSet<int>> HoursOff()
    {
        var now = TimeProvider.System.GetUtcNow();
        return [.. Ledger.Read(LedgerFolder).GroupBy(e => e.Writer).Select(g => g.Select(e => (int)Math.Round((e.At - now).TotalHours)).ToHashSet())];
    }

    /// <summary>Waits until nothing of the tenant lives any more, and reads what there is to judge.</summary>
    public async Task<Aftermath> AftermathAsync(int seconds = 60)
    {
        await WhenAsync("jobs_queue WHERE tenant_id = @Tenant", live => live == 0, seconds);
        var payloads = await ListAsync<Payload>("SELECT id AS Id, payload AS Text FROM jobs_payloads WHERE tenant_id = @Tenant", new { Tenant });
        var ended = await ListAsync<EndedJob>(
            """
            SELECT id AS Id, CAST(state AS bigint) AS State, CAST(attempts AS bigint) AS Attempts, lease AS Lease, started_at AS StartedAt
            FROM jobs_history WHERE tenant_id = @Tenant
            """, new { Tenant });
        var effects = await ListAsync<Effect>("SELECT errand AS Errand, lease AS Lease FROM chaos_effects");
        var errands = payloads.Where(p => !p.Text.Contains("errorType")).ToDictionary(p => p.Id, p => JsonSerializer.Deserialize<Errand>(p.Text, Json)!);
        return new Aftermath(errands, ended, effects, Ledger.Read(LedgerFolder));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        await _home.DisposeAsync();
        if (Storage is IAsyncDisposable pool) await pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string LedgerFolder => Path.Combine(_folder, "ledger");

    private static Ending EndingOf(int n) => n % 20 == 3 ? Ending.Dies : n % 10 == 7 ? Ending.Stumbles : n % 2 == 0 ? Ending.Finishes : Ending.Returns;

    private sealed class Payload
    {
        public Guid Id { get; set; }
        public string Text { get; set; } = "";
    }
}
