using System.Buffers;
using System.Globalization;
using System.Text;

namespace Steward.Observability.Metrics;

/// <summary>Writes families in Prometheus' text format 0.0.4 or in OpenMetrics 1.0.0.</summary>
internal sealed class ExpositionWriter(IBufferWriter<byte> output, bool openMetrics)
{
    public void Header(MetricHeader header)
    {
        var name = FamilyName(header);
        Line("# HELP ", name, EscapeHelp(header.Help));
        Line("# TYPE ", name, TypeWord(header));
        if (openMetrics && header.Unit is { } unit && MetricNames.EndsWithWord(name, unit)) Line("# UNIT ", name, unit);
    }

    public void Sample(MetricHeader header, ReadOnlySpan<byte> labels, double value) => Sample(header.Name, "", labels, null, value);

    public void Histogram(MetricHeader header, HistogramSeries series)
    {
        var totals = series.Cumulative();
        for (var i = 0; i < series.Bounds.Length; i++)
            Sample(header.Name, "_bucket", series.Labels, Bound(series.Bounds[i]), totals[i]);
        Sample(header.Name, "_bucket", series.Labels, "+Inf", totals[^1]);
        Sample(header.Name, "_sum", series.Labels, null, series.Sum);
        Sample(header.Name, "_count", series.Labels, null, totals[^1]);
    }

    public void End()
    {
        if (openMetrics) Write("# EOF\n");
    }

    // OpenMetrics names a counter's family without the suffix that its samples carry.
    private string FamilyName(MetricHeader header) =>
        openMetrics && header is { HasType: true, Kind: MetricKind.Counter } ? header.Name[..^"_total".Length] : header.Name;

    private string TypeWord(MetricHeader header) => header switch
    {
        { HasType: false } => openMetrics ? "unknown" : "untyped",
        { Kind: MetricKind.Counter } => "counter",
        { Kind: MetricKind.Histogram } => "histogram",
        _ => "gauge",
    };

    private string EscapeHelp(string help)
    {
        var text = help.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(@"\n");
        return openMetrics ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private string Bound(double bound)
    {
        var text = bound.ToString("R", CultureInfo.InvariantCulture);
        return openMetrics && !text.AsSpan().ContainsAny('.', 'E') ? text + ".0" : text;
    }

    private void Sample(string name, string suffix, ReadOnlySpan<byte> labels, string? bound, double value)
    {
        Write(name);
        Write(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            Write("{");
            output.Write(labels);
            if (bound is not null) Write(labels.Length > 0 ? ",le=\"" : "le=\"", bound, "\"");
            Write("}");
        }

        Write(" ");
        Number(value);
        Write("\n");
    }

    private void Number(double value)
    {
        if (double.IsNaN(value)) Write("NaN");
        else if (double.IsInfinity(value)) Write(value > 0 ? "+Inf" : "-Inf");
        else
        {
            var span = output.GetSpan(32);
            value.TryFormat(span, out var written, "R", CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }

    private void Line(string keyword, string name, string rest) => Write(keyword, name, " ", rest, "\n");

    private void Write(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts) Encoding.UTF8.GetBytes(part, output);
    }
}
