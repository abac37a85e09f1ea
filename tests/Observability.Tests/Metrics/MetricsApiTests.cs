using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Steward.Observability.Tests.Metrics;

[Trait("Requirement", "T056")]
public sealed class MetricsApiTests : IDisposable
{
    private readonly Meter _meter = new("Steward.Tests");
    private readonly string _id = "t" + Guid.NewGuid().ToString("N");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task A_counter_is_printed_with_its_help_type_and_labels()
    {
        await using var app = await RunningApp.StartAsync();
        var counter = _meter.CreateCounter<long>($"{_id}_requests_total", null, "Requests \\ so\nfar.");
        counter.Add(2, new("provider", "openai"), new("model", "m"));
        counter.Add(3, new("model", "m"), new("provider", "openai"));
        counter.Add(-5, new("model", "m"), new("provider", "openai"));

        var page = await app.GetAsync("/metrics");
        page.ShouldContain($"# HELP {_id}_requests_total Requests \\\\ so\\nfar.\n# TYPE {_id}_requests_total counter\n");
        page.ShouldContain($"{_id}_requests_total{{model=\"m\",provider=\"openai\"}} 5\n");
    }

    [Trait("Requirement", "T058")]
    [Fact]
    public async Task A_guides_counter_without_total_keeps_its_name_and_has_no_type()
    {
        await using var app = await RunningApp.StartAsync();
        _meter.CreateCounter<double>($"{_id}_cost_dollars").Add(0.125);

        (await app.GetAsync("/metrics")).ShouldContain($"# TYPE {_id}_cost_dollars untyped\n{_id}_cost_dollars 0.125\n");
        (await OpenMetricsAsync(app)).ShouldContain($"# TYPE {_id}_cost_dollars unknown\n{_id}_cost_dollars 0.125\n");
    }

    [Fact]
    public async Task A_histogram_takes_its_instruments_boundaries_and_counts_inclusively()
    {
        await using var app = await RunningApp.StartAsync();
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5] };
        var histogram = _meter.CreateHistogram($"steward.{_id}.wait", "s", "Waits.", null, advice);
        foreach (var value in new[] { 0.5, 1, 2, 9, double.NaN }) histogram.Record(value, new KeyValuePair<string, object?>("kind", "k"));

        var name = $"steward_{_id}_wait_seconds";
        (await app.GetAsync("/metrics")).ShouldContain(
            $"{name}_bucket{{kind=\"k\",le=\"1\"}} 2\n{name}_bucket{{kind=\"k\",le=\"2.5\"}} 3\n{name}_bucket{{kind=\"k\",le=\"+Inf\"}} 4\n"
            + $"{name}_sum{{kind=\"k\"}} 12.5\n{name}_count{{kind=\"k\"}} 4\n");
        (await OpenMetricsAsync(app)).ShouldContain($"# UNIT {name} seconds\n{name}_bucket{{kind=\"k\",le=\"1.0\"}} 2\n");
    }

    [Fact]
    public async Task The_operators_boundaries_win_and_ai_durations_reach_two_minutes()
    {
        await using var app = await RunningApp.StartAsync(options => options.Buckets[$"{_id}_own_seconds"] = [3]);
        _meter.CreateHistogram<double>($"{_id}_own_seconds", "s").Record(1);
        _meter.CreateHistogram<double>($"{_id}_llm_duration_seconds", "s").Record(100);

        var page = await app.GetAsync("/metrics");
        page.ShouldContain($"{_id}_own_seconds_bucket{{le=\"3\"}} 1\n{_id}_own_seconds_bucket{{le=\"+Inf\"}} 1\n");
        page.ShouldContain($"{_id}_llm_duration_seconds_bucket{{le=\"60\"}} 0\n{_id}_llm_duration_seconds_bucket{{le=\"120\"}} 1\n");
    }

    [Fact]
    public async Task An_observed_series_that_is_no_longer_reported_disappears()
    {
        await using var app = await RunningApp.StartAsync();
        string[] queues = ["a", "b"];
        _meter.CreateObservableGauge($"{_id}_depth", () => queues.Select(q => new Measurement<int>(7, new KeyValuePair<string, object?>("queue", q))));

        (await app.GetAsync("/metrics")).ShouldContain($"{_id}_depth{{queue=\"a\"}} 7\n{_id}_depth{{queue=\"b\"}} 7\n");
        queues = ["b"];
        var page = await app.GetAsync("/metrics");
        page.ShouldContain($"{_id}_depth{{queue=\"b\"}} 7\n");
        page.ShouldNotContain("queue=\"a\"");
    }

    [Fact]
    public async Task An_instrument_that_throws_costs_only_itself()
    {
        await using var app = await RunningApp.StartAsync();
        using var broken = new Meter("Steward.Broken");
        broken.CreateObservableGauge($"{_id}_broken", new Func<int>(() => throw new InvalidOperationException("no")));
        _meter.CreateObservableGauge($"{_id}_good", () => 1);

        var page = await app.GetAsync("/metrics");
        page.ShouldContain($"{_id}_good 1\n");
        page.ShouldNotContain("steward_metrics_observer_failures_total 0\n");
    }

    [Fact]
    public async Task Two_instruments_of_one_name_and_different_kinds_do_not_spoil_the_page()
    {
        await using var app = await RunningApp.StartAsync();
        _meter.CreateCounter<long>($"{_id}_twice_total").Add(1);
        _meter.CreateObservableGauge($"{_id}_twice_total", () => 5);

        var page = await app.GetAsync("/metrics");
        page.Split($"# TYPE {_id}_twice_total").Length.ShouldBe(2);
        page.ShouldContain($"{_id}_twice_total 1\n");
    }

    [Trait("Requirement", "T060")]
    [Fact]
    public async Task Requests_are_counted_by_route_and_never_by_path()
    {
        await using var app = await RunningApp.StartAsync(map: web => web.MapGet("/things/{id}", (string id) => id));
        await app.GetAsync("/things/secret-one");
        await app.GetAsync("/things/secret-two");

        var page = await PageWithAsync(app, "http_route=\"/things/{id}\"");
        page.ShouldContain("http_server_request_duration_seconds_bucket{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/things/{id}\"");
        page.ShouldContain("le=\"7.5\"");
        page.ShouldNotContain("secret-");
        var p95 = page.Split('\n').Single(l => l.StartsWith("http_req_duration_p95 ", StringComparison.Ordinal)).Split(' ')[1];
        double.Parse(p95, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Open_metrics_is_given_only_where_it_is_asked_for()
    {
        await using var app = await RunningApp.StartAsync();
        _meter.CreateCounter<long>($"{_id}_a_total").Add(1);
        using var plain = await app.Http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        plain.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");

        var page = await OpenMetricsAsync(app);
        page.ShouldEndWith("\n# EOF\n");
        page.ShouldContain($"# TYPE {_id}_a counter\n{_id}_a_total 1\n");
    }

    [Fact]
    public async Task A_caller_who_may_not_scrape_is_refused()
    {
        await using var app = await RunningApp.StartAsync(options => options.MayScrape = _ => false);
        using var response = await app.Http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(StatusCodes.Status403Forbidden);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_complain_about()
    {
        if (!File.Exists("/usr/bin/promtool")) Assert.Skip("promtool is not installed");
        await using var app = await RunningApp.StartAsync(map: web => web.MapGet("/things/{id}", (string id) => id));
        _meter.CreateCounter<double>($"{_id}_cost_dollars").Add(1, new KeyValuePair<string, object?>("m", "a\"b\\c\nd"));
        _meter.CreateHistogram<double>($"steward.{_id}.size", "By").Record(5000);
        _meter.CreateUpDownCounter<int>($"steward.{_id}.count", "{thing}").Add(3);
        await app.GetAsync("/things/1");
        var page = await PageWithAsync(app, "http_route=\"/things/{id}\"");

        using var promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", "check metrics")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        said.ShouldBe("");
        promtool.ExitCode.ShouldBe(0);
    }

    private static async Task<string> OpenMetricsAsync(RunningApp app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/openmetrics-text");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    // A request's duration is recorded after its answer is out, so the first page may be too early.
    private static async Task<string> PageWithAsync(RunningApp app, string text)
    {
        for (var attempt = 0; ; attempt++)
        {
            var page = await app.GetAsync("/metrics");
            if (page.Contains(text, StringComparison.Ordinal) || attempt == 500) return page;
        }
    }
}
