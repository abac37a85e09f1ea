using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Chaos.Stage;

/// <summary>An action as it stands in the database.</summary>
internal sealed record BotAction(string Platform, string Kind, string State);

/// <summary>
/// A company with an account on Instagram and one in a system of its own, both simulated, a model that judges, and server processes that are killed over the comments. What was
/// really done the simulated platforms say.
/// </summary>
internal sealed class BotScene : IAsyncDisposable
{
    private const string Secret = "a-secret-between-two-parties";
    private const string Words = "ANSWER ME";
    private readonly Database _on;
    private readonly TestServer _home;
    private readonly Storage _storage;
    private readonly string _key;
    private readonly string _folder = Directory.CreateTempSubdirectory("steward-bot-").FullName;
    private readonly List<ServerProcess> _servers = [];
    private TestTenant _company = new(Guid.Empty, "");

    private BotScene(Database on, TestServer home, string key) => (_on, _home, _key, _storage) = (on, home, key, home.Services.GetRequiredService<Storage>());

    public required ProviderSimulator Model { get; init; }

    public required SocialSimulator Instagram { get; init; }

    public required SocialSimulator Own { get; init; }

    /// <summary>What the model says: the comment that waits for an answer is harmless, all others are not.</summary>
    public static Behaviour Judging { get; } = Behaviour.Reply(call => call.BodyText.Contains(Words, StringComparison.Ordinal)
        ? """{"violation":false,"severity":"low","confidence":0.9,"reasoning":"Only loud."}"""
        : """{"violation":true,"severity":"high","confidence":0.9,"reasoning":"Rude to somebody."}""");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<BotScene> OpenAsync(Database on)
    {
        // Processes with folders of their own share the key that the accounts' credentials are encrypted with.
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var home = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"], Settings = ["Moderation:SecretKey=" + key] });
        var scene = new BotScene(on, home, key)
        {
            Model = await ProviderSimulator.StartAsync(), Instagram = await SocialSimulator.StartAsync("instagram"), Own = await SocialSimulator.StartAsync("webhook"),
            _company = await home.NewTenantAsync(),
        };
        scene.Model.Default = Judging;
        await scene.ConnectAsync(scene.Instagram.BaseAddress, scene.Own.BaseAddress);
        // Instagram cannot be asked whether a reply was written.
        await scene.PostAsync("/api/v1/rules", new { name = "Answer", platform = "instagram", state = "live", rule = new { severity = "low", action = "reply", reply_text = "Please be kind.", keywords = (string[])[Words] } });
        return scene;
    }

    /// <summary>Connects the accounts, or says that they are somewhere else now.</summary>
    public async Task ConnectAsync(Uri instagram, Uri own)
    {
        await PostAsync("/api/v1/instagram/connect", new { account = "account-1", base_url = instagram.ToString().TrimEnd('/'), access_token = SocialSimulator.Token, webhook_secret = Secret });
        await PostAsync("/api/v1/webhook/connect", new { account = "account-1", base_url = own.ToString().TrimEnd('/'), webhook_secret = Secret });
    }

    /// <summary>Starts a worker and waits until it works.</summary>
    public async Task<ServerProcess> WorkAsync()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, Guid.CreateVersion7().ToString("n"))).FullName;
        string[] settings = [.. TestServer.SettingsFor(_on, _home.Connection), .. Settings, "Logging:LogLevel:Steward.Server=Information"];
        var server = ServerProcess.Start(["serve", "--data", data, "--roles", "worker,scheduler", .. settings.SelectMany(s => (string[])["--set", s])]);
        _servers.Add(server);
        await server.WaitForLineAsync("Ready");
        return server;
    }

    /// <summary>Both platforms tell of comments about which the rules are not sure; on Instagram one more asks to be answered.</summary>
    /// <param name="own">How many the own system tells of.</param>
    /// <param name="instagram">How many Instagram tells of.</param>
    public async Task TellAsync(int own = 1, int instagram = 1)
    {
        for (var i = 0; i < own; i++)
        {
            var body = JsonSerializer.Serialize(new { event_id = $"e-{i}", event_type = "comment.created", platform = "webhook", data = new { id = $"c-{i}", text = Loud(i), author_id = $"a-{i}" } });
            var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            await SendAsync($"/webhooks/webhook?connection={await ConnectionAsync("webhook")}", body, ("X-Signature", Sign(body)), ("X-Timestamp", at));
        }

        for (var i = 0; i <= instagram; i++)
        {
            var text = i == instagram ? Words + ": " + Loud(i) : "HELLO " + Loud(i);
            var value = new { id = i == instagram ? "asks" : $"{i}", text, from = new { id = $"{i}", username = $"somebody-{i}" }, media = new { id = "m-1" } };
            var body = JsonSerializer.Serialize(new { @object = "instagram", entry = new[] { new { id = "account-1", time = 1764324000, changes = new[] { new { field = "comments", value } } } } });
            await SendAsync($"/webhooks/instagram?connection={await ConnectionAsync("instagram")}", body, ("X-Hub-Signature-256", "sha256=" + Sign(body)));
        }
    }

    /// <summary>Lets verdicts be followed by nothing, or by what waited since.</summary>
    public Task HoldActionsBackAsync(bool held) => PostAsync($"/v1/queues/moderation-actions/{(held ? "pause" : "resume")}", new { }, Service.Platform);

    /// <summary>Lets nobody write to a table.</summary>
    public Task<HeldTable> HoldAsync(string table) => HeldTable.TakeAsync(_on, _home.Connection, table);

    /// <summary>Waits until so many actions are in a state.</summary>
    public Task<IReadOnlyList<BotAction>> UntilAsync(int count, Func<string, bool> isWanted, int seconds = 30) =>
        TestServer.EventuallyAsync(ActionsAsync, actions => actions.Count(a => isWanted(a.State)) >= count, seconds);

    /// <summary>Leases of workers that are dead run out now, not in some seconds.</summary>
    public Task ForgetWorkersAsync() => _storage.WriteAsync((c, t) => c.ExecuteAsync("UPDATE jobs_workers SET lease_until = started_at", transaction: t), Ct);

    /// <summary>Takes the killed workers' jobs from them at once, and lets a server do what is left.</summary>
    public async Task<IReadOnlyList<BotAction>> RescueAsync(int actions, int seconds = 30)
    {
        foreach (var server in _servers) await server.Kill9Async();
        await ForgetWorkersAsync();
        await using var rescuer = await TestServer.StartAsync(_on, new TestServerOptions { ConnectionOf = _home.Connection, Settings = [.. Settings] });
        await UntilAsync(actions, state => state is not ("waiting" or "sending"), seconds);
        await TestServer.EventuallyAsync(() => CountAsync("jobs_queue WHERE tenant_id = @Id AND kind LIKE 'moderation.%'"), live => live == 0, seconds);
        return await ActionsAsync();
    }

    public async Task<IReadOnlyList<BotAction>> ActionsAsync() => await _storage.ReadAsync(async c =>
        (await c.QueryAsync<BotAction>("SELECT platform AS Platform, kind AS Kind, state AS State FROM moderation_actions WHERE tenant_id = @Id ORDER BY platform, kind", new { _company.Id })).AsList(), Ct);

    /// <summary>Ends of actions that the trail tells of.</summary>
    public Task<long> ToldEndsAsync() => CountAsync("audit_entries WHERE tenant_id = @Id AND action IN ('moderation.action.done', 'moderation.action.failed', 'moderation.action.unknown')");

    public Task<long> CountAsync(string rest) => _storage.ReadAsync(c => c.ExecuteScalarAsync<long>($"SELECT count(*) FROM {rest}", new { _company.Id }), Ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        await Model.DisposeAsync();
        await Instagram.DisposeAsync();
        await Own.DisposeAsync();
        await _home.DisposeAsync();
        if (_storage is IAsyncDisposable pool) await pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<string> Settings => [.. CallScene.CallsOf(Model.BaseAddress), "Moderation:SecretKey=" + _key];

    private static string Loud(int n) => $"THIS IS SO LOUD AND THERE ARE SO MANY CAPITALS IN HERE TODAY {n}";

    private static string Sign(string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));

    private Task<Guid> ConnectionAsync(string platform) =>
        _storage.ReadAsync(c => c.ExecuteScalarAsync<Guid>("SELECT id FROM moderation_connections WHERE tenant_id = @Id AND platform = @platform", new { _company.Id, platform }), Ct);

    private async Task PostAsync(string path, object body, Service? service = null)
    {
        using var client = _home.Client(service ?? Service.Moderation, _company.Key);
        using var answer = await client.PostAsJsonAsync(path, body, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Ct));
    }

    private async Task SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var client = _home.Client(Service.Moderation);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Ct));
    }
}
