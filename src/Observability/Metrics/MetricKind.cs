namespace Steward.Observability.Metrics;

/// <summary>What a family of series means to Prometheus; up-down counters and gauges are both gauges there.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
