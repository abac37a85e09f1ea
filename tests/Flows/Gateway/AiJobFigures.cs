using System.Globalization;
using System.Text.RegularExpressions;
using Steward.Jobs.Queue;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>The metrics of AI jobs: what succeeded, what failed, who answered, and whether the answers could be used.</summary>
public sealed partial class AiJobFigures
{
    private const string Text = "I feel confident when I speak.";
    private const string ByOpenAi = """model="gpt-4o-mini",provider="openai",""";
    private static readonly string Good = Q2QAnswer.Confident("I feel confident").Json();

    [Theory, OnBothDatabases, Trait("Requirement", "P008"), Trait("Requirement", "P009"), Trait("Requirement", "P010"), Trait("Requirement", "P012"), Trait("Requirement", "P043")]
    public async Task Jobs_are_counted_with_who_answered_and_answers_by_what_it_took(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        (await MetricsAsync(world)).Keys.ShouldNotContain("ai_jobs_validation_pass_rate", "nothing was validated yet");
        // As asked for; in fences; mended by a second call; not at all, so the built-in engine answers.
        world.Provider.Enqueue(Behaviour.Reply(Good));
        await ClassifiedAsync(company, 1);
        world.Provider.CallCount.ShouldBe(1, "one call a job");
        world.Provider.Enqueue(Behaviour.Reply($"```json\n{Good}\n```"));
        await ClassifiedAsync(company, 2);
        world.Provider.Enqueue(Behaviour.Reply("{}"), Behaviour.Reply(Good));
        await ClassifiedAsync(company, 3);
        world.Provider.Default = Behaviour.Reply("{}");
        await ClassifiedAsync(company, 4);

        var metrics = await TestServer.EventuallyAsync(() => MetricsAsync(world), m => m.GetValueOrDefault("""ai_jobs_total{model="rules",provider="builtin",status="success"}""") == 1);
        metrics[$$"""ai_jobs_total{{{ByOpenAi}}status="success"}"""].ShouldBe(3);
        metrics[$$"""ai_jobs_total{{{ByOpenAi}}status="failed"}"""].ShouldBe(0);
        foreach (var bound in (string[])["0.5", "1", "2", "5", "10", "15"])
            metrics.ShouldContainKey($$"""ai_jobs_processing_duration_seconds_bucket{{{ByOpenAi}}le="{{bound}}"}""");
        foreach (var bound in (string[])["30", "60", "+Inf"])
            metrics[$$"""ai_jobs_processing_duration_seconds_bucket{{{ByOpenAi}}le="{{bound}}"}"""].ShouldBe(3, bound);
        foreach (var (rung, count) in ((string, int)[])[("valid", 1), ("repaired", 1), ("retried", 1), ("failed", 1)])
            metrics[$$"""steward_ai_answers_total{rung="{{rung}}",task="q2q.classify"}"""].ShouldBe(count, rung);
        metrics["ai_jobs_validation_pass_rate"].ShouldBe(75);
        metrics[$$"""ai_llm_tokens_total{{{ByOpenAi}}type="prompt"}"""].ShouldBeGreaterThan(0);
        metrics[$$"""ai_llm_tokens_total{{{ByOpenAi}}type="completion"}"""].ShouldBeGreaterThan(0);

        var jobs = (await company.RowsAsync<JobHistory>()).OrderBy(j => j.FinishedAt).ToList();
        jobs.Select(j => (j.Provider, j.Validations, j.ValidationsPassed)).ShouldBe([("openai", 1, 1), ("openai", 1, 1), ("openai", 1, 1), ("builtin", 1, 0)]);
        jobs.Sum(j => j.CostPico).ShouldBe((await company.BalancedLedgerAsync()).Sum(e => e.CostPico), "calls without success included");
        var figures = await TestServer.EventuallyAsync(() => company.GetAsync(Service.Platform, "/v1/jobs/metrics"), f => f.GetProperty("totalJobs").GetInt64() >= 4);
        (figures.GetProperty("validationAttempts").GetInt64(), figures.GetProperty("validationPassRate").GetDouble()).ShouldBe((4, 75));
        figures.GetProperty("providerStats").GetProperty("openai").GetProperty("count").GetInt64().ShouldBe(3);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P037"), Trait("Requirement", "P039")]
    public async Task Failed_job_is_counted_as_failed_with_its_provider_and_each_further_attempt_as_a_retry(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:Route:0=openai"]);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Status(503);
        await company.FeedbackAsync(Text);
        await company.UntilTextsAsync("failed", 1);
        world.Provider.Default = Behaviour.Status(401);
        await company.FeedbackAsync(Text + " Really.");
        await company.UntilTextsAsync("failed", 2);

        var metrics = await TestServer.EventuallyAsync(() => MetricsAsync(world), m => m.GetValueOrDefault($$"""ai_jobs_total{{{ByOpenAi}}status="failed"}""") == 2);
        metrics[$$"""ai_jobs_retry_total{{{ByOpenAi.TrimEnd(',')}}}"""].ShouldBe(2);
        metrics[$$"""ai_jobs_processing_duration_seconds_count{{{ByOpenAi.TrimEnd(',')}}}"""].ShouldBe(2);
        (await company.RowsAsync<JobHistory>()).Where(j => j.State == JobState.Failed).Select(j => (j.Provider, j.Model, j.CostPico)).ShouldBe([("openai", "gpt-4o-mini", 0), ("openai", "gpt-4o-mini", 0)]);
        var errors = (await company.GetAsync(Service.Platform, "/v1/jobs/metrics")).GetProperty("errorStats");
        (errors.GetProperty("total").GetInt64(), errors.GetProperty("byType").GetProperty("unavailable").GetInt64(), errors.GetProperty("byType").GetProperty("auth").GetInt64()).ShouldBe((2, 1, 1));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P011")]
    public async Task Sizes_of_the_queues_of_ai_jobs_are_told_by_status_zero_included(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var metrics = await TestServer.EventuallyAsync(() => MetricsAsync(world), m => m.ContainsKey("""ai_queue_size{status="waiting"}"""));
        foreach (var status in (string[])["waiting", "active", "delayed", "parked"]) metrics[$$"""ai_queue_size{status="{{status}}"}"""].ShouldBe(0, status);
        await TestServer.EventuallyAsync(() => MetricsAsync(world), m => m.GetValueOrDefault("steward_jobs_lease_renewals_total") > 0);
    }

    [Theory, Trait("Requirement", "P006"), Trait("Requirement", "P007")]
    [InlineData("deploy/prometheus/rules/ai-jobs.yml", 7), InlineData("deploy/grafana/dashboards/ai-page-builder.json", 8)]
    public async Task Every_metric_and_label_that_an_alert_or_a_panel_names_is_exported(string file, int metrics)
    {
        await using var world = await World.StartAsync(Database.Sqlite, []);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Good);
        await ClassifiedAsync(company, 1);
        var asked = (await File.ReadAllLinesAsync(Path.Combine(RepoRoot.Find(), file), TestContext.Current.CancellationToken))
            .Where(l => !l.TrimStart().StartsWith('#') && (file.EndsWith(".yml", StringComparison.Ordinal) || l.TrimStart().StartsWith("\"expr\"", StringComparison.Ordinal)));
        var named = Named().Matches(string.Join('\n', asked)).Select(m => (Metric: m.Groups[1].Value, Label: m.Groups[2].Value)).Distinct().ToList();
        named.Select(n => n.Metric).Distinct().Count().ShouldBe(metrics);
        await TestServer.EventuallyAsync(() => MetricsAsync(world), m => named.TrueForAll(n => m.Keys.Any(k =>
            (k == n.Metric || k.StartsWith(n.Metric + "{", StringComparison.Ordinal)) && (n.Label.Length == 0 || k.Contains(n.Label + "=\"", StringComparison.Ordinal)))));
    }

    [GeneratedRegex(@"\b((?:ai|steward)_[a-z_]+)(?:\{([a-z]+)[=!])?")]
    private static partial Regex Named();

    private static async Task ClassifiedAsync(Company company, int count)
    {
        await company.FeedbackAsync($"{Text} It was day {count}.");
        await company.UntilTextsAsync("classified", count);
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(World world)
    {
        using var client = world.Server.Client(Service.Platform);
        var page = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return page.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => (Name: l[..l.LastIndexOf(' ')], Value: l[(l.LastIndexOf(' ') + 1)..]))
            .ToDictionary(l => l.Name, l => double.Parse(l.Value, CultureInfo.InvariantCulture));
    }
}
