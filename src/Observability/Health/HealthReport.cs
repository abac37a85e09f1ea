namespace Steward.Observability.Health;

/// <summary>One check's outcome in a report.</summary>
internal sealed record NamedResult(string Name, HealthCheckResult Result);

/// <summary>All checks at one time; as bad as its worst check.</summary>
internal sealed record HealthReport(DateTimeOffset At, IReadOnlyList<NamedResult> Checks)
{
    public HealthStatus Status { get; } = Checks.Count == 0 ? HealthStatus.Healthy : Checks.Max(c => c.Result.Status);
}
