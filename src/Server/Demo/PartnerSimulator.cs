using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Steward.Server.Demo;

/// <summary>
/// Stands in for Benevity during the demo, on a loopback port of its own: it checks credentials, signature and body as the partner would, books each
/// idempotency key once, and says in its answer that it is a simulator.
/// </summary>
internal sealed class PartnerSimulator : IAsyncDisposable
{
    private const string ApiKey = "demo-partner-key";
    private const string Organization = "demo-organization";
    private const string Secret = "demo-partner-secret";
    private const int MostBooked = 10_000;
    private readonly ConcurrentDictionary<string, string> _booked = new();
    private readonly WebApplication _app;

    private PartnerSimulator(WebApplication app) => _app = app;

    /// <summary>Settings that make deliveries go to it.</summary>
    public IReadOnlyList<string> Settings =>
    [
        $"Deliveries:Benevity:BaseUrl={_app.Urls.First()}", $"Deliveries:Benevity:ApiKey={ApiKey}",
        $"Deliveries:Benevity:OrganizationId={Organization}", $"Deliveries:Benevity:Secret={Secret}",
    ];

    public static async Task<PartnerSimulator> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var simulator = new PartnerSimulator(builder.Build());
        simulator._app.MapPost("/v1/impact", (Delegate)simulator.BookAsync);
        await simulator._app.StartAsync(ct);
        return simulator;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> BookAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (http.Request.Headers.Authorization != "Bearer " + ApiKey || !IsSigned(http.Request.Headers["X-Benevity-Signature"].ToString(), body.ToArray()))
            return Results.Json(new { error = "AUTH_INVALID" }, statusCode: 401);
        if (Fault(body.ToArray()) is { } fault) return Results.Json(new { error = fault }, statusCode: 400);
        if (_booked.Count > MostBooked) _booked.Clear();
        var transaction = _booked.GetOrAdd(http.Request.Headers["X-Idempotency-Key"].ToString(), _ => "simulated-" + Guid.NewGuid().ToString("N"));
        return Results.Ok(new { success = true, transactionId = transaction, message = "Booked by the partner simulator." });
    }

    private static bool IsSigned(string signature, byte[] body) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))));

    private static string? Fault(byte[] body)
    {
        try
        {
            using var report = JsonDocument.Parse(body);
            return report.RootElement.GetProperty("organizationId").GetString() != Organization ? "ORG_NOT_FOUND"
                : report.RootElement.GetProperty("metrics").GetArrayLength() == 0 ? "INVALID_METRIC" : null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "INVALID_METRIC";
        }
    }
}
