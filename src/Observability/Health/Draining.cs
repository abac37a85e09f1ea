namespace Steward.Observability.Health;

/// <summary>Says that the process is on its way out: <c>/health/ready</c> answers 503 at once, so that a balancer sends nothing new.</summary>
public sealed class Draining
{
    private volatile bool _isDraining;

    /// <summary>True once <see cref="Begin"/> was called; there is no way back.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Starts draining. May be called more than once; a stop of the host calls it too.</summary>
    public void Begin() => _isDraining = true;
}
