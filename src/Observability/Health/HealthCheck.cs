using Microsoft.Extensions.DependencyInjection;

namespace Steward.Observability.Health;

/// <summary>One registered check, which is never run twice at a time.</summary>
internal sealed class HealthCheck(
    string name, bool gatesReadiness, Func<IServiceProvider, CancellationToken, Task<HealthCheckResult>> check)
{
    private readonly Lock _starting = new();
    private Task<HealthCheckResult>? _running;
    private HealthStatus? _last;

    public string Name => name;

    public bool GatesReadiness => gatesReadiness;

    public HealthStatus? Last
    {
        get { lock (_starting) return _last; }
    }

    /// <summary>Never throws and never outlasts <paramref name="timeout"/>.</summary>
    public async Task<HealthCheckResult> RunAsync(IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time)
    {
        Task<HealthCheckResult> running;
        lock (_starting)
        {
            // A check that ignores its token may hang for ever; one of it is enough.
            if (_running is not { IsCompleted: false }) _running = Task.Run(() => StartAsync(scopes, timeout, time));
            running = _running;
        }

        try
        {
            return await running.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(HealthStatus.Unhealthy, FormattableString.Invariant($"no answer within {timeout.TotalSeconds:0.###} s"));
        }
    }

    /// <summary>Remembers the status; true when it differs from the one before. The first healthy result is no news.</summary>
    public bool Became(HealthStatus status)
    {
        lock (_starting)
        {
            var before = _last ?? HealthStatus.Healthy;
            _last = status;
            return before != status;
        }
    }

    private async Task<HealthCheckResult> StartAsync(IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await check(scope.ServiceProvider, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new HealthCheckResult(HealthStatus.Unhealthy, FormattableString.Invariant($"no answer within {timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception failed)
        {
            // Its message may carry a connection string; its type says enough here.
            return new HealthCheckResult(HealthStatus.Unhealthy, $"failed with {failed.GetType().Name}");
        }
    }
}
