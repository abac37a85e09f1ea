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

    [Fact, Trait("Requirement", "P014"), Trait("Requirement", "P015"), Trait("Requirement", "P016"), Trait("Requirement", "P017"), Trait("Requirement", "P018"), Trait("Requirement", "P019"),
        Trait("Requirement", "M011"), Trait("Requirement", "M023"), Trait("Requirement", "M025")]
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
        said.ShouldContain("3 inhibit rules");
        said.ShouldContain("9 receivers");
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

    [Theory, Trait("Requirement", "M009"), Trait("Requirement", "M010"), Trait("Requirement", "T154")]
    [InlineData("critical", "moderation", "ops-alerts-critical", true, true)]
    [InlineData("critical", "service", "ops-alerts-critical", true, true)]
    [InlineData("warning", "moderation", "ops-alerts", true, false)]
    [InlineData("warning", "service", "ops-alerts", true, false)]
    [InlineData("info", "service", "ops-alerts-info", false, false)]
    public async Task Alert_of_the_bot_or_the_service_is_told_in_the_channel_by_mail_and_pages_only_if_it_is_critical(string severity, string component, string receiver, bool mails, bool pages)
    {
        (await RunAsync("amtool", "config", "routes", "test", "--config.file", Routes, $"severity={severity}", $"component={component}")).Trim().ShouldBe(receiver);
        var told = (await File.ReadAllTextAsync(Routes, TestContext.Current.CancellationToken)).Split("\n  - name: ").Single(r => r.StartsWith(receiver + "\n", StringComparison.Ordinal));
        told.ShouldContain("channel: \"#ops-alerts\"");
        told.Contains("email_configs:", StringComparison.Ordinal).ShouldBe(mails);
        told.Contains("pagerduty_configs:", StringComparison.Ordinal).ShouldBe(pages);
        told.ShouldContain("webhook_configs:", Case.Sensitive, "the trail hears of every alert");
        (await File.ReadAllTextAsync(Routes, TestContext.Current.CancellationToken)).ShouldContain("- to: ops-team@example.com\n");
    }

    /// <summary>Each rule that the guide promises, with its limit and how long that must hold.</summary>
    [Theory, Trait("Requirement", "M011"), Trait("Requirement", "M023"), Trait("Requirement", "M025")]
    [InlineData("service", "HighErrorRate", "> 0.05", "5m", "critical"), InlineData("service", "HighResponseTime", "> 2", "5m", "warning"), InlineData("service", "DatabaseConnectionFailed", "== 0", "1m", "critical")]
    [InlineData("service", "ServiceDown", "== 0", "1m", "critical"), InlineData("service", "FailedAuthentication", "> 10", "2m", "warning"), InlineData("service", "DiskSpaceLow", "< 0.1", "5m", "warning")]
    [InlineData("service", "HighCPUUsage", "> 0.8", "10m", "warning"), InlineData("service", "HighMemoryUsage", "> 0.9", "10m", "warning"), InlineData("moderation", "ModerationQueueFull", "> 1000", "5m", "warning")]
    [InlineData("service", "MoreProcessesThanNeeded", "< 0.2", "6h", "info"), InlineData("service", "MoreProcessesThanNeeded", ">= 100", "6h", "info")]
    public void Alert_has_the_limit_the_time_and_the_severity_that_are_promised(string file, string alert, string limit, string holds, string severity)
    {
        var rule = File.ReadAllText(Path.Combine(Deploy, "prometheus", "rules", file + ".yml")).Split("- alert: ").Single(r => r.StartsWith(alert + "\n", StringComparison.Ordinal));
        rule.ShouldContain(limit);
        rule.ShouldContain($"for: {holds}\n");
        rule.ShouldContain($"severity: {severity},");
    }

    [Fact, Trait("Requirement", "M012"), Trait("Requirement", "M013"), Trait("Requirement", "M014"), Trait("Requirement", "M029")]
    public void Moderation_bots_guide_says_for_every_alert_what_to_do_how_fast_and_who_is_told_next()
    {
        var chapters = Chapters("moderation-bot.md");
        var alerts = (string[])["service", "moderation"];
        foreach (var rule in alerts.SelectMany(f => File.ReadAllText(Path.Combine(Deploy, "prometheus", "rules", f + ".yml")).Split("- alert: ").Skip(1)))
        {
            var chapter = Chapter().Match(rule).Groups[1].Value;
            chapters.Keys.ShouldContain(chapter, rule);
            chapters[chapter].ShouldContain($"`{rule.Split('\n')[0]}`");
        }

        foreach (var level in (string[])["P1 | down, data lost, a breach | 15 minutes | the CTO, after 10 minutes", "P2 | degraded, a platform's calls fail, nothing is moderated | 1 hour | the technical lead, after 30 minutes",
            "P3 | a part fails and there is a way around | 4 hours | the engineering manager, after 2 hours", "P4 | a question, a blemish | 1 business day |"]) chapters["alerts"].ShouldContain($"\n| {level}");
        StepsOf(chapters["alerts"]).ShouldBe(["Detect", "Assess", "Respond", "Resolve", "Recover", "Review"]);
        StepsOf(chapters["a-breach"]).ShouldBe(["Isolate", "Preserve evidence", "Notify", "Investigate", "Patch", "Document", "Communicate"]);
    }

    [Fact, Trait("Requirement", "M015"), Trait("Requirement", "M016"), Trait("Requirement", "M017"), Trait("Requirement", "M018"), Trait("Requirement", "M026"), Trait("Requirement", "M027"), Trait("Requirement", "M028")]
    public void Moderation_bots_guide_names_what_is_looked_at_every_day_week_month_and_quarter()
    {
        var routine = Chapters("moderation-bot.md")["routine"].Split("\nEvery ").Skip(1).ToDictionary(p => p.Split([' ', ':'])[0]);
        foreach (var (every, looked) in new Dictionary<string, string[]>
        {
            ["day"] = ["./steward dlq stats", "alert.fired", "key.created", "401|429", "webhook_failures_total"], ["week"] = ["rules/performance", "rate-limit/history", "disks", "updates and advisories", "access log"],
            ["month"] = ["rotate API keys", "certificates", "keys list", "audit verify", "usage report", "group of people", "this guide"], ["quarter"] = ["drill", "capacity", "training"],
        })
        {
            foreach (var what in looked) routine[every].ShouldContain(what, Case.Sensitive, every);
        }
    }

    [Theory]
    [InlineData("slow-answers", "Processors and memory", "database", "Cache hits", "queue status", "network"), Trait("Requirement", "M038")]
    [InlineData("high-error-rate", "request_id", "database", "platforms and the model", "Limits", "configuration"), Trait("Requirement", "M039")]
    [InlineData("a-process-is-gone", "log says why", "8001", "environment", "database is away", "build that was meant"), Trait("Requirement", "M040")]
    public void Moderation_bots_guide_has_a_checklist_for_what_goes_wrong(string chapter, params string[] looked)
    {
        foreach (var what in looked) Chapters("moderation-bot.md")[chapter].ShouldContain(what, Case.Sensitive);
    }

    private static Dictionary<string, string> Chapters(string guide) => File.ReadAllText(Path.Combine(RepoRoot.Find(), "docs", "systems", guide)).Split("\n##").Skip(1)
        .ToDictionary(c => c.Split('\n')[0].TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'));

    private static IEnumerable<string> StepsOf(string chapter) => Step().Matches(chapter).Select(m => m.Groups[1].Value);

    private static Task<string> RunAsync(params string[] command)
    {
        if (!File.Exists("/usr/bin/" + command[0])) Assert.Skip($"{command[0]} is not installed");
        return Command.RunAsync(command, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"runbook: docs/systems/page-builder\.md#(\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"runbook: docs/systems/moderation-bot\.md#(\S+)")]
    private static partial Regex Chapter();

    [GeneratedRegex(@"\n\d\. \*\*([^*]+)\*\*")]
    private static partial Regex Step();

    [GeneratedRegex(@"severity: (\w+)")]
    private static partial Regex Severity();
}
