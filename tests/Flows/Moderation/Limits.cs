using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Moderation;
using Steward.Moderation.Platforms;
using Steward.Moderation.Inbound;
using Steward.Jobs.Queue;
using Steward.Platform.Http;
using Steward.Platform.Limits;

namespace Flows.Moderation;

/// <summary>Limits, caches, figures, age: what is promised in numbers.</summary>
public sealed class Limits
{
    private static readonly PlatformLimits Small = new(20, 30, 5);

    [Theory, OnBothDatabases]
    public async Task Two_processes_together_stay_within_a_platforms_limit(Database on)
    {
        await using var one = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        await using var two = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"], ConnectionOf = one.Connection });
        var id = Guid.CreateVersion7();
        var waits = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).Services.GetRequiredService<CallRates>().AskAsync(id, Small, TestContext.Current.CancellationToken)));

        waits.Count(w => w == TimeSpan.Zero).ShouldBeInRange(1, 15);
        waits.ShouldAllBe(w => w <= TimeSpan.FromSeconds(61));
        (await one.Services.GetRequiredService<CallRates>().UsedAsync(id, TestContext.Current.CancellationToken)).Minute.ShouldBe(waits.Count(w => w == TimeSpan.Zero));
    }

    [Fact]
    public void No_minute_no_hour_and_no_second_holds_more_than_its_limit()
    {
        var (passed, now, seconds, minutes) = (new List<long>(), 1_764_324_000_000L, "", "");
        for (var i = 0; i < 60_000; i++)
        {
            now += 97;
            var (minute, hour) = (new SlidingWindow(seconds, now), new SlidingWindow(minutes, now, 60_000));
            var wait = new[] { minute.WaitForCall(Small.PerMinute), hour.WaitForCall(Small.PerHour), minute.WaitForCall(Small.Burst, units: 1) }.Max();
            if (wait > TimeSpan.Zero) continue;
            minute.Add();
            hour.Add();
            (seconds, minutes) = (minute.ToString(), hour.ToString());
            passed.Add(now);
        }

        passed.Count.ShouldBeGreaterThan(30);
        foreach (var (span, most) in new[] { (1000L, Small.Burst), (60_000L, Small.PerMinute), (3_600_000L, Small.PerHour) })
            passed.ShouldAllBe(from => passed.Count(p => p >= from && p < from + span) <= most);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "M031")]
    public async Task Same_text_under_the_same_policy_is_looked_at_once(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        world.Provider.Default = Behaviour.Reply("""{"violation":true,"severity":"medium","confidence":0.8,"reasoning":"Rude to somebody."}""");
        var company = await Company.AtAsync(world.Server);
        const string Doubtful = "Everybody says you are a bloody fool";
        string[] doubtful = [Doubtful, "SO MANY CAPITALS IN HERE TODAY", "Ha ha ha ha ha ha ha ha ha ha"];
        foreach (var text in doubtful) await JudgeAsync(company, text);
        var asked = world.Provider.CallCount;
        asked.ShouldBeGreaterThan(0);
        foreach (var text in doubtful) await JudgeAsync(company, text);
        world.Provider.CallCount.ShouldBe(asked);
        (await world.Server.Client(Service.Moderation).GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("moderation_cache_requests_total{cache=\"verdicts\",result=\"hit\"}");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "M043")]
    public async Task Model_is_asked_only_where_the_rules_are_not_sure(Database on)
    {
        await using var world = await World.StartAsync(on, ["Moderation:VerdictMinutes=0"]);
        world.Provider.Default = Behaviour.Reply("""{"violation":false,"severity":"low","confidence":0.9,"reasoning":"Only loud."}""");
        var company = await Company.AtAsync(world.Server);
        (await JudgeAsync(company, Bot.Harmless)).GetProperty("llm_provider").GetString().ShouldBe("rules");
        (await JudgeAsync(company, Bot.Threat)).GetProperty("llm_provider").GetString().ShouldBe("rules");
        world.Provider.CallCount.ShouldBe(0);
        var loud = await JudgeAsync(company, "THIS IS SO LOUD AND THERE ARE SO MANY CAPITALS IN HERE TODAY, ann@example.org");

        (loud.GetProperty("llm_provider").GetString(), world.Provider.CallCount).ShouldBe(("openai", 1));
        loud.GetProperty("reasoning").GetProperty("spam").GetProperty("detected").GetBoolean().ShouldBeFalse();
        world.Provider.Calls[^1].BodyText.ShouldNotContain("ann@example.org");
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().Task.ShouldBe("moderation.judge");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "M030")]
    public async Task Figures_are_kept_for_five_minutes_and_sum_up(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        string[] texts = [Bot.Harmless, Bot.Threat, Bot.Insult];
        foreach (var text in texts) await JudgeAsync(company, text);
        var overview = await company.GetAsync(Service.Moderation, "/api/v1/analytics/overview");
        overview.GetProperty("comments_moderated").GetInt32().ShouldBe(3);
        overview.GetProperty("decisions").EnumerateObject().Sum(p => p.Value.GetInt32()).ShouldBe(3);
        overview.GetProperty("platform_breakdown").GetProperty("webhook").GetInt32().ShouldBe(3);
        await JudgeAsync(company, Bot.Harmless);
        (await company.GetAsync(Service.Moderation, "/api/v1/analytics/overview")).GetProperty("comments_moderated").GetInt32().ShouldBeInRange(3, 4);
        (await company.GetAsync(Service.Moderation, "/api/v1/analytics/platform/reddit")).GetProperty("comments_moderated").GetInt32().ShouldBe(0);
        await company.GetAsync(Service.Moderation, "/api/v1/analytics/platform/medium", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "M033")]
    public async Task Comments_go_after_ninety_days_but_for_those_that_wait_for_a_person(Database on)
    {
        await using var bot = await Bot.OnAsync(on);
        foreach (var (id, text) in new[] { ("old", Bot.Harmless), ("waits", Bot.Insult), ("young", Bot.Harmless) }) await bot.TellAsync(id, text, id);
        await bot.UntilAsync("waits", c => c.Status == "hidden");
        foreach (var id in new[] { "old", "young" }) await bot.UntilJudgedAsync(id);
        await bot.Company.ExecuteAsync("UPDATE moderation_comments SET received_at = @at WHERE tenant_id = @Id AND external_id <> 'young'",
            new { at = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-91), bot.Company.Id });
        await bot.Company.Server.Services.GetRequiredService<JobWriter>().EnqueueAsync(Guid.Empty, new PruneComments(default), null, TestContext.Current.CancellationToken);
        await TestServer.EventuallyAsync(bot.Company.RowsAsync<Comment>, rows => rows.Count == 2);

        (await bot.Company.RowsAsync<Comment>()).Select(c => c.ExternalId).Order().ShouldBe(["waits", "young"]);
    }

    private static Task<JsonElement> JudgeAsync(Company company, string text) => company.PostAsync(Service.Moderation, "/api/v1/moderate/comment",
        new { platform = "webhook", comment_id = Guid.NewGuid().ToString(), comment_text = text, user_id = Guid.NewGuid().ToString() });
}
