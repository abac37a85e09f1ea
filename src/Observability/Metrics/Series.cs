using System.Text;

namespace Steward.Observability.Metrics;

/// <summary>The values of one label set.</summary>
/// <param name="labels">Rendered labels without braces, empty where there are none.</param>
internal abstract class Series(string labels)
{
    public byte[] Labels { get; } = Encoding.UTF8.GetBytes(labels);

    /// <summary>The last collection in which an observed series was reported; others keep 0.</summary>
    public int Round { get; protected set; }

    protected static void AddTo(ref double total, double value)
    {
        var seen = Volatile.Read(ref total);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref total, seen + value, seen);
            // Bits, because NaN never equals itself.
            if (BitConverter.DoubleToInt64Bits(before) == BitConverter.DoubleToInt64Bits(seen)) return;
            seen = before;
        }
    }
}

/// <summary>A number that is added to or replaced. Whole numbers are kept apart so that a count stays exact and its addition is one instruction.</summary>
internal sealed class NumberSeries(string labels) : Series(labels)
{
    private long _whole;
    private double _fraction;

    public double Value => Interlocked.Read(ref _whole) + Volatile.Read(ref _fraction);

    public void Add(long value) => Interlocked.Add(ref _whole, value);

    public void Add(double value) => AddTo(ref _fraction, value);

    /// <summary>Only for gauges, which never use the whole part.</summary>
    public void Set(double value) => Volatile.Write(ref _fraction, value);

    /// <summary>Takes an observed value; two observers of one label set in one round add up where the kind is a sum.</summary>
    public void Observe(double value, int round, bool adds)
    {
        if (adds && Round == round) Add(value);
        else Set(value);
        Round = round;
    }
}

/// <summary>Counts per bucket and the sum of all values.</summary>
internal sealed class HistogramSeries(string labels, double[] bounds) : Series(labels)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public double[] Bounds => bounds;

    public double Sum => Volatile.Read(ref _sum);

    public void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        AddTo(ref _sum, value);
    }

    /// <summary>Running totals; the last is the count of all, so that a scrape during writes still agrees with itself.</summary>
    public long[] Cumulative()
    {
        var totals = new long[_counts.Length];
        var running = 0L;
        for (var i = 0; i < totals.Length; i++) totals[i] = running += Interlocked.Read(ref _counts[i]);
        return totals;
    }
}
