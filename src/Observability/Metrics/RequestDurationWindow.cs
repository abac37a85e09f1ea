namespace Steward.Observability.Metrics;

/// <summary>
/// Percentiles of request durations over the last five minutes, in slices of ten seconds. Buckets grow by 4 %, so a percentile is within
/// 2 % of the true one; health probes and scrapes are left out, since they would drown a quiet service's real requests.
/// </summary>
internal sealed class RequestDurationWindow(TimeProvider time)
{
    public const int SliceSeconds = 10;
    public const int Slices = 30;
    private const double Smallest = 0.0001;
    private const double Growth = 1.04;
    private const int Buckets = 360;

    private static readonly double PerLog = 1 / Math.Log(Growth);

    private readonly long _ticksPerSlice = time.TimestampFrequency * SliceSeconds;
    private readonly Lock _turning = new();
    private readonly Slice[] _slices = Enumerable.Range(0, Slices).Select(_ => new Slice()).ToArray();

    public void Record(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!IsProbe(tags)) Record(seconds);
    }

    public void Record(double seconds)
    {
        var bucket = seconds <= Smallest ? 0 : Math.Min(Buckets - 1, 1 + (int)(Math.Log(seconds / Smallest) * PerLog));
        Interlocked.Increment(ref SliceOf(Now()).Counts[bucket]);
    }

    /// <summary>The value below which the share <paramref name="share"/> (0 to 1) of requests stayed, in seconds; 0 where there were none.</summary>
    public double Percentile(double share)
    {
        var totals = new long[Buckets];
        var now = Now();
        foreach (var slice in _slices)
        {
            if (now - Volatile.Read(ref slice.Number) >= Slices) continue;
            for (var i = 0; i < Buckets; i++) totals[i] += Volatile.Read(ref slice.Counts[i]);
        }

        var wanted = (long)Math.Ceiling(totals.Sum() * share);
        if (wanted == 0) return 0;
        var bucket = 0;
        for (var seen = totals[0]; seen < wanted; seen += totals[bucket]) bucket++;
        return bucket == 0 ? Smallest : Smallest * Math.Pow(Growth, bucket - 0.5);
    }

    private static bool IsProbe(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (ref readonly var tag in tags)
        {
            if (tag.Key == "http.route" && tag.Value is string route) return ProbeRoutes.Contains(route);
        }

        return false;
    }

    private long Now() => time.GetTimestamp() / _ticksPerSlice;

    private Slice SliceOf(long number)
    {
        var slice = _slices[(int)(number % Slices)];
        if (Volatile.Read(ref slice.Number) == number) return slice;
        lock (_turning)
        {
            if (slice.Number < number)
            {
                Array.Clear(slice.Counts);
                Volatile.Write(ref slice.Number, number);
            }
        }

        return slice;
    }

    private sealed class Slice
    {
        public readonly long[] Counts = new long[Buckets];
        public long Number = long.MinValue / 2;
    }
}
