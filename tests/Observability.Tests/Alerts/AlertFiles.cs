using System.Text.RegularExpressions;

namespace Steward.Observability.Tests.Alerts;

/// <summary>The rules, routes and inhibitions under <c>deploy</c>, as Prometheus and Alertmanager read them.</summary>
public sealed partial class AlertFiles
{
    private static readonly string Deploy = Path.Combine(RepoRoot.Find(), "deploy");
    private static readonly string Routes = Path.Combine(Deploy, "alertmanager", "alertmanager.yml");

    [Fact, Trait("Requirement", "P006")]
    public async Task Prometheus_accepts_its_configuration_and_every_rule()
    {
        (await RunAsync("promtool", "check", "config", Path.Combine(Deploy, "prometheus", "prometheus.yml"))).ShouldContain("SUCCESS: 1 rules found");
        (await RunAsync("promtool", "check", "rules", Path.Combine(Deploy, "prometheus", "rules", "ai-jobs.yml"))).ShouldContain("SUCCESS: 10 rules found");
    }

    [Fact, Trait("Requirement", "P014"), Trait("Requirement", "P015"), Trait("Requirement", "P016"), Trait("Requirement", "P017"), Trait("Requirement", "P018"), Trait("Requirement", "P019")]
    public async Task Each_alert_fires_as_stated_and_stays_silent_where_it_must()
    {
        foreach (var rules in Directory.EnumerateFiles(Path.Combine(Deploy, "prometheus", "rules"))) await TestsOfAsync(rules);
    }

    private static async Task TestsOfAsync(string rules)
    {
        var tests = Path.Combine(Deploy, "prometheus", "tests", $"{Path.GetFileNameWithoutExtension(rules)}_test.yml");
        var text = await File.ReadAllTextAsync(tests, TestContext.Current.CancellationToken);
        foreach (var line in (await File.ReadAllLinesAsync(rules, TestContext.Current.CancellationToken)).Where(l => l.Contains("- alert: ", StringComparison.Ordinal)))
        {
            var alert = line.Split(": ")[1];
            text.ShouldContain($"        alertname: {alert}\n        exp_alerts:\n          - exp_labels", Case.Sensitive, $"{alert} is not tested to fire");
            text.ShouldContain($"alertname: {alert}, exp_alerts: []", Case.Sensitive, $"{alert} is not tested to be silent");
        }

        (await RunAsync("promtool", "test", "rules", tests)).ShouldContain("SUCCESS");
    }

    [Fact, Trait("Requirement", "P049"), Trait("Requirement", "P050"), Trait("Requirement", "P057"), Trait("Requirement", "P058")]
    public void Every_alert_leads_to_a_chapter_of_the_guide_that_names_it_and_the_guide_says_who_answers()
    {
        var rules = File.ReadAllText(Path.Combine(Deploy, "prometheus", "rules", "ai-jobs.yml"));
        var guide = File.ReadAllText(Path.Combine(RepoRoot.Find(), "docs", "systems", "page-builder.md"));
        var chapters = guide.Split("\n##").Skip(1).ToDictionary(c => c.Split('\n')[0].TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'));
        var alerts = rules.Split("- alert: ").Skip(1).Select(r => (Name: r.Split('\n')[0], Chapter: Runbook().Match(r).Groups[1].Value, Severity: Severity().Match(r).Groups[1].Value)).ToList();
        alerts.Count.ShouldBe(10);
        foreach (var (name, chapter, severity) in alerts)
        {
            chapters.Keys.ShouldContain(chapter, name);
            chapters[chapter].ShouldContain($"`{name}`");
            chapters["alerts"].ShouldContain($"\n| {severity} | ");
        }

        foreach (var steps in (string[])["high-failure-rate", "queue-congestion", "worker-down"]) chapters[steps].ShouldContain("\n3. ", Case.Sensitive, steps);
        foreach (var chapter in (string[])["slow-processing", "emergency-stop-and-restart", "data-recovery"]) chapters.Keys.ShouldContain(chapter);
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

    [GeneratedRegex(@"runbook: docs/systems/page-builder\.md#(\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"severity: (\w+)")]
    private static partial Regex Severity();
}
