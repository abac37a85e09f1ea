using System.Collections.Concurrent;

namespace Steward.Moderation.Verdicts;

/// <summary>Remembers values for a while in this process: so many at most, none longer than its time. What depends on something that changes has that in its key.</summary>
internal sealed class ShortMemory<TKey, TValue>(string name, TimeSpan kept, int most, ModerationMetrics metrics, TimeProvider time) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, long Since)> _values = new();
    private int _sweeping;

    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> make)
    {
        if (_values.TryGetValue(key, out var found) && time.GetElapsedTime(found.Since) < kept)
        {
            metrics.Looked(name, found: true);
            return found.Value;
        }

        metrics.Looked(name, found: false);
        var value = await make();
        if (kept == TimeSpan.Zero) return value;
        if (_values.Count >= most) Sweep();
        _values[key] = (value, time.GetTimestamp());
        return value;
    }

    public void Forget(TKey key) => _values.TryRemove(key, out _);

    // A tenth goes with whatever has run out, so that this is rare.
    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1) return;
        foreach (var (key, _) in _values.OrderBy(v => v.Value.Since).Take(most / 10)) _values.TryRemove(key, out _);
        foreach (var (key, value) in _values)
            if (time.GetElapsedTime(value.Since) >= kept) _values.TryRemove(key, out _);
        Volatile.Write(ref _sweeping, 0);
    }
}
