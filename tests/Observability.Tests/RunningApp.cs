using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Steward.Observability.Health;

namespace Steward.Observability.Tests;

/// <summary>A server with the module on a free port of the loopback, and the log lines that it wrote.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LineSink _sink;

    private RunningApp(WebApplication app, LineSink sink)
    {
        _app = app;
        _sink = sink;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public HealthChecks Checks => Get<HealthChecks>();

    public static async Task<RunningApp> StartAsync(Action<ObservabilityOptions>? options = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddObservability();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug);
        var sink = new LineSink();
        builder.Logging.AddProvider(sink);
        builder.Services.Configure(options ?? (_ => { }));
        var app = builder.Build();
        app.UseRequestLog();
        app.UseRouting();
        app.MapObservability();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningApp(app, sink);
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<string> GetAsync(string path) => Http.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async Task<(int Status, JsonElement Body)> GetJsonAsync(string path)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    /// <summary>The next line about an answered request; its writing may come after the answer's arrival.</summary>
    public async Task<JsonElement> RequestLineAsync()
    {
        while (true)
        {
            var line = await _sink.NextAsync();
            if (line.GetProperty("context").TryGetProperty("event", out var name) && name.GetString() == "http_request") return line;
        }
    }

    /// <summary>The next line whose message starts so.</summary>
    public async Task<JsonElement> LineAsync(string start)
    {
        while (true)
        {
            var line = await _sink.NextAsync();
            if (line.GetProperty("message").GetString()!.StartsWith(start, StringComparison.Ordinal)) return line;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
