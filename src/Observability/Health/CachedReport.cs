namespace Steward.Observability.Health;

/// <summary>Runs the checks once for everybody who asks at the same time, and again only after the cache time.</summary>
internal sealed class CachedReport(TimeProvider time, TimeSpan lifetime, Func<Task<HealthReport>> run)
{
    private readonly Lock _starting = new();
    private Task<HealthReport>? _latest;
    private long _startedAt;

    public Task<HealthReport> GetAsync()
    {
        lock (_starting)
        {
            if (_latest is { } latest && !IsStale(latest)) return latest;
            _startedAt = time.GetTimestamp();
            return _latest = run();
        }
    }

    private bool IsStale(Task<HealthReport> report) =>
        report.IsCompleted && (!report.IsCompletedSuccessfully || time.GetElapsedTime(_startedAt) >= lifetime);
}
