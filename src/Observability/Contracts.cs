namespace Steward.Observability;

/// <summary>How a part of the system is.</summary>
public enum HealthStatus
{
    /// <summary>Works.</summary>
    Healthy,

    /// <summary>Works with less: slower, or on a fallback. Does not make the process unready.</summary>
    Degraded,

    /// <summary>Does not work.</summary>
    Unhealthy,
}

/// <summary>What one health check found.</summary>
/// <param name="Status">How the part is.</param>
/// <param name="Detail">
/// A short sentence for an operator, for example <c>scheduler running, 4 schedules</c>; at most 200 characters are shown. No secrets, no people's data.
/// </param>
public sealed record HealthCheckResult(HealthStatus Status, string? Detail);
