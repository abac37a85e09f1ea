using System.Diagnostics.Metrics;

namespace Steward.Observability.Health;

/// <summary>The last known health as a metric, so that a part's failure can be alerted on without a second prober.</summary>
internal sealed class HealthMetrics : IDisposable
{
    private readonly Meter _meter;

    public HealthMetrics(IMeterFactory meters, HealthChecks checks)
    {
        _meter = meters.Create("Steward.Observability");
        _meter.CreateObservableGauge("steward_health_check_status", () => Measure(checks), null,
            "Last known result of a health check: 1 healthy, 0.5 degraded, 0 unhealthy.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Measure(HealthChecks checks) =>
        checks.LastKnown().Select(check => new Measurement<double>(
            check.Status switch { HealthStatus.Healthy => 1, HealthStatus.Degraded => 0.5, _ => 0 },
            new KeyValuePair<string, object?>("check", check.Name)));
}
