namespace Steward.Observability.Metrics;

/// <summary>What is printed above a family's samples, and what decides whether two instruments are the same family.</summary>
internal sealed record MetricHeader(string Name, MetricKind Kind, string Help, string? Unit, bool IsObserved)
{
    /// <summary>
    /// A guide's name that breaks the naming rule (<c>q2q_cost_dollars</c>, a counter without <c>_total</c>) is kept, without a type: any
    /// other type would be a lie to a scraper, and rates are computed from it all the same.
    /// </summary>
    public bool HasType => Kind == MetricKind.Histogram || (Kind == MetricKind.Counter) == Name.EndsWith("_total", StringComparison.Ordinal);
}

/// <summary>All series of one metric name.</summary>
internal abstract class MetricFamily(MetricHeader header)
{
    public MetricHeader Header { get; } = header;

    public abstract long Overflowed { get; }

    public abstract void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>Starts a collection: series of observed instruments that are not reported again are no longer printed.</summary>
    public abstract void BeginRound(int round);

    public abstract void WriteTo(ExpositionWriter writer);
}

/// <summary>Counters, up-down counters and gauges.</summary>
internal sealed class NumberFamily(MetricHeader header, bool isSum, int maxLabelSets) : MetricFamily(header)
{
    private readonly LabelSets<NumberSeries> _series = new(maxLabelSets, static labels => new NumberSeries(labels));
    private int _round;

    public override long Overflowed => _series.Overflowed;

    public override void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (isSum && !Header.IsObserved)
        {
            if (value >= 0 || Header.Kind != MetricKind.Counter) _series.Find(tags).Add(value);
            return;
        }

        Record((double)value, tags);
    }

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Header.IsObserved) _series.Find(tags).Observe(value, _round, isSum);
        else if (!isSum) _series.Find(tags).Set(value);
        // One NaN would poison a sum for good, and a counter never falls.
        else if (double.IsFinite(value) && (value >= 0 || Header.Kind != MetricKind.Counter)) _series.Find(tags).Add(value);
    }

    public override void BeginRound(int round)
    {
        _round = round;
        if (Header.IsObserved && _series.IsFull) _series.Clear();
    }

    public override void WriteTo(ExpositionWriter writer)
    {
        var shown = Header.IsObserved ? Array.FindAll(_series.All(), s => s.Round == _round) : _series.All();
        if (shown.Length == 0) return;
        writer.Header(Header);
        foreach (var series in shown) writer.Sample(Header, series.Labels, series.Value);
    }
}

/// <summary>Histograms with fixed bounds.</summary>
internal sealed class HistogramFamily(MetricHeader header, double[] bounds, int maxLabelSets) : MetricFamily(header)
{
    private readonly LabelSets<HistogramSeries> _series = new(maxLabelSets, labels => new HistogramSeries(labels, bounds));

    public override long Overflowed => _series.Overflowed;

    /// <summary>Where this family's values go besides, if anywhere.</summary>
    public RequestDurationWindow? Window { get; init; }

    public override void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Record((double)value, tags);

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!double.IsFinite(value)) return;
        _series.Find(tags).Record(value);
        Window?.Record(value, tags);
    }

    public override void BeginRound(int round)
    {
    }

    public override void WriteTo(ExpositionWriter writer)
    {
        var all = _series.All();
        if (all.Length == 0) return;
        writer.Header(Header);
        foreach (var series in all) writer.Histogram(Header, series);
    }
}
