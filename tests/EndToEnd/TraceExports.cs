using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace EndToEnd;

/// <summary>Spans and metrics leave the process for the collector that the environment names, and for nobody where it names none.</summary>
[Trait("Speed", "Slow")]
public sealed class TraceExports : IDisposable
{
    private static readonly string[] Metrics = ["gen_ai.client.token.usage", "gen_ai.client.operation.duration", "q2q_requests_total", "http.server.request.duration"];
    private readonly string _data = Directory.CreateTempSubdirectory("steward-traces-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory, Trait("Requirement", "P056")]
    [InlineData("v1/traces", "otlp"), InlineData("", null), InlineData("", "none")]
    public async Task Spans_and_metrics_of_a_page_reach_the_collector_and_hold_nothing_of_its_prompt(string path, string? metrics)
    {
        await using var provider = await ProviderSimulator.StartAsync();
        using var collector = new Collector();
        await using var server = ServerProcess.Start(new ServerProcessOptions
        {
            Arguments = ["serve", "--data", _data, .. Programs.FreePorts, "--set", $"Gateway:OpenAi:BaseUrl={new Uri(provider.BaseAddress, "/")}", "--set", "Gateway:OpenAi:ApiKey=sk-of-nobody"],
            Environment = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address + path, ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200", ["OTEL_METRICS_EXPORTER"] = metrics, ["NO_PROXY"] = "*", ["no_proxy"] = "*" },
        });
        await server.WaitForLineAsync("Ready");
        using var http = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "api")) };
        foreach (var way in (string[])["/api/ai/generate", "/api/ai/generate/async"])
            (await http.PostAsJsonAsync(way, new { prompt = "About us: a choir of forty voices, led by Ingeborg." }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var said = await Steward.Tests.Hosting.TestServer.EventuallyAsync(() => Task.FromResult(collector.Said),
            s => ((string[])["ai.proxy.request", "ai.worker.process", "ai.llm.call", "chat gpt-4o-mini", "ai.validation"]).Concat(metrics == "none" ? [] : Metrics).All(name => s.Contains(name, StringComparison.Ordinal)));
        foreach (var word in (string[])["service.name", "steward", "pages.generate", "gpt-4o-mini"]) said.ShouldContain(word);
        foreach (var secret in (string[])["Ingeborg", "sk-of-nobody"]) said.ShouldNotContain(secret);
        collector.Paths.Order().ShouldBe(metrics == "none" ? ["/v1/traces"] : ["/v1/metrics", "/v1/traces"]);
        server.Terminate();
        (await server.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact, Trait("Requirement", "P056")]
    public async Task Server_whose_collector_is_away_serves_and_an_address_that_is_none_is_refused()
    {
        await using (var server = ServerProcess.Start(With("http://127.0.0.1:1")))
        {
            await server.WaitForLineAsync("Ready");
            using var http = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "api")) };
            (await http.PostAsJsonAsync("/api/ai/generate", new { prompt = "About us: a choir." }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            server.Terminate();
            (await server.WaitForExitAsync()).ShouldBe(0);
        }

        await using var refused = ServerProcess.Start(With("collector"));
        (await refused.WaitForExitAsync()).ShouldBe(2);
        refused.Output.Select(l => l.Text).ShouldContain(l => l.Contains("OTEL_EXPORTER_OTLP_ENDPOINT must be", StringComparison.Ordinal));
    }

    private ServerProcessOptions With(string endpoint) => new()
    {
        Arguments = ["serve", "--data", _data, .. Programs.FreePorts], Environment = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint },
    };

    /// <summary>Takes what is posted to it, whatever it is.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<(string Path, string Body)> _posts = new();

        public Collector()
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            }

            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = TakeAsync();
        }

        public string Address { get; }

        public string Said => string.Concat(_posts.Select(p => p.Body));

        public IEnumerable<string> Paths => _posts.Select(p => p.Path).Distinct();

        public void Dispose() => _listener.Close();

        private async Task TakeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                    _posts.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                    context.Response.Close();
                }
                catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
