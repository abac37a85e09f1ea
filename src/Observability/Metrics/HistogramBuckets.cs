using System.Diagnostics.Metrics;

namespace Steward.Observability.Metrics;

/// <summary>Upper bounds of histogram buckets: the operator's table first, then this one, then the instrument's own advice, then its unit.</summary>
internal static class HistogramBuckets
{
    public const int Most = 64;

    /// <summary>HTTP durations in seconds, as the OpenTelemetry conventions have them.</summary>
    public static readonly double[] Http = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>Calls to models in seconds: 15 s is ordinary and the alert on slow jobs stands there, so the HTTP bounds end too early.</summary>
    public static readonly double[] Models = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120];

    private static readonly double[] ModelJobs = [0.5, 1, 2, 5, 10, 15, 30, 60];
    private static readonly double[] Bytes = [256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
    private static readonly double[] Counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

    public static double[] For(Instrument instrument, IReadOnlyDictionary<string, double[]> table)
    {
        if (table.TryGetValue(instrument.Name, out var chosen)) return Usable(chosen);
        if (Own(instrument.Name) is { } own) return own;
        if (Advised(instrument) is { Count: > 0 } advised) return Usable(advised);
        return MetricNames.UnitWord(instrument.Unit) switch
        {
            "bytes" => Bytes,
            "seconds" => Http,
            null when !instrument.Name.EndsWith("_seconds", StringComparison.Ordinal) => Counts,
            _ => Http,
        };
    }

    private static double[]? Own(string name) => name switch
    {
        "http.server.request.duration" => Http,
        "ai_jobs_processing_duration_seconds" => ModelJobs,
        _ when name.Contains("llm", StringComparison.Ordinal) && name.Contains("duration", StringComparison.Ordinal) => Models,
        _ => null,
    };

    private static IReadOnlyList<double>? Advised(Instrument instrument) => instrument switch
    {
        Histogram<double> h => h.Advice?.HistogramBucketBoundaries,
        Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
        Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
        Histogram<float> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
        _ => null,
    };

    private static double[] Usable(IReadOnlyList<double> bounds) =>
        [.. bounds.Where(double.IsFinite).Distinct().Order().Take(Most)];
}
