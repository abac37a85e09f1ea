using System.Numerics;

namespace Steward.Bench.Load;

/// <summary>
/// Counts of durations in log-linear buckets: 128 equal steps between each power of two and the next, so that a percentile is at
/// most 1/128 (.8 %) too high. Holds 1 ns to 36 minutes in 35 KB; any thread may record.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;
    private const long Largest = (1L << 41) - 1;

    private readonly long[] counts = new long[IndexOf(Largest) + 1];
    private long count;
    private long sum;
    private long max;

    public long Count => Interlocked.Read(ref count);

    public void Record(TimeSpan duration)
    {
        var nanoseconds = Math.Clamp(duration.Ticks * TimeSpan.NanosecondsPerTick, 0, Largest);
        Interlocked.Increment(ref counts[IndexOf(nanoseconds)]);
        Interlocked.Increment(ref count);
        Interlocked.Add(ref sum, nanoseconds);
        for (var seen = Volatile.Read(ref max); nanoseconds > seen;)
        {
            var before = Interlocked.CompareExchange(ref max, nanoseconds, seen);
            seen = before == seen ? nanoseconds : before;
        }
    }

    public LatencySummary Summarise() => new(
        Percentile(.5), Percentile(.9), Percentile(.95), Percentile(.99), Percentile(.999), Milliseconds(max),
        count == 0 ? 0 : Milliseconds(sum / count));

    private double Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * count);
        long passed = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            passed += counts[i];
            if (passed >= rank && passed > 0)
            {
                return Milliseconds(Math.Min(UpperEnd(i), max));
            }
        }

        return 0;
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - StepBits);
        return (shift << StepBits) + (int)(value >> shift);
    }

    private static long UpperEnd(int index)
    {
        var shift = Math.Max(0, (index >> StepBits) - 1);
        var step = index - (shift << StepBits);
        return ((step + 1L) << shift) - 1;
    }

    private static double Milliseconds(long nanoseconds) => Math.Round(nanoseconds / 1e6, 3);
}

/// <summary>Percentiles, largest and mean, all in milliseconds.</summary>
internal sealed record LatencySummary(double P50, double P90, double P95, double P99, double P999, double Max, double Mean);
