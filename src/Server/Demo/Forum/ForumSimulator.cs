using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Steward.Platform.Http;

namespace Steward.Server.Demo.Forum;

/// <summary>
/// Stands in for a forum of one's own during the demo, on a loopback port: it takes signed actions, does each once, and can be asked whether it did.
/// </summary>
internal sealed class ForumSimulator : IAsyncDisposable
{
    /// <summary>Signs events and actions.</summary>
    public const string Secret = "demo-forum-secret";
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<string, string> _done = new();
    private readonly WebApplication _app;

    private ForumSimulator(WebApplication app) => _app = app;

    /// <summary>Where actions go.</summary>
    public string Address => _app.Urls.First();

    public static async Task<ForumSimulator> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var simulator = new ForumSimulator(builder.Build());
        simulator._app.MapPost("/actions", (Delegate)simulator.ActAsync);
        simulator._app.MapGet("/actions/{id}", (string id) => simulator._done.ContainsKey(id) ? Results.Ok(new { state = "done" }) : Results.NotFound());
        simulator._app.MapGet("/", () => Results.Ok(new { forum = "simulated" }));
        await simulator._app.StartAsync(ct);
        return simulator;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The signature of a body.</summary>
    public static string Sign(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

    private async Task<IResult> ActAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (!Secrets.Same(Sign(body.ToArray()), http.Request.Headers["X-Signature"].ToString()))
            return Results.Json(new { error = "not signed" }, statusCode: 401);
        try
        {
            using var action = JsonDocument.Parse(body.ToArray());
            if (_done.Count > MostKept) _done.Clear();
            _done.TryAdd(action.RootElement.GetProperty("action_id").GetString()!, action.RootElement.GetProperty("action").GetString()!);
            return Results.Ok(new { state = "done", simulated = true });
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Results.Json(new { error = "not an action" }, statusCode: 400);
        }
    }
}
