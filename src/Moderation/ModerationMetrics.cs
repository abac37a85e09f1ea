using System.Diagnostics.Metrics;

namespace Steward.Moderation;

/// <summary>The meter <c>Steward.Moderation</c>, with the guide's names.</summary>
internal sealed class ModerationMetrics
{
    private readonly Counter<long> _actions;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _events;
    private readonly Counter<long> _looks;
    private readonly Counter<long> _told;
    private readonly Histogram<double> _took;

    public ModerationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Steward.Moderation");
        _actions = meter.CreateCounter<long>("moderation_actions_total", description: "Actions that have ended, by action, platform and outcome");
        _calls = meter.CreateCounter<long>("platform_api_calls_total", description: "Requests to platforms");
        _failed = meter.CreateCounter<long>("platform_api_calls_failed_total", description: "Requests to platforms that were not answered well");
        _events = meter.CreateCounter<long>("webhook_failures_total", description: "Events of platforms that were refused, by reason");
        _looks = meter.CreateCounter<long>("moderation_cache_requests_total", description: "Looks into a cache, by what came of them");
        _told = meter.CreateCounter<long>("moderation_webhook_sends_total", description: "Events that tenants' addresses were told of, by outcome: delivered, or failed for good");
        _took = meter.CreateHistogram("moderation_verdict_seconds", "s", "Time to a verdict, by decision", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .025, .05, .1, .25, .5, 1, 2, 5, 10] });
    }

    public void Ended(string action, string platform, string outcome) =>
        _actions.Add(1, new("action", action), new("platform", platform), new KeyValuePair<string, object?>("outcome", outcome));

    public void Called(string platform, bool well)
    {
        _calls.Add(1, new KeyValuePair<string, object?>("platform", platform));
        if (!well) _failed.Add(1, new KeyValuePair<string, object?>("platform", platform));
    }

    public void EventRefused(string platform, string reason) => _events.Add(1, new("platform", platform), new KeyValuePair<string, object?>("reason", reason));

    public void Looked(string cache, bool found) => _looks.Add(1, new("cache", cache), new KeyValuePair<string, object?>("result", found ? "hit" : "miss"));

    public void Told(string platform, string outcome) => _told.Add(1, new("platform", platform), new KeyValuePair<string, object?>("outcome", outcome));

    public void Judged(string platform, string decision, TimeSpan took) =>
        _took.Record(took.TotalSeconds, new("platform", platform), new KeyValuePair<string, object?>("decision", decision));
}
