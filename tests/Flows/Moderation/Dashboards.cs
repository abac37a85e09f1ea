using System.Globalization;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>The moderation bot's dashboards on a server that works, read by a real Prometheus.</summary>
public sealed class Dashboards
{
    private static readonly string Folder = Path.Combine(RepoRoot.Find(), "deploy", "grafana", "dashboards");

    [Fact, Trait("Speed", "Slow"), Trait("Requirement", "M001"), Trait("Requirement", "M002"), Trait("Requirement", "M003"), Trait("Requirement", "M004"), Trait("Requirement", "M005"), Trait("Requirement", "M006"),
        Trait("Requirement", "M008")]
    public async Task Every_panel_has_data_on_a_server_that_moderates()
    {
        Assert.SkipUnless(PrivatePrometheus.Available, "Prometheus is not installed");
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var bot = await Bot.OnAsync(Database.Postgres, settings: ["Moderation:FigureMinutes=5"]);
        await using var receiver = await WebhookReceiver.StartAsync();
        await bot.PostAsync("/webhooks/webhook", new { webhook_url = receiver.Address, secret = Bot.Secret }, System.Net.HttpStatusCode.Created);
        using var metrics = bot.Company.Server.Client(Service.Platform);
        await using var prometheus = await PrivatePrometheus.StartAsync(metrics.BaseAddress!);
        var asked = Directory.EnumerateFiles(Folder, "moderation-*.json").SelectMany(Asked).ToList();
        asked.Count.ShouldBe(26);
        // A rate needs two looks at a counter: the series exist after the first round, what follows is seen.
        await RoundAsync(bot, 1);
        await TestServer.EventuallyAsync(() => prometheus.QueryAsync("moderation_actions_total", Ct), s => s.Count > 0);
        for (var round = 2; round <= 3; round++) await RoundAsync(bot, round);
        // No job of this server fails for good.
        var without = asked.Where(a => a.Name != "Errors: Jobs that died A").ToList();
        await TestServer.EventuallyAsync(async () =>
        {
            foreach (var panel in without.ToList())
                if (await prometheus.QueryAsync(panel.Expression, Ct) is { Count: > 0 } series && series.Values.All(v => v != "NaN")) without.Remove(panel);
            return string.Join(", ", without.Select(w => w.Name));
        }, names => names.Length == 0, seconds: 60);

        async Task<double> ValueAsync(string name) => double.Parse((await prometheus.QueryAsync(asked.Single(a => a.Name == name).Expression, Ct)).ShouldHaveSingleItem().Value, CultureInfo.InvariantCulture);
        (await ValueAsync("Overview: Requests A")).ShouldBeGreaterThan(0);
        (await ValueAsync("Errors: Failed answers A")).ShouldBe(0);
        (await ValueAsync("Platform Integration: Success of calls A")).ShouldBeInRange(1, 99);
        (await ValueAsync("Overview: Processes A")).ShouldBe(1);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // What goes well, what does not, and what is looked up again.
    private static async Task RoundAsync(Bot bot, int round)
    {
        await bot.TellAsync($"good-{round}", Bot.Harmless, $"good-{round}");
        await bot.TellAsync($"bad-{round}", Bot.Insult, $"bad-{round}");
        await bot.UntilAsync($"bad-{round}", c => c.Status == "hidden");
        await bot.UntilJudgedAsync($"good-{round}");
        bot.Platform.Enqueue(Behaviour.Status(503));
        await bot.PostAsync($"/comments/{(await bot.UntilJudgedAsync($"good-{round}")).Id}/decision", new { action = "pin", note = "Look." });
        await bot.SendAsync("{}", signature: new string('0', 64));
        await bot.Company.With("ck_live_0123456789abcdef").GetAsync(Service.Moderation, "/api/v1/platforms", System.Net.HttpStatusCode.Unauthorized);
        await bot.GetAsync("/analytics/overview");
        await bot.GetAsync("/analytics/overview");
    }

    private static IEnumerable<(string Name, string Expression)> Asked(string file)
    {
        var board = JsonElement.Parse(File.ReadAllText(file));
        var title = board.GetProperty("title").GetString()!["Moderation Bot - ".Length..];
        return from panel in board.GetProperty("panels").EnumerateArray()
               from target in panel.GetProperty("targets").EnumerateArray()
               select ($"{title}: {panel.GetProperty("title").GetString()} {target.GetProperty("refId").GetString()}", target.GetProperty("expr").GetString()!);
    }
}
