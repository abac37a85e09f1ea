using System.Text.Json;
using System.Text.RegularExpressions;

namespace Steward.Observability.Tests.Alerts;

/// <summary>The dashboard for Grafana: its panels, and what each asks Prometheus.</summary>
public sealed partial class Dashboard
{
    private static readonly string Grafana = Path.Combine(RepoRoot.Find(), "deploy", "grafana");
    private static readonly JsonElement Board = JsonElement.Parse(File.ReadAllText(Path.Combine(Grafana, "dashboards", "ai-page-builder.json")));

    // Ten jobs in half a minute, nine of them well; a job of 4 s on average; three retries; answers of which one in five cannot be used.
    private static readonly (string Series, string Values)[] Busy =
    [
        ("""ai_jobs_total{provider="openai",model="gpt-4o",status="success"}""", "0+9x60"),
        ("""ai_jobs_total{provider="openai",model="gpt-4o",status="failed"}""", "0+1x60"),
        ("""ai_jobs_processing_duration_seconds_bucket{provider="openai",model="gpt-4o",le="2"}""", "0x60"),
        ("""ai_jobs_processing_duration_seconds_bucket{provider="openai",model="gpt-4o",le="4"}""", "0+10x60"),
        ("""ai_jobs_processing_duration_seconds_bucket{provider="openai",model="gpt-4o",le="+Inf"}""", "0+10x60"),
        ("""ai_jobs_processing_duration_seconds_count{provider="openai",model="gpt-4o"}""", "0+10x60"),
        ("""ai_queue_size{status="waiting",instance="a"}""", "7x60"),
        ("""ai_queue_size{status="waiting",instance="b"}""", "7x60"),
        ("""steward_ai_answers_total{task="pages.generate",rung="valid"}""", "0+3x60"),
        ("""steward_ai_answers_total{task="pages.generate",rung="repaired"}""", "0+1x60"),
        ("""steward_ai_answers_total{task="pages.generate",rung="failed"}""", "0+1x60"),
        ("""ai_jobs_validation_pass_rate{instance="a"}""", "80x60"),
        ("""ai_llm_tokens_total{provider="openai",model="gpt-4o",type="prompt"}""", "0+100x60"),
        ("""ai_jobs_retry_total{provider="openai",model="gpt-4o"}""", "0+3x60"),
    ];

    private static readonly Dictionary<string, (string Labels, double Value)[]> WhenBusy = new()
    {
        ["Job rate A"] = [("""{status="success"}""", 0.3), ("""{status="failed"}""", 1.0 / 30)],
        ["Success rate A"] = [("{}", 90)],
        ["Processing time A"] = [("{}", 3)],
        ["Processing time B"] = [("{}", 3.9)],
        ["Processing time C"] = [("{}", 3.98)],
        ["Processing time D"] = [("""{provider="openai"}""", 3.9)],
        ["Queue A"] = [("""{status="waiting"}""", 7)],
        ["Jobs by provider A"] = [("""{provider="openai",status="success"}""", 0.3), ("""{provider="openai",status="failed"}""", 1.0 / 30)],
        ["Validation pass rate A"] = [("{}", 80)],
        ["Validation pass rate B"] = [("""{instance="a"}""", 80)],
        ["Tokens an hour A"] = [("""{provider="openai",type="prompt"}""", 6000)],
        ["Retries A"] = [("""{provider="openai"}""", 0.1)],
    };

    private static readonly (string File, string Title)[] Bot = [("actions", "Moderation"), ("errors", "Errors"), ("overview", "Overview"), ("performance", "Performance"), ("platforms", "Platform Integration")];

    [Fact, Trait("Requirement", "P007")]
    public void The_operations_dashboard_has_eight_panels_with_their_limits()
    {
        Board.GetProperty("title").GetString().ShouldBe("AI Page Builder - Operations Dashboard");
        Panels().Select(p => p.GetProperty("title").GetString()).ShouldBe(
            ["Job rate", "Success rate", "Processing time", "Queue", "Jobs by provider", "Validation pass rate", "Tokens an hour", "Retries"]);
        foreach (var (title, limits) in ((string, double[])[])[("Success rate", [90, 95]), ("Processing time", [10, 15]), ("Queue", [100, 500]), ("Validation pass rate", [80, 95])])
            Panels().Single(p => p.GetProperty("title").GetString() == title).GetProperty("fieldConfig").GetProperty("defaults").GetProperty("thresholds").GetProperty("steps")
                .EnumerateArray().Skip(1).Select(s => s.GetProperty("value").GetDouble()).ShouldBe(limits, title);
        Panels().Select(p => p.GetProperty("gridPos").GetRawText()).ShouldBeUnique("one panel covers another");
        Panels().Select(p => p.GetProperty("id").GetInt32()).ShouldBeUnique();
    }

    [Fact, Trait("Requirement", "P001"), Trait("Requirement", "P007"), Trait("Requirement", "M007"), Trait("Requirement", "M008")]
    public void Grafana_finds_the_dashboard_and_the_prometheus_that_it_asks()
    {
        var source = File.ReadAllText(Path.Combine(Grafana, "provisioning", "datasources", "prometheus.yml"));
        source.ShouldContain("url: http://127.0.0.1:9090\n");
        var asked = Source().Matches(Board.GetRawText()).Select(m => m.Groups[1].Value).Distinct().ShouldHaveSingleItem();
        source.ShouldContain($"    uid: {asked}\n");
        File.ReadAllText(Path.Combine(Grafana, "grafana.ini")).ShouldContain("\nhttp_port = 3001\n");
        var folder = Folder().Match(File.ReadAllText(Path.Combine(Grafana, "provisioning", "dashboards", "steward.yml"))).Groups[1].Value;
        Directory.EnumerateFiles(Path.Combine(RepoRoot.Find(), "deploy", folder), "*.json").Select(Path.GetFileName).Order().ShouldBe(["ai-page-builder.json", .. Bot.Select(b => $"moderation-{b.File}.json")]);
        foreach (var (file, title) in Bot)
        {
            var board = File.ReadAllText(Path.Combine(Grafana, "dashboards", $"moderation-{file}.json"));
            JsonElement.Parse(board).GetProperty("title").GetString().ShouldBe("Moderation Bot - " + title);
            Source().Matches(board).Select(m => m.Groups[1].Value).Distinct().ShouldBe([asked]);
        }

        File.ReadAllText(Path.Combine(RepoRoot.Find(), "deploy", "prometheus", "prometheus.yml")).ShouldContain("targets: [127.0.0.1:9093]");
    }

    [Fact, Trait("Requirement", "P007"), Trait("Requirement", "P009"), Trait("Requirement", "P010"), Trait("Requirement", "P011"), Trait("Requirement", "P012")]
    public async Task Every_panel_shows_the_number_it_promises_and_nothing_while_no_job_runs()
    {
        WhenBusy.Keys.ShouldBe(Asked().Select(a => a.Name), ignoreOrder: true);
        // In millionths: rates are not exact.
        var busy = Asked().Select(a => new Expected($"round(1e6 * ({a.Expression}))", [.. WhenBusy[a.Name].Select(v => new Sample(v.Labels, Math.Round(v.Value * 1e6)))]));
        // Counters that stand still: a rate of 0 divided by a rate of 0.
        var idle = Asked().Where(a => a.Name is "Success rate A" or "Validation pass rate A" || a.Name.StartsWith("Processing time", StringComparison.Ordinal)).ToList();
        idle.Count.ShouldBe(6);
        await TestAsync(
            new { interval = "30s", input_series = Busy.Select(s => new { series = s.Series, values = s.Values }), promql_expr_test = busy.Select(Written) },
            new
            {
                interval = "30s", input_series = Busy.Select(s => new { series = s.Series, values = s.Values.Split('+', 'x')[0] + "x60" }),
                promql_expr_test = idle.Select(a => Written(new Expected(a.Expression, []))),
            },
            new { interval = "30s", input_series = Array.Empty<object>(), promql_expr_test = Asked().Select(a => Written(new Expected(a.Expression, []))) });
    }

    private static IEnumerable<JsonElement> Panels() => Board.GetProperty("panels").EnumerateArray();

    private static IEnumerable<(string Name, string Expression)> Asked() =>
        from panel in Panels()
        from target in panel.GetProperty("targets").EnumerateArray()
        select ($"{panel.GetProperty("title").GetString()} {target.GetProperty("refId").GetString()}", target.GetProperty("expr").GetString()!);

    private static object Written(Expected expected) => new
    {
        expr = expected.Expression, eval_time = "30m", exp_samples = expected.Samples.Select(s => new { labels = s.Labels, value = s.Value }),
    };

    // JSON is YAML.
    private static async Task TestAsync(params object[] tests)
    {
        if (!File.Exists("/usr/bin/promtool")) Assert.Skip("promtool is not installed");
        var file = Path.Combine(Path.GetTempPath(), $"steward-dashboard-{Guid.NewGuid():N}.yml");
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { evaluation_interval = "30s", tests }), TestContext.Current.CancellationToken);
            (await Command.RunAsync(["promtool", "test", "rules", file], TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldContain("SUCCESS");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Sample(string Labels, double Value);

    private sealed record Expected(string Expression, Sample[] Samples);

    [GeneratedRegex("\"uid\": \"([^\"]+)\"\\s*}")]
    private static partial Regex Source();

    [GeneratedRegex(@"path: \$\{STEWARD_DEPLOY\}/(\S+)")]
    private static partial Regex Folder();
}
