using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Steward.Observability;

/// <summary>Which form a log line has.</summary>
public enum LogFormat
{
    /// <summary><see cref="Text"/> on a terminal in development, <see cref="Json"/> otherwise.</summary>
    Auto,

    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary><c>HH:mm:ss LEVEL message</c>, for people.</summary>
    Text,
}

/// <summary>Settings of the section <c>Observability</c>.</summary>
public sealed class ObservabilityOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Observability";

    internal static readonly FrozenSet<string> FrameworkMeters = new[]
    {
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "System.Net.Http", "Npgsql",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Version shown by <c>/health</c> and <c>steward_build_info</c>. Defaults to the assembly's version.</summary>
    public string Version { get; set; } = OwnVersion();

    /// <summary>Form of the log lines. Defaults to <see cref="LogFormat.Auto"/>.</summary>
    public LogFormat LogFormat { get; set; } = LogFormat.Auto;

    /// <summary>Meters to export besides the framework's and those named <c>Steward.*</c>. Defaults to none.</summary>
    public string[] Meters { get; set; } = [];

    /// <summary>Label sets kept per metric, 1 to 100,000; later ones share a series with <c>overflow="true"</c>. Defaults to 2,000.</summary>
    public int MaxLabelSets { get; set; } = 2000;

    /// <summary>
    /// Upper bounds of histogram buckets by instrument name, in the instrument's unit; at most 64 each. Defaults to none: the built-in
    /// bounds, then the instrument's own advice, apply.
    /// </summary>
    public Dictionary<string, double[]> Buckets { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Time that one health check may take, 10 ms to 30 s; one that takes longer is unhealthy. Defaults to 2 s.</summary>
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a health report is reused, 0 to 60 s. Defaults to 2 s.</summary>
    public TimeSpan HealthCache { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a caller may see the single checks of <c>/health</c> and <c>/health/ready</c>. Set in code. Defaults to nobody.</summary>
    public Func<HttpContext, bool> MaySeeHealthDetails { get; set; } = static _ => false;

    /// <summary>Whether a caller may read <c>/metrics</c>; others get 403. Set in code. Defaults to everybody.</summary>
    public Func<HttpContext, bool> MayScrape { get; set; } = static _ => true;

    internal IEnumerable<string> Faults()
    {
        if (Export.OtlpExport.Fault is { } fault) yield return fault;
        if (MaxLabelSets is < 1 or > 100_000) yield return $"{Section}:MaxLabelSets must be 1 to 100000.";
        if (HealthTimeout < TimeSpan.FromMilliseconds(10) || HealthTimeout > TimeSpan.FromSeconds(30))
            yield return $"{Section}:HealthTimeout must be 00:00:00.010 to 00:00:30.";
        if (HealthCache < TimeSpan.Zero || HealthCache > TimeSpan.FromSeconds(60))
            yield return $"{Section}:HealthCache must be 00:00:00 to 00:01:00.";
        foreach (var (name, bounds) in Buckets)
        {
            if (bounds.Length is < 1 or > Metrics.HistogramBuckets.Most || bounds.Any(b => !double.IsFinite(b)))
                yield return $"{Section}:Buckets:{name} must be 1 to {Metrics.HistogramBuckets.Most} finite numbers.";
        }
    }

    private static string OwnVersion()
    {
        var assembly = typeof(ObservabilityOptions).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        return version.Split('+')[0];
    }
}
