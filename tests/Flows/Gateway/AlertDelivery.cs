using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Alertmanager itself, with the routes under <c>deploy</c>, tells a server what fires and what has ended.</summary>
public sealed class AlertDelivery : IDisposable
{
    private const string Program = "/usr/bin/prometheus-alertmanager";
    private static readonly object Labels = new { alertname = "NoAIJobsProcessed", severity = "critical", component = "ai-worker" };
    private readonly string _folder = Directory.CreateTempSubdirectory("steward-am-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact, Trait("Speed", "Slow"), Trait("Requirement", "P013")]
    public async Task Critical_alert_and_its_end_are_in_the_trail_within_seconds()
    {
        Assert.SkipUnless(File.Exists(Program), "Alertmanager is not installed");
        await using var world = await World.StartAsync(Database.Sqlite, []);
        var company = await Company.AtAsync(world.Server);
        using var platform = world.Server.Client(Service.Platform);
        await WriteAsync(platform.BaseAddress!, await world.Server.NewKeyAsync(company.Id, "operator", "alerts"));
        var port = FreePort();
        using var manager = Process.Start(new ProcessStartInfo(Program,
            [$"--config.file={_folder}/alertmanager.yml", $"--storage.path={_folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--log.level=error"])
        {
            WorkingDirectory = _folder,
        })!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var since = TimeProvider.System.GetUtcNow();
            await TestServer.EventuallyAsync(() => IsTakenAsync(http, new { labels = Labels, annotations = new { summary = "AI jobs wait and none is processed" }, startsAt = since }), taken => taken);
            await TestServer.EventuallyAsync(() => TrailAsync(company), t => t.SequenceEqual(["alert.fired alert:NoAIJobsProcessed"]));
            (await IsTakenAsync(http, new { labels = Labels, startsAt = since, endsAt = TimeProvider.System.GetUtcNow() })).ShouldBeTrue();
            await TestServer.EventuallyAsync(() => TrailAsync(company), t => t.SequenceEqual(["alert.resolved alert:NoAIJobsProcessed", "alert.fired alert:NoAIJobsProcessed"]));
        }
        finally
        {
            manager.Kill();
            await manager.WaitForExitAsync(CancellationToken.None);
        }
    }

    // The routes as they are, but for where the server is and how long a group waits with its next news; nobody else is told.
    private async Task WriteAsync(Uri server, string key)
    {
        var routes = await File.ReadAllTextAsync(Path.Combine(RepoRoot.Find(), "deploy/alertmanager/alertmanager.yml"), Ct);
        routes.ShouldContain("url: http://127.0.0.1:8080/api/alerts/webhook\n");
        routes.ShouldContain("\nglobal:\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "alertmanager.yml"),
            routes.Replace("http://127.0.0.1:8080/", server.ToString(), StringComparison.Ordinal).Replace("group_interval: 1m", "group_interval: 1s", StringComparison.Ordinal)
                .Replace("global:\n", "global:\n  pagerduty_url: http://127.0.0.1:1/\n", StringComparison.Ordinal), Ct);
        Directory.CreateDirectory(Path.Combine(_folder, "secrets"));
        foreach (var (name, text) in ((string, string)[])[("slack_url", "http://127.0.0.1:1/"), ("pagerduty_key", "nobody"), ("steward_key", key)])
            await File.WriteAllTextAsync(Path.Combine(_folder, "secrets", name), text, Ct);
    }

    private static async Task<bool> IsTakenAsync(HttpClient manager, object alert)
    {
        try
        {
            return (await manager.PostAsJsonAsync("/api/v2/alerts", new[] { alert }, Ct)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<List<string>> TrailAsync(Company company) =>
        [.. (await company.GetAsync(Service.Platform, "/v1/audit")).GetProperty("items").EnumerateArray().Select(e => $"{e.GetProperty("action").GetString()} {e.GetProperty("object").GetString()}")
            .Where(e => e.StartsWith("alert.", StringComparison.Ordinal))];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
