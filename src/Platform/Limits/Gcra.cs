using System.Collections.Concurrent;

namespace Steward.Platform.Limits;

/// <summary>A rate with a burst: at most <paramref name="Burst"/> at once, growing back at <paramref name="Quota"/> per <paramref name="Window"/>.</summary>
/// <param name="Name">The policy's name in headers.</param>
/// <param name="Quota">Requests per window; at least 1.</param>
/// <param name="Window">The window.</param>
/// <param name="Burst">Requests at once; at least 1.</param>
public sealed record RateLimit(string Name, int Quota, TimeSpan Window, int Burst)
{
    /// <summary>Time that one request costs.</summary>
    public TimeSpan Interval => Window / Quota;
}

/// <summary>What a limit said.</summary>
/// <param name="Allowed">Whether the request may pass.</param>
/// <param name="Remaining">Requests that would pass right now.</param>
/// <param name="RetryAfter">When the next one would pass; zero if now.</param>
public readonly record struct RateDecision(bool Allowed, int Remaining, TimeSpan RetryAfter);

/// <summary>
/// Generic cell rate algorithm in memory of this process: one timestamp per key, no windows that could be gamed at their edges. Monotonic
/// clock, so a wall clock that jumps changes nothing. Keys that have grown back are forgotten.
/// </summary>
public sealed class Gcra(TimeProvider time)
{
    private const int SweepEvery = 10_000;
    private readonly ConcurrentDictionary<(string Policy, string Key), long> _arrivals = new();
    private int _calls;

    /// <summary>Asks for one request of <paramref name="key"/> under <paramref name="limit"/>.</summary>
    public RateDecision Ask(RateLimit limit, string key)
    {
        if (Interlocked.Increment(ref _calls) % SweepEvery == 0) Sweep();
        var slot = (limit.Name, key);
        var interval = limit.Interval.Ticks;
        var tolerance = interval * (limit.Burst - 1);
        while (true)
        {
            var now = time.GetElapsedTime(0).Ticks;
            var known = _arrivals.TryGetValue(slot, out var stored);
            var arrival = Math.Max(known ? stored : 0, now);
            if (arrival - now > tolerance)
                return new RateDecision(false, 0, TimeSpan.FromTicks(arrival - now - tolerance));
            var next = arrival + interval;
            if (!(known ? _arrivals.TryUpdate(slot, next, stored) : _arrivals.TryAdd(slot, next))) continue;
            return new RateDecision(true, (int)((tolerance - (arrival - now)) / interval), TimeSpan.Zero);
        }
    }

    private void Sweep()
    {
        var now = time.GetElapsedTime(0).Ticks;
        foreach (var entry in _arrivals)
            if (entry.Value < now) _arrivals.TryRemove(entry);
    }
}
