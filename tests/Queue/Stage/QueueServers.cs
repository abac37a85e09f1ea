using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Steward.Jobs;

namespace Queue.Stage;

/// <summary>Servers that know the tests' kinds of jobs.</summary>
public sealed class QueueServers : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<(Database, bool), Lazy<Task<TestServer>>> Running = new();

    /// <summary>One server with all roles per database, for tests that only need their own jobs.</summary>
    public static Task<TestServer> On(Database database) => Of(database, works: true);

    /// <summary>One server per database that runs nothing in the background, for tests that drive single passes and statements.</summary>
    public static Task<TestServer> Idle(Database database) => Of(database, works: false);

    /// <summary>A fresh database and a first server.</summary>
    public static async Task<TestServer> StartAsync(Database database, TestServerOptions? options = null)
    {
        options ??= new TestServerOptions();
        var know = options.Services ?? Know;
        var server = await TestServer.StartAsync(database, options with
        {
            Services = services =>
            {
                know(services);
                services.AddHostedService<PoolCloser>();
            },
        });
        await server.Tables().ExecuteAsync("CREATE TABLE IF NOT EXISTS test_effects (play uuid, number int, lease bigint)");
        return server;
    }

    internal static void Know(IServiceCollection services)
    {
        KnowScripted(services);
        services.AddJob<Foreign, Actor>(new JobKindOptions("test"));
    }

    internal static void KnowScripted(IServiceCollection services)
    {
        services.AddJob<Scripted, Actor>(new JobKindOptions("test"));
        services.AddJob<Brief, Actor>(new JobKindOptions("test", MaxAttempts: 4, TimeoutSeconds: 1));
        services.AddEventHandler<Happened, FirstListener>("first").AddEventHandler<Happened, SecondListener>("second");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Running.Values.Where(s => s.IsValueCreated)) await (await server.Value).DisposeAsync();
    }

    private static Task<TestServer> Of(Database database, bool works) => Running.GetOrAdd((database, works), _ => new Lazy<Task<TestServer>>(
        () => StartAsync(database, new TestServerOptions { Roles = works ? ["web", "worker", "scheduler"] : ["web"] }))).Value;
}

/// <summary>Closes a server's connections with it: dozens of servers share one PostgreSQL here.</summary>
internal sealed class PoolCloser(Steward.Platform.Data.Storage storage) : IHostedService, IAsyncDisposable
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => storage is IAsyncDisposable pool ? pool.DisposeAsync() : ValueTask.CompletedTask;
}

/// <summary>Several servers on one database; the first runs nothing in the background and outlives the others.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly Database _on;
    private readonly Stack<TestServer> _servers = new();

    private Cluster(Database on, TestServer home)
    {
        (_on, Home) = (on, home);
        _servers.Push(home);
    }

    public TestServer Home { get; }

    public static async Task<Cluster> StartAsync(Database on, string? connectionOf = null, params string[] settings) =>
        new(on, await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"], Settings = settings, ConnectionOf = connectionOf }));

    public Task<TestServer> AddAsync(string roles = "worker,scheduler", params string[] settings) =>
        AddAsync(new TestServerOptions { Roles = roles.Split(','), Settings = settings });

    public async Task<TestServer> AddAsync(TestServerOptions options)
    {
        var server = await QueueServers.StartAsync(_on, options with { ConnectionOf = options.ConnectionOf ?? Home.Connection });
        _servers.Push(server);
        return server;
    }

    /// <summary>Stops a server as SIGTERM would.</summary>
    public async Task StopAsync(TestServer server)
    {
        var others = _servers.Where(s => s != server).Reverse().ToList();
        _servers.Clear();
        others.ForEach(_servers.Push);
        await server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        while (_servers.TryPop(out var server)) await server.DisposeAsync();
    }
}
