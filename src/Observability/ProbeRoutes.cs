namespace Steward.Observability;

/// <summary>The module's own routes, which machines call every few seconds: quiet in the log, absent from the latency percentile.</summary>
internal static class ProbeRoutes
{
    public const string Health = "/health";
    public const string Live = "/health/live";
    public const string Ready = "/health/ready";
    public const string Metrics = "/metrics";

    public static bool Contains(string? route) => route is Health or Live or Ready or Metrics;
}
