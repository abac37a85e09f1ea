using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Steward.Tests.Support;

/// <summary>A Prometheus of one's own that asks one server every second: data in a temporary folder, loopback only. It ends with this process.</summary>
public sealed class PrivatePrometheus : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus";
    private readonly Process process;
    private readonly OrphanGuard guard;
    private readonly HttpClient http;
    private readonly string folder;

    private PrivatePrometheus(Process process, string folder, int port)
    {
        (this.process, this.folder) = (process, folder);
        guard = OrphanGuard.Arm("kill -9 \"$1\"; sleep 0.2; rm -rf \"$2\"", process.Id.ToString(), folder);
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Whether it can be started here.</summary>
    public static bool Available => File.Exists(Program);

    /// <summary>Starts one.</summary>
    /// <param name="target">Whose <c>/metrics</c> it reads.</param>
    public static async Task<PrivatePrometheus> StartAsync(Uri target)
    {
        var folder = Directory.CreateTempSubdirectory("steward-prom-").FullName;
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $"""
            global: {"{"}scrape_interval: 1s, scrape_timeout: 1s{"}"}
            scrape_configs:
              - job_name: steward
                static_configs: [{"{"}targets: ["{target.Authority}"]{"}"}]
            """);
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(Program,
            [$"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]) { WorkingDirectory = folder })!;
        return new PrivatePrometheus(process, folder, port);
    }

    /// <summary>What an expression gives now: each series' labels, as JSON, with its value. Nothing while Prometheus is not ready.</summary>
    /// <exception cref="InvalidOperationException">Prometheus refuses the expression.</exception>
    public async Task<IReadOnlyDictionary<string, string>> QueryAsync(string expression, CancellationToken ct = default)
    {
        string text;
        try
        {
            text = await http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}", ct);
        }
        catch (HttpRequestException error) when (error.StatusCode is null or HttpStatusCode.ServiceUnavailable && !process.HasExited)
        {
            return new Dictionary<string, string>();
        }
        catch (HttpRequestException error)
        {
            throw new InvalidOperationException($"Prometheus refuses {expression}: {error.Message}", error);
        }

        return JsonElement.Parse(text).GetProperty("data").GetProperty("result").EnumerateArray()
            .ToDictionary(r => r.GetProperty("metric").GetRawText(), r => r.GetProperty("value")[1].GetString()!);
    }

    /// <summary>Stops it and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await guard.FireAsync(TimeSpan.FromSeconds(20));
        guard.Dispose();
        process.Dispose();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
