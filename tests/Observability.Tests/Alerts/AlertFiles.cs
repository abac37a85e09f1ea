namespace Steward.Observability.Tests.Alerts;

/// <summary>The rules, routes and inhibitions under <c>deploy</c>, as Prometheus and Alertmanager read them.</summary>
public sealed class AlertFiles
{
    private static readonly string Deploy = Path.Combine(RepoRoot.Find(), "deploy");
    private static readonly string Routes = Path.Combine(Deploy, "alertmanager", "alertmanager.yml");

    [Fact, Trait("Requirement", "P006")]
    public async Task Prometheus_accepts_its_configuration_and_the_ten_rules()
    {
        (await RunAsync("promtool", "check", "config", Path.Combine(Deploy, "prometheus", "prometheus.yml"))).ShouldContain("SUCCESS: 10 rules found");
        (await RunAsync("promtool", "check", "rules", Path.Combine(Deploy, "prometheus", "rules", "ai-jobs.yml"))).ShouldContain("SUCCESS: 10 rules found");
    }

    [Fact, Trait("Requirement", "P014"), Trait("Requirement", "P015"), Trait("Requirement", "P016"), Trait("Requirement", "P017"), Trait("Requirement", "P018"), Trait("Requirement", "P019")]
    public async Task Each_alert_fires_as_stated_and_stays_silent_where_it_must()
    {
        var tests = Path.Combine(Deploy, "prometheus", "tests", "ai-jobs_test.yml");
        var text = await File.ReadAllTextAsync(tests, TestContext.Current.CancellationToken);
        foreach (var line in (await File.ReadAllLinesAsync(Path.Combine(Deploy, "prometheus", "rules", "ai-jobs.yml"), TestContext.Current.CancellationToken)).Where(l => l.Contains("- alert: ", StringComparison.Ordinal)))
        {
            var alert = line.Split(": ")[1];
            text.ShouldContain($"        alertname: {alert}\n        exp_alerts:\n          - exp_labels", Case.Sensitive, $"{alert} is not tested to fire");
            text.ShouldContain($"alertname: {alert}, exp_alerts: []", Case.Sensitive, $"{alert} is not tested to be silent");
        }

        (await RunAsync("promtool", "test", "rules", tests)).ShouldContain("SUCCESS");
    }

    [Fact]
    public async Task Alertmanager_accepts_its_configuration_and_no_secret_stands_in_it()
    {
        var said = await RunAsync("amtool", "check-config", Routes);
        said.ShouldContain("2 inhibit rules");
        said.ShouldContain("6 receivers");
        (await File.ReadAllTextAsync(Routes, TestContext.Current.CancellationToken)).ShouldNotContain("hooks.slack.com");
    }

    [Theory, Trait("Requirement", "P013")]
    [InlineData("critical", "ai-worker", "ai-alerts-critical")]
    [InlineData("critical", "ai-queue", "ai-alerts-critical")]
    [InlineData("warning", "ai-worker", "ai-worker-alerts")]
    [InlineData("warning", "ai-queue", "ai-queue-alerts")]
    [InlineData("warning", "api", "ai-alerts")]
    [InlineData("info", "ai-cost", "ai-cost-alerts")]
    [InlineData("info", "ai-worker", "ai-alerts-info")]
    public async Task Alert_reaches_the_channel_of_its_severity_and_component(string severity, string component, string receiver) =>
        (await RunAsync("amtool", "config", "routes", "test", "--config.file", Routes, $"severity={severity}", $"component={component}")).Trim().ShouldBe(receiver);

    private static Task<string> RunAsync(params string[] command)
    {
        if (!File.Exists("/usr/bin/" + command[0])) Assert.Skip($"{command[0]} is not installed");
        return Command.RunAsync(command, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
