using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>One thing that was checked.</summary>
/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Detail">More about it; null when there is nothing to say.</param>
public sealed record HealthCheck(string Status, string? Detail);

/// <summary>How a server is.</summary>
/// <param name="Status">healthy, degraded or unhealthy.</param>
public sealed record HealthReport(string Status)
{
    /// <summary>When it was checked.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The server's version.</summary>
    public string? Version { get; init; }

    /// <summary>True when the server stops and takes no new requests.</summary>
    public bool Draining { get; init; }

    /// <summary>The checks by name; empty for callers who may not see them.</summary>
    public IReadOnlyDictionary<string, HealthCheck> Checks { get; init; } = new Dictionary<string, HealthCheck>();

    /// <summary>True when nothing is wrong.</summary>
    public bool IsHealthy => Status == "healthy";
}

/// <summary>Whether the server works. Open to everybody; a server that is not well is an answer here, not an exception.</summary>
public sealed class HealthClient
{
    private readonly Wire _wire;

    internal HealthClient(Wire wire) => _wire = wire;

    /// <summary>Everything that is checked.</summary>
    /// <exception cref="StewardException">The server cannot be reached.</exception>
    public Task<HealthReport> GetAsync(CancellationToken ct = default) => AskAsync("health", ct);

    /// <summary>Whether it takes requests.</summary>
    /// <exception cref="StewardException">The server cannot be reached.</exception>
    public Task<HealthReport> ReadyAsync(CancellationToken ct = default) => AskAsync("health/ready", ct);

    // Not repeated: who asks how the server is wants to know it now.
    private async Task<HealthReport> AskAsync(string path, CancellationToken ct)
    {
        var body = await _wire.SendAsync<Body>(Call.Get(path) with { Repeatable = false, AnyStatus = true }, ct);
        var checks = body.Checks?.ToDictionary(c => c.Key, c => CheckOf(c.Value)) ?? [];
        return new HealthReport(body.Status ?? "unhealthy") { Timestamp = body.Timestamp, Version = body.Version, Draining = body.Draining ?? false, Checks = checks };
    }

    // A check without details is a bare word on the wire.
    private static HealthCheck CheckOf(JsonElement check) => check.ValueKind == JsonValueKind.String
        ? new HealthCheck(check.GetString()!, null)
        : new HealthCheck(Member(check, "status") ?? "unhealthy", Member(check, "detail"));

    private static string? Member(JsonElement check, string name) =>
        check.ValueKind == JsonValueKind.Object && check.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Body(string? Status, DateTimeOffset? Timestamp, string? Version, bool? Draining, Dictionary<string, JsonElement>? Checks);
}
