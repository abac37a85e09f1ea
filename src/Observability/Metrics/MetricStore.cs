using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Steward.Observability.Metrics;

/// <summary>Listens to the process's meters, keeps every series in memory and prints them for a scraper.</summary>
internal sealed class MetricStore : IDisposable
{
    public const int MaxFamilies = 1000;

    private readonly Lock _changing = new();
    private readonly SemaphoreSlim _collecting = new(1, 1);
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;
    private readonly ObservabilityOptions _options;
    private readonly ILogger<MetricStore> _log;
    private readonly RequestDurationWindow _window;
    private readonly ProcessMetrics _process;
    private int _round;

    public MetricStore(IMeterFactory meters, IOptions<ObservabilityOptions> options, TimeProvider time, ILogger<MetricStore> log)
    {
        _meters = meters;
        _options = options.Value;
        _log = log;
        _window = new RequestDurationWindow(time);
        _process = new ProcessMetrics(_options.Version);
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<byte>(static (_, v, tags, family) => ((MetricFamily)family!).Record((long)v, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, v, tags, family) => ((MetricFamily)family!).Record((long)v, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, v, tags, family) => ((MetricFamily)family!).Record((long)v, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, v, tags, family) => ((MetricFamily)family!).Record(v, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, v, tags, family) => ((MetricFamily)family!).Record((double)v, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, v, tags, family) => ((MetricFamily)family!).Record(v, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, v, tags, family) => ((MetricFamily)family!).Record((double)v, tags));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments for their values, then writes everything.</summary>
    public async Task WriteAsync(IBufferWriter<byte> output, bool openMetrics, CancellationToken cancel)
    {
        await _collecting.WaitAsync(cancel);
        try
        {
            Observe();
            var writer = new ExpositionWriter(output, openMetrics);
            var families = Families();
            foreach (var family in families) family.WriteTo(writer);
            _process.WriteTo(writer, families, _window.Percentile(0.95) * 1000);
            writer.End();
        }
        finally
        {
            _collecting.Release();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _collecting.Dispose();
    }

    private void Observe()
    {
        _round++;
        foreach (var family in Families()) family.BeginRound(_round);
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException failed)
        {
            // The listener has asked all the others before it says so; their values are good.
            _process.ObserverFailed(failed.InnerExceptions.Count);
            _log.ObserverFailed(failed.InnerExceptions.Count, failed.InnerExceptions[0].GetType().Name);
        }
    }

    private MetricFamily[] Families()
    {
        lock (_changing) return [.. _families.Values];
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (Listens(instrument.Meter) && FamilyOf(instrument) is { } family) listener.EnableMeasurementEvents(instrument, family);
    }

    // A meter with a scope belongs to one host; two hosts in one process must not read each other's requests.
    private bool Listens(Meter meter) =>
        (meter.Scope is null || ReferenceEquals(meter.Scope, _meters))
        && (meter.Name.StartsWith("Steward.", StringComparison.Ordinal)
            || ObservabilityOptions.FrameworkMeters.Contains(meter.Name)
            || _options.Meters.Contains(meter.Name, StringComparer.Ordinal));

    private MetricFamily? FamilyOf(Instrument instrument)
    {
        if (MakeFamily(instrument) is not { } made) return null;
        lock (_changing)
        {
            if (_families.TryGetValue(made.Header.Name, out var known))
            {
                if (known.Header.Kind == made.Header.Kind && known.Header.IsObserved == made.Header.IsObserved) return known;
                _log.InstrumentRefused(instrument.Meter.Name, instrument.Name, "another instrument of a different kind has this name");
                return null;
            }

            if (_families.Count >= MaxFamilies || ProcessMetrics.Owns(made.Header.Name))
            {
                _log.InstrumentRefused(instrument.Meter.Name, instrument.Name, "there are too many metrics, or the name is reserved");
                return null;
            }

            _families.Add(made.Header.Name, made);
            return made;
        }
    }

    private MetricFamily? MakeFamily(Instrument instrument)
    {
        if (!instrument.GetType().IsGenericType) return null;
        var type = instrument.GetType().GetGenericTypeDefinition();
        var isMisnamed = MetricNames.IsLevelCalledCounter(instrument.Name);
        var isCounter = !isMisnamed && (type == typeof(Counter<>) || type == typeof(ObservableCounter<>));
        var isUpDown = isMisnamed || type == typeof(UpDownCounter<>) || type == typeof(ObservableUpDownCounter<>);
        var isGauge = type == typeof(Gauge<>) || type == typeof(ObservableGauge<>);
        var isHistogram = type == typeof(Histogram<>);
        if (!isCounter && !isUpDown && !isGauge && !isHistogram) return null;

        var kind = isCounter ? MetricKind.Counter : isHistogram ? MetricKind.Histogram : MetricKind.Gauge;
        var name = MetricNames.Of(instrument.Name, instrument.Unit, kind, isGauge);
        var help = string.IsNullOrWhiteSpace(instrument.Description) ? name.Replace('_', ' ') : instrument.Description;
        var header = new MetricHeader(name, kind, help, MetricNames.UnitWord(instrument.Unit), instrument.IsObservable);
        if (!isHistogram) return new NumberFamily(header, isCounter || isUpDown, _options.MaxLabelSets);
        return new HistogramFamily(header, HistogramBuckets.For(instrument, _options.Buckets), _options.MaxLabelSets)
        {
            Window = instrument.Name == "http.server.request.duration" ? _window : null,
        };
    }
}
