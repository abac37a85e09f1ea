using System.Diagnostics;
using System.Text;

namespace Steward.Observability.Metrics;

/// <summary>What the exporter says about the process and about itself.</summary>
internal sealed class ProcessMetrics(string version)
{
    private static readonly MetricHeader Build =
        new("steward_build_info", MetricKind.Gauge, "The running version; always 1.", null, false);

    private static readonly MetricHeader Started =
        new("process_start_time_seconds", MetricKind.Gauge, "When the process started, in seconds since 1970.", "seconds", false);

    private static readonly MetricHeader Overflow =
        new("steward_metrics_overflow_total", MetricKind.Counter, "Measurements counted under overflow=true because their metric has too many label sets.", null, false);

    private static readonly MetricHeader Failures =
        new("steward_metrics_observer_failures_total", MetricKind.Counter, "Observable instruments that threw while being read.", null, false);

    private static readonly MetricHeader P95 = new("http_req_duration_p95", MetricKind.Gauge,
        "95th percentile of HTTP request durations in milliseconds over the last 5 minutes, "
        + "without health checks and scrapes; 0 while there were none.",
        null, false);

    private readonly double _started = StartTime();
    private readonly byte[] _version = Encoding.UTF8.GetBytes(Labels.Text([new("version", version)]));
    private long _observerFailures;

    public static bool Owns(string name) =>
        name == Build.Name || name == Started.Name || name == Overflow.Name || name == Failures.Name || name == P95.Name;

    public void ObserverFailed(int count) => Interlocked.Add(ref _observerFailures, count);

    public void WriteTo(ExpositionWriter writer, MetricFamily[] families, double p95Milliseconds)
    {
        One(writer, Build, _version, 1);
        One(writer, Started, [], _started);
        One(writer, P95, [], Math.Round(p95Milliseconds, 3));
        One(writer, Failures, [], Interlocked.Read(ref _observerFailures));
        // One total, so that a sum over it means something; the metrics concerned show a series with overflow="true".
        One(writer, Overflow, [], families.Sum(f => f.Overflowed));
    }

    private static void One(ExpositionWriter writer, MetricHeader header, ReadOnlySpan<byte> labels, double value)
    {
        writer.Header(header);
        writer.Sample(header, labels, value);
    }

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round((process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds, 3);
    }
}
