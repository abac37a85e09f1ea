using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Steward.Platform.Http;
using Steward.Tests.Support;

namespace Steward.Bench.Foundation;

internal sealed record StartFigures(double Seconds, double IdleMegabytes);

internal sealed record LoadFigures(double PerSecond, double Lost, double P50, double P95, double P99);

/// <summary>A server process of its own, loaded over HTTP by the open-loop generator in another process.</summary>
internal sealed class ServerUnderLoad : IAsyncDisposable
{
    private const string Body =
        """{"type":"feedback.received","sessionId":"s-{n}","userId":"user-{n}","timestamp":"{now}","data":{"duration":45,"outcome":"positive","score":0.8,"text":"I feel more confident after session {n} and updated my CV for the interview.","metadata":{"source":"bench","program":"buddy"}}}""";

    private readonly ServerProcess _server;
    private readonly string _key;
    private readonly Uri _gateway;

    private ServerUnderLoad(ServerProcess server, Uri gateway, string key) => (_server, _gateway, _key) = (server, gateway, key);

    public static async Task<StartFigures> StartOnlyAsync(BenchDatabase database)
    {
        var started = Stopwatch.GetTimestamp();
        await using var server = Start(database);
        await server.WaitForLineAsync("Ready");
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(10));
        return new StartFigures(seconds, server.ResidentBytes / 1e6);
    }

    public static async Task<ServerUnderLoad> StartAsync(BenchDatabase database)
    {
        var server = Start(database);
        await server.WaitForLineAsync("Ready");
        using var http = new HttpClient { BaseAddress = AddressOf(server, "platform") };
        var answer = await http.PostAsJsonAsync("/v1/keys", new { name = "bench", role = "operator", scopes = new[] { "ingest" } });
        answer.EnsureSuccessStatusCode();
        var key = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        return new ServerUnderLoad(server, AddressOf(server, "gateway"), key);
    }

    public async Task<LoadFigures> IngestAsync(int rate, int warmUp, int seconds)
    {
        var run = (await LoadAsync("--rate", rate.ToString(), "--duration", seconds.ToString(), "--warmup", warmUp.ToString())).GetProperty("run");
        var latency = run.GetProperty("latencyMs");
        return new LoadFigures(run.GetProperty("completedPerSecond").GetDouble(), run.GetProperty("planned").GetInt64() - run.GetProperty("completed").GetInt64(),
            latency.GetProperty("p50").GetDouble(), latency.GetProperty("p95").GetDouble(), latency.GetProperty("p99").GetDouble());
    }

    public async Task<double> HighestRateAsync(int p95Ms, int seconds) =>
        (await LoadAsync("--rate", "2000", "--duration", seconds.ToString(), "--warmup", "2", "--find-max", "--slo-p95-ms", p95Ms.ToString()))
            .GetProperty("search").GetProperty("maxRate").GetDouble();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static ServerProcess Start(BenchDatabase database) => ServerProcess.Start(
    [
        "serve", "--data", database.Folder, .. database.Settings.SelectMany(s => (string[])["--set", s]),
        .. Service.All.SelectMany(s => (string[])["--set", $"Ports:{s.Name}=0"]),
        "--set", "Limits:IngestPerSecond=1000000", "--set", "Observability:LogFormat=Json", "--set", "Logging:LogLevel:Default=Information",
    ]);

    public static Uri AddressOf(ServerProcess server, string service)
    {
        var line = server.Output.Select(l => l.Text).Single(l => l.Contains($"Serving {service} at ", StringComparison.Ordinal));
        return new Uri(JsonDocument.Parse(line).RootElement.GetProperty("context").GetProperty("address").GetString()!);
    }

    private async Task<JsonElement> LoadAsync(params string[] options)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [
                Path.Combine(RepoRoot.Find(), "artifacts", "bin", "Load", "release", "Load.dll"), "--url", new Uri(_gateway, "/webhooks/ingest").ToString(),
                "--body-template", Body, "--header", "X-API-Key: " + _key, "--json", .. options,
            ]) info.ArgumentList.Add(argument);
        using var load = Process.Start(info)!;
        var output = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}
