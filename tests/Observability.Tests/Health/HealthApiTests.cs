using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Steward.Observability.Health;

namespace Steward.Observability.Tests.Health;

public sealed partial class HealthApiTests
{
    [Trait("Requirement", "C001")]
    [Fact]
    public async Task Healthy_checks_are_words_and_the_answer_is_200()
    {
        await using var app = await RunningApp.StartAsync(options => options.MaySeeHealthDetails = _ => true);
        app.Checks.Register("database", true, Says(HealthStatus.Healthy, null));
        app.Checks.Register("scheduler", false, Says(HealthStatus.Healthy, "running, 4 schedules"));

        var (status, body) = await app.GetJsonAsync("/health");
        status.ShouldBe(StatusCodes.Status200OK);
        body.GetProperty("status").GetString().ShouldBe("healthy");
        body.GetProperty("version").GetString().ShouldBe(new ObservabilityOptions().Version);
        Timestamp().IsMatch(body.GetProperty("timestamp").GetString()!).ShouldBeTrue();
        body.GetProperty("checks").GetRawText()
            .ShouldBe("""{"database":"healthy","scheduler":{"status":"healthy","detail":"running, 4 schedules"}}""");
    }

    [Trait("Requirement", "C005")]
    [Theory]
    [InlineData(HealthStatus.Degraded, "degraded")]
    [InlineData(HealthStatus.Unhealthy, "unhealthy")]
    public async Task One_bad_check_makes_the_overview_503(HealthStatus bad, string word)
    {
        await using var app = await RunningApp.StartAsync();
        app.Checks.Register("database", true, Says(HealthStatus.Healthy, null));
        app.Checks.Register("llm_service", false, Says(bad, "no answer"));

        var (status, body) = await app.GetJsonAsync("/health");
        status.ShouldBe(StatusCodes.Status503ServiceUnavailable);
        body.GetProperty("status").GetString().ShouldBe(word);
        (await app.GetJsonAsync("/health/ready")).Status.ShouldBe(StatusCodes.Status200OK);
    }

    [Fact]
    public async Task A_stranger_sees_no_checks()
    {
        await using var app = await RunningApp.StartAsync();
        app.Checks.Register("database", true, Says(HealthStatus.Unhealthy, "disk full"));
        foreach (var path in new[] { "/health", "/health/ready" })
            (await app.GetJsonAsync(path)).Body.EnumerateObject().Select(p => p.Name).ShouldBe(["status", "timestamp", "version"]);
    }

    [Fact]
    public async Task A_degraded_database_is_ready_and_an_unhealthy_one_is_not()
    {
        await using var app = await RunningApp.StartAsync(options => options.HealthCache = TimeSpan.Zero);
        var status = HealthStatus.Degraded;
        app.Checks.Register("database", true, (_, _) => Task.FromResult(new HealthCheckResult(status, null)));
        (await app.GetJsonAsync("/health/ready")).Status.ShouldBe(StatusCodes.Status200OK);
        status = HealthStatus.Unhealthy;
        (await app.GetJsonAsync("/health/ready")).Status.ShouldBe(StatusCodes.Status503ServiceUnavailable);
        (await app.GetJsonAsync("/health/live")).Status.ShouldBe(StatusCodes.Status200OK);
    }

    [Fact]
    public async Task A_draining_process_is_alive_and_not_ready()
    {
        await using var app = await RunningApp.StartAsync();
        app.Get<Draining>().Begin();
        (await app.GetJsonAsync("/health/ready")).Status.ShouldBe(StatusCodes.Status503ServiceUnavailable);
        (await app.GetJsonAsync("/health/live")).Status.ShouldBe(StatusCodes.Status200OK);
    }

    [Fact]
    public async Task A_check_that_hangs_is_unhealthy_and_is_not_started_again()
    {
        var started = 0;
        var never = new TaskCompletionSource<HealthCheckResult>();
        await using var app = await RunningApp.StartAsync(options =>
        {
            options.MaySeeHealthDetails = _ => true;
            options.HealthTimeout = TimeSpan.FromMilliseconds(20);
            options.HealthCache = TimeSpan.Zero;
        });
        app.Checks.Register("stuck", true, (_, _) =>
        {
            Interlocked.Increment(ref started);
            return never.Task;
        });

        for (var i = 0; i < 3; i++)
        {
            var (status, body) = await app.GetJsonAsync("/health");
            status.ShouldBe(StatusCodes.Status503ServiceUnavailable);
            body.GetProperty("checks").GetProperty("stuck").GetProperty("detail").GetString().ShouldBe("no answer within 0.02 s");
        }

        started.ShouldBe(1);
        never.SetResult(new HealthCheckResult(HealthStatus.Healthy, null));
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_and_does_not_say_why_to_callers()
    {
        await using var app = await RunningApp.StartAsync(options => options.MaySeeHealthDetails = _ => true);
        app.Checks.Register("database", true, (_, _) => throw new InvalidOperationException("Password=abc"));
        var (_, body) = await app.GetJsonAsync("/health");
        body.GetProperty("checks").GetProperty("database").GetProperty("detail").GetString().ShouldBe("failed with InvalidOperationException");
    }

    [Fact]
    public async Task A_report_is_reused_within_its_time()
    {
        var runs = 0;
        await using var app = await RunningApp.StartAsync(options => options.HealthCache = TimeSpan.FromSeconds(60));
        app.Checks.Register("database", true, (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult(new HealthCheckResult(HealthStatus.Healthy, null));
        });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.GetAsync("/health")));
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_is_logged_once_and_shown_as_a_metric()
    {
        await using var app = await RunningApp.StartAsync(options => options.HealthCache = TimeSpan.Zero);
        app.Checks.Register("pinecone", false, Says(HealthStatus.Degraded, "slow"));
        await app.GetJsonAsync("/health");
        var line = await app.LineAsync("Health check");
        line.GetProperty("level").GetString().ShouldBe("WARN");
        line.GetProperty("message").GetString().ShouldBe("Health check pinecone is now Degraded: slow");
        (await app.GetAsync("/metrics")).ShouldContain("steward_health_check_status{check=\"pinecone\"} 0.5\n");
    }

    [Fact]
    public async Task A_name_can_be_registered_once()
    {
        await using var app = await RunningApp.StartAsync();
        app.Checks.Register("database", true, Says(HealthStatus.Healthy, null));
        Should.Throw<ArgumentException>(() => app.Checks.Register("database", true, Says(HealthStatus.Healthy, null)));
    }

    private static Func<IServiceProvider, CancellationToken, Task<HealthCheckResult>> Says(HealthStatus status, string? detail) =>
        (_, _) => Task.FromResult(new HealthCheckResult(status, detail));

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Timestamp();
}
