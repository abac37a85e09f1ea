using Steward.Observability.Metrics;

namespace Steward.Observability.Tests.Metrics;

public sealed class RequestDurationWindowTests
{
    private readonly SettableTime _time = new();
    private readonly RequestDurationWindow _window;

    public RequestDurationWindowTests() => _window = new RequestDurationWindow(_time);

    [Trait("Requirement", "T060")]
    [Fact]
    public void The_percentile_is_within_two_percent()
    {
        for (var ms = 1; ms <= 1000; ms++) _window.Record(ms / 1000d);
        _window.Percentile(0.95).ShouldBe(0.95, 0.95 * 0.021);
        _window.Percentile(0.5).ShouldBe(0.5, 0.5 * 0.021);
    }

    [Fact]
    public void Without_requests_it_is_zero() => _window.Percentile(0.95).ShouldBe(0);

    [Fact]
    public void Requests_older_than_five_minutes_are_forgotten()
    {
        _window.Record(4);
        _time.Advance(TimeSpan.FromMinutes(4));
        _window.Record(1);
        _window.Percentile(0.95).ShouldBe(4, 0.1);
        _time.Advance(TimeSpan.FromMinutes(2));
        _window.Percentile(0.95).ShouldBe(1, 0.03);
        _time.Advance(TimeSpan.FromMinutes(5));
        _window.Percentile(0.95).ShouldBe(0);
    }

    [Fact]
    public void Health_probes_and_scrapes_do_not_count()
    {
        _window.Record(9, [new("http.route", "/health/live")]);
        _window.Record(9, [new("http.route", "/metrics")]);
        _window.Record(0.1, [new("http.route", "/metrics/{companyId}")]);
        _window.Percentile(1).ShouldBe(0.1, 0.003);
    }

    [Fact]
    public void Durations_beyond_the_scale_are_kept_at_its_ends()
    {
        _window.Record(0);
        _window.Percentile(1).ShouldBeLessThan(0.001);
        _window.Record(86_400);
        _window.Percentile(1).ShouldBeGreaterThan(100);
    }
}
