using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>The dashboard's panels on a server that works, read by a real Prometheus.</summary>
public sealed class DashboardData
{
    private static readonly string Good = Q2QAnswer.Confident("I feel confident").Json();

    [Fact, Trait("Speed", "Slow"), Trait("Requirement", "P006"), Trait("Requirement", "P007"), Trait("Requirement", "P009"), Trait("Requirement", "P010"), Trait("Requirement", "P011")]
    public async Task Every_panel_has_data_after_a_few_jobs_and_no_ratio_without_one()
    {
        Assert.SkipUnless(PrivatePrometheus.Available, "Prometheus is not installed");
        await using var world = await World.StartAsync(Database.Sqlite, ["Gateway:Route:0=openai"]);
        var company = await Company.AtAsync(world.Server);
        using var metrics = world.Server.Client(Service.Platform);
        await using var prometheus = await PrivatePrometheus.StartAsync(metrics.BaseAddress!);
        var asked = Asked();
        asked.Count.ShouldBe(12);
        await TestServer.EventuallyAsync(() => prometheus.QueryAsync("ai_queue_size", Ct), s => s.Count > 0);
        foreach (var (name, expression) in asked.Where(a => !a.Name.StartsWith("Queue", StringComparison.Ordinal))) (await prometheus.QueryAsync(expression, Ct)).ShouldBeEmpty(name);

        // A rate needs two looks at a counter: the series exist after the first job, what follows is seen.
        world.Provider.Default = Behaviour.Reply(Good);
        await ClassifiedAsync(company, 1);
        await TestServer.EventuallyAsync(() => prometheus.QueryAsync("ai_jobs_processing_duration_seconds_count", Ct), s => s.Count > 0);
        await ClassifiedAsync(company, 2);
        await ClassifiedAsync(company, 3);
        world.Provider.Default = Behaviour.Status(401);
        await company.FeedbackAsync("I feel confident when I speak, at last.");
        await company.UntilTextsAsync("failed", 1);
        foreach (var (name, expression) in asked)
            (await TestServer.EventuallyAsync(() => prometheus.QueryAsync(expression, Ct), s => s.Count > 0 && s.Values.All(v => v != "NaN"))).ShouldNotBeEmpty(name);
        // Two of the three jobs that it saw end went well; a rate reaches a little beyond what it has seen.
        var success = (await prometheus.QueryAsync(asked.Single(a => a.Name == "Success rate A").Expression, Ct)).ShouldHaveSingleItem();
        double.Parse(success.Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(50, 85);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task ClassifiedAsync(Company company, int count)
    {
        await company.FeedbackAsync($"I feel confident when I speak. It was day {count}.");
        await company.UntilTextsAsync("classified", count);
    }

    private static List<(string Name, string Expression)> Asked()
    {
        var board = JsonElement.Parse(File.ReadAllText(Path.Combine(RepoRoot.Find(), "deploy/grafana/dashboards/ai-page-builder.json")));
        return [.. from panel in board.GetProperty("panels").EnumerateArray()
                   from target in panel.GetProperty("targets").EnumerateArray()
                   select ($"{panel.GetProperty("title").GetString()} {target.GetProperty("refId").GetString()}", target.GetProperty("expr").GetString()!)];
    }
}
