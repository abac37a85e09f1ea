using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Steward.Observability.Health;

/// <summary>The health checks of this process. Modules' hosts register them at composition; the endpoints run them, at most once per cache time.</summary>
public sealed class HealthChecks
{
    private const int MaxChecks = 100;

    private readonly Lock _changing = new();
    private readonly List<HealthCheck> _checks = [];
    private readonly ObservabilityOptions _options;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthChecks> _log;
    private readonly CachedReport _all;
    private readonly CachedReport _gating;

    /// <summary>Made by the container.</summary>
    public HealthChecks(IOptions<ObservabilityOptions> options, IServiceScopeFactory scopes, TimeProvider time, ILogger<HealthChecks> log)
    {
        _options = options.Value;
        _scopes = scopes;
        _time = time;
        _log = log;
        _all = new CachedReport(time, _options.HealthCache, () => RunAsync(_ => true));
        _gating = new CachedReport(time, _options.HealthCache, () => RunAsync(check => check.GatesReadiness));
    }

    /// <summary>Adds a check.</summary>
    /// <param name="name">Its name in the answer, 1 to 60 characters, unique.</param>
    /// <param name="gatesReadiness">
    /// Whether the process takes no requests while the check is unhealthy. For its own database, never for somebody else's service.
    /// </param>
    /// <param name="check">Runs in a scope of its own, for at most <see cref="ObservabilityOptions.HealthTimeout"/>; throwing means unhealthy.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or taken, or there are already 100 checks.</exception>
    public void Register(string name, bool gatesReadiness, Func<IServiceProvider, CancellationToken, Task<HealthCheckResult>> check)
    {
        if (name.Length is < 1 or > 60) throw new ArgumentException("A health check's name has 1 to 60 characters.", nameof(name));
        lock (_changing)
        {
            if (_checks.Exists(c => c.Name == name)) throw new ArgumentException($"There is already a health check '{name}'.", nameof(name));
            if (_checks.Count == MaxChecks) throw new ArgumentException($"There are already {MaxChecks} health checks.", nameof(name));
            _checks.Add(new HealthCheck(name, gatesReadiness, check));
        }
    }

    internal Task<HealthReport> ReportAsync() => _all.GetAsync();

    internal Task<HealthReport> GatingReportAsync() => _gating.GetAsync();

    /// <summary>The last known status of each check that has run.</summary>
    internal IEnumerable<(string Name, HealthStatus Status)> LastKnown()
    {
        lock (_changing) return [.. _checks.Where(c => c.Last is not null).Select(c => (c.Name, c.Last!.Value))];
    }

    private async Task<HealthReport> RunAsync(Func<HealthCheck, bool> included)
    {
        HealthCheck[] checks;
        lock (_changing) checks = [.. _checks.Where(included)];
        var results = await Task.WhenAll(checks.Select(RunAsync));
        return new HealthReport(_time.GetUtcNow(), results);
    }

    private async Task<NamedResult> RunAsync(HealthCheck check)
    {
        var result = await check.RunAsync(_scopes, _options.HealthTimeout, _time);
        if (check.Became(result.Status)) _log.HealthChanged(LevelOf(result.Status), check.Name, result.Status, result.Detail);
        return new NamedResult(check.Name, result);
    }

    private static LogLevel LevelOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => LogLevel.Information,
        HealthStatus.Degraded => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
