using System.Collections.Concurrent;

namespace Steward.Jobs.Workers;

/// <summary>
/// Wakes the queues' claim loops. Many wake-ups while a loop is busy become one. On PostgreSQL other processes are told too, by one coalesced
/// NOTIFY outside any transaction; it is a hint, polling finds what a hint missed.
/// </summary>
internal sealed class JobSignals
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _queues = new();

    /// <summary>Called with the queue's name on every local wake-up.</summary>
    public event Action<string>? Woken;

    /// <summary>Something was put in the queue by this process.</summary>
    public void Wake(string queue)
    {
        Raise(queue);
        Woken?.Invoke(queue);
    }

    /// <summary>Something was put in the queue by another process.</summary>
    public void Raise(string queue)
    {
        var signal = SignalOf(queue);
        if (signal.CurrentCount > 0) return;
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread woke it in the same moment.
        }
    }

    /// <summary>Waits for a wake-up, at most as long as given.</summary>
    public async Task WaitAsync(string queue, TimeSpan atMost, CancellationToken ct) => await SignalOf(queue).WaitAsync(atMost, ct);

    private SemaphoreSlim SignalOf(string queue) => _queues.GetOrAdd(queue, _ => new SemaphoreSlim(0, 1));
}
