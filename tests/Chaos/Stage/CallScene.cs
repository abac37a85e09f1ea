using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Chaos.Stage;

/// <summary>A company, a provider with prices, and server processes that make the company's calls and are killed over them.</summary>
internal sealed class CallScene : IAsyncDisposable
{
    private readonly Database _on;
    private readonly TestServer _home;
    private readonly string _folder = Directory.CreateTempSubdirectory("steward-calls-").FullName;
    private readonly ConcurrentDictionary<ServerProcess, HttpClient> _servers = [];
    private readonly Storage _storage;
    private TestTenant _company = new(Guid.Empty, "");

    private CallScene(Database on, TestServer home, ProviderSimulator provider) => (_on, _home, Provider, _storage) = (on, home, provider, home.Services.GetRequiredService<Storage>());

    public ProviderSimulator Provider { get; }

    public static async Task<CallScene> OpenAsync(Database on, string? connection = null)
    {
        var home = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"], ConnectionOf = connection });
        return new CallScene(on, home, await ProviderSimulator.StartAsync()) { _company = await home.NewTenantAsync() };
    }

    /// <summary>Starts a server and waits until it serves.</summary>
    /// <param name="roles">Its roles.</param>
    /// <param name="provider">Whom it calls; the simulator unless given.</param>
    public async Task<ServerProcess> ServeAsync(string roles = "web,worker", Uri? provider = null)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, Guid.CreateVersion7().ToString("n"))).FullName;
        string[] settings = [.. TestServer.SettingsFor(_on, _home.Connection), .. CallsOf(provider ?? Provider.BaseAddress), "Logging:LogLevel:Steward.Server=Information"];
        var server = ServerProcess.Start(["serve", "--data", data, "--roles", roles, .. settings.SelectMany(s => (string[])["--set", s])]);
        _servers[server] = new HttpClient();
        await server.WaitForLineAsync("Ready");
        _servers[server].BaseAddress = AddressOf(server, Service.Platform);
        _servers[server].DefaultRequestHeaders.Add("X-API-Key", _company.Key);
        return server;
    }

    /// <summary>Asks a model through a server; null where the connection broke.</summary>
    public async Task<HttpStatusCode?> AskAsync(ServerProcess server, string user, bool streams = false)
    {
        try
        {
            var body = new { model = "gpt-4o-mini", user, stream = streams, max_tokens = 50, messages = new[] { new { role = "user", content = "Say hello." } } };
            using var answer = await _servers[server].PostAsJsonAsync("/v1/chat/completions", body, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Puts a text in the queue, which a job shows to a model.</summary>
    public async Task EnqueueAsync()
    {
        using var client = _home.Client(Service.Gateway, _company.Key);
        using var answer = await client.PostAsJsonAsync("/webhooks/ingest", new { type = "feedback.received", userId = "user-1", data = new { text = "I feel confident when I speak." } }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Leaves the company money for so many more calls like the one that it has made.</summary>
    public async Task BudgetForAsync(int calls)
    {
        var (each, spent) = ((await ListAsync<long>("SELECT amount_pico FROM gateway_reservations WHERE tenant_id = @Id")).Single(), (await MonthAsync()).SpentPico);
        using var client = _home.Client(Service.Q2Q, _company.Key);
        using var answer = await client.PutAsJsonAsync($"/cost/budget/{_company.Id}", new { budget = Money.Usd(spent + each * calls) }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Lets nobody set money aside or settle, until it is disposed.</summary>
    public Task<HeldTable> HoldMoneyAsync() => HeldTable.TakeAsync(_on, _home.Connection, "gateway_budgets");

    /// <summary>Calls that money is set aside for, of one user or of all.</summary>
    public Task<long> HeldAsync(string user = "%") => CountAsync("gateway_reservations WHERE tenant_id = @Id AND state = 'open' AND coalesce(user_id, '') LIKE @user", user);

    /// <summary>Those of them that are noted as not sent yet.</summary>
    public Task<long> UnsentAsync() => CountAsync("gateway_reservations WHERE tenant_id = @Id AND state = 'open' AND NOT sent");

    /// <summary>Kills the servers that still run, lets another one find what they left, and says what the books say then.</summary>
    public async Task<CallBooks> RescueAsync()
    {
        foreach (var server in _servers.Keys) await server.Kill9Async();
        // What would run out in a minute has run out; what a job's attempt left its next one settles, whenever that would.
        await _storage.WriteAsync((c, t) => c.ExecuteAsync(
            "UPDATE gateway_reservations SET expires_at = created_at WHERE state = 'open' AND job_id IS NULL; UPDATE jobs_workers SET lease_until = started_at", transaction: t), TestContext.Current.CancellationToken);
        Provider.Default = Behaviour.Succeed();
        await using (var rescuer = await TestServer.StartAsync(_on, new TestServerOptions { ConnectionOf = _home.Connection, Settings = [.. CallsOf(Provider.BaseAddress)] }))
        {
            await TestServer.EventuallyAsync(() => CountAsync("jobs_queue WHERE tenant_id = @Id AND kind = 'impact.classify-feedback'"), live => live == 0);
            await TestServer.EventuallyAsync(() => HeldAsync(), held => held == 0);
        }

        var ledger = await ListAsync<CallEntry>("SELECT outcome AS Outcome, cost_pico AS CostPico, user_id AS UserId FROM gateway_ledger WHERE tenant_id = @Id AND provider <> 'builtin'");
        return new CallBooks(Provider.CallCount, ledger, await HeldAsync(), await MonthAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, client) in _servers)
        {
            await server.DisposeAsync();
            client.Dispose();
        }

        await Provider.DisposeAsync();
        await _home.DisposeAsync();
        if (_storage is IAsyncDisposable pool) await pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<CallMonth> MonthAsync() =>
        (await ListAsync<CallMonth>("SELECT limit_pico AS LimitPico, spent_pico AS SpentPico, reserved_pico AS ReservedPico FROM gateway_budgets WHERE tenant_id = @Id AND scope = ''")).Single();

    private async Task<long> CountAsync(string rest, string user = "") => (await ListAsync<long>($"SELECT count(*) FROM {rest}", user))[0];

    // A database that has just come back does not know the connections of before.
    private async Task<List<T>> ListAsync<T>(string sql, string user = "") => (await TestServer.EventuallyAsync(async () =>
    {
        try
        {
            return await _storage.ReadAsync(async c => (await c.QueryAsync<T>(sql, new { _company.Id, user })).AsList(), TestContext.Current.CancellationToken);
        }
        catch (Exception error) when (_storage.IsTransient(error))
        {
            return null;
        }
    }, rows => rows is not null))!;

    /// <summary>Settings under which calls of models go to a provider.</summary>
    public static string[] CallsOf(Uri provider) =>
    [
        $"Gateway:OpenAi:BaseUrl={new Uri(provider, "/")}", "Gateway:OpenAi:ApiKey=any", "Gateway:OpenAi:Model=gpt-4o-mini", "Gateway:BreakerFailures=0", "Gateway:CacheHours=0",
        "Jobs:PollSeconds=0.2",
    ];

    private static Uri AddressOf(ServerProcess server, Service service)
    {
        var line = server.Output.Select(l => l.Text).Single(l => l.Contains($"Serving {service.Name} at ", StringComparison.Ordinal));
        return new Uri(JsonDocument.Parse(line).RootElement.GetProperty("context").GetProperty("address").GetString()!);
    }
}
