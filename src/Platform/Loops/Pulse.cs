namespace Steward.Platform.Loops;

/// <summary>Wakes one who waits. Many wake-ups while nobody waits become one.</summary>
public sealed class Pulse : IDisposable
{
    private readonly SemaphoreSlim _given = new(0, 1);

    /// <summary>Wakes who waits, or the next who comes to wait.</summary>
    public void Give()
    {
        if (_given.CurrentCount > 0) return;
        try
        {
            _given.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread gave it in the same moment.
        }
    }

    /// <summary>Waits for a wake-up, at most as long as given.</summary>
    /// <returns>False when none came.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _given.WaitAsync(atMost, ct);

    /// <inheritdoc />
    public void Dispose() => _given.Dispose();
}
