using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Identity.Keys;
using Steward.Identity.Tenants;
using Steward.Platform.Data;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;
using Steward.Server;

namespace Steward.Tests.Hosting;

/// <summary>A tenant made for one test, with a key.</summary>
public sealed record TestTenant(Guid Id, string Key);

/// <summary>What a test wants of its server, beyond the defaults.</summary>
public sealed record TestServerOptions
{
    public IReadOnlyList<string> Settings { get; init; } = [];
    public bool Production { get; init; }
    public IReadOnlyList<string> Roles { get; init; } = ["web", "worker", "scheduler"];
    public Action<IServiceCollection>? Services { get; init; }
    public Action<IEndpointRouteBuilder>? Routes { get; init; }

    /// <summary>An existing database to share; a fresh one unless given.</summary>
    public string? ConnectionOf { get; init; }
}

/// <summary>The whole server in this process: real ports on loopback, a real database.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly StewardHost _host;
    private readonly string _data;

    private TestServer(StewardHost host, string data, string connection) => (_host, _data, Connection) = (host, data, connection);

    /// <summary>The SQLite file or the connection string.</summary>
    public string Connection { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<TestServer> StartAsync(Database database, TestServerOptions? options = null)
    {
        options ??= new TestServerOptions();
        var data = Directory.CreateTempSubdirectory("steward-test-").FullName;
        var connection = options.ConnectionOf ?? await MigratedDatabases.NewAsync(database, data);
        var settings = SettingsFor(database, connection).Concat(options.Settings).ToArray();
        var host = StewardHost.Build(new ServeOptions { Data = data, Settings = settings, Production = options.Production, Roles = options.Roles },
            options.Services, options.Routes);
        await host.StartAsync(CancellationToken.None);
        return new TestServer(host, data, connection);
    }

    /// <summary>Settings for a server on a database, every service on a free port, limits out of the way.</summary>
    public static IEnumerable<string> SettingsFor(Database database, string connection) =>
    [
        database == Database.Postgres ? $"Database:Postgres={connection}" : $"Database:Sqlite={connection}",
        .. Service.All.Select(s => $"Ports:{s.Name}=0"),
        "Limits:PersonPerMinute=1000000", "Limits:AddressPerMinute=1000000", "Limits:KeyPerMinute=1000000", "Limits:Burst=100000",
        "Logging:LogLevel:Default=Warning", "Observability:LogFormat=Json",
    ];

    /// <summary>Where a service answers.</summary>
    public Uri AddressOf(Service service) => _host.Addresses.Single(a => a.Name == service.Name).Address;

    /// <summary>A client of one service's port; without a key it is the developer.</summary>
    public HttpClient Client(Service service, string? key = null)
    {
        var client = new HttpClient { BaseAddress = AddressOf(service), Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null) client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    /// <summary>A new tenant and a key of it.</summary>
    public async Task<TestTenant> NewTenantAsync(string role = "admin", params string[] scopes)
    {
        var id = Guid.CreateVersion7();
        return new TestTenant(id, await NewKeyAsync(id, role, scopes));
    }

    /// <summary>One more key of a tenant, which is added if need be.</summary>
    public async Task<string> NewKeyAsync(Guid tenant, string role, params string[] scopes)
    {
        await using var scope = Scope(tenant);
        await scope.ServiceProvider.GetRequiredService<TenantDirectory>().AddAsync(tenant, "Test company", [], "test", CancellationToken.None);
        var made = await scope.ServiceProvider.GetRequiredService<KeyMaker>().MakeAsync(tenant, "test", new KeyWish("test", role, scopes, null, false), CancellationToken.None);
        return made.Key;
    }

    /// <summary>A scope that works for one tenant, or for the platform.</summary>
    public AsyncServiceScope Scope(Guid? tenant = null)
    {
        var scope = Services.CreateAsyncScope();
        if (tenant is { } id) scope.ServiceProvider.GetRequiredService<CurrentTenant>().Be(id);
        else scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        return scope;
    }

    /// <summary>Asks again and again until the answer satisfies, at most half a minute; the condition is the signal.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfied, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (true)
        {
            var answer = await ask();
            if (satisfied(answer)) return answer;
            try
            {
                await beat.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Not within {seconds} s; last answer: {answer}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _host.StopAsync(limit.Token);
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }
}
