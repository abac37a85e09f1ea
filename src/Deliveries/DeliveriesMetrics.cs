using System.Diagnostics.Metrics;

namespace Steward.Deliveries;

/// <summary>The meter <c>Steward.Deliveries</c>, with the guide's names.</summary>
internal sealed class DeliveriesMetrics
{
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _retries;

    public DeliveriesMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Steward.Deliveries");
        _ended = meter.CreateCounter<long>("impact_in_deliveries_total", description: "Deliveries that are over, by platform and status");
        _duration = meter.CreateHistogram("impact_in_delivery_duration_seconds", "s", "Time one attempt took, by platform and outcome", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30] });
        _retries = meter.CreateCounter<long>("impact_in_delivery_retries", description: "Attempts after the first, by platform");
    }

    public void Attempted(string platform, string outcome, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, new("platform", platform), new KeyValuePair<string, object?>("status", outcome));

    public void Retried(string platform) => _retries.Add(1, new KeyValuePair<string, object?>("platform", platform));

    public void Ended(string platform, string status) =>
        _ended.Add(1, new("platform", platform), new KeyValuePair<string, object?>("status", status));
}
