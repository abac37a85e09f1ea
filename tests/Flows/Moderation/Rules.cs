using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Moderation;

/// <summary>Rules of tenants: their order, their tests, how often they are right.</summary>
public sealed class Rules
{
    [Theory, OnBothDatabases]
    public async Task Rule_decides_from_when_it_is_live_and_a_shadow_only_watches(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var rule = await AddAsync(company, new { name = "Crypto", state = "shadow", rule = new { severity = "medium", keywords = (string[])["free crypto"] } });
        var watched = await JudgeAsync(company, "Get FREE-crypto, or free crypto, now");
        watched.Action.ShouldBe("approve");
        watched.Rules.ShouldBe([rule]);

        (await company.SendAsync(HttpMethod.Put, Service.Moderation, $"/api/v1/rules/{rule}", new { name = "Crypto", state = "live", rule = new { severity = "medium", keywords = (string[])["free crypto"] } },
            ("If-Match", "\"7\""))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        await company.PutAsync(Service.Moderation, $"/api/v1/rules/{rule}", new { name = "Crypto", state = "live", rule = new { severity = "medium", keywords = (string[])["free crypto"] } });
        (await JudgeAsync(company, "Get free crypto now")).Action.ShouldBe("hide");
        (await JudgeAsync(company, "I study cryptography, it is free")).Action.ShouldBe("approve");
    }

    [Theory, OnBothDatabases]
    public async Task Platform_rules_come_first_and_what_is_critical_cannot_be_overridden(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await AddAsync(company, new { name = "Sports", platform = "reddit", state = "live", rule = new { severity = "low", action = "allow", keywords = (string[])["kill", "bastards"] } });
        const string Rude = "FUCK this shit, you fucking bastards";
        (await JudgeAsync(company, Rude, "reddit")).Action.ShouldBe("approve");
        (await JudgeAsync(company, Rude, "youtube")).Action.ShouldBe("hide");
        (await JudgeAsync(company, "I will kill you and your family", "reddit")).Action.ShouldBe("delete");
    }

    [Theory, OnBothDatabases]
    public async Task Live_rule_is_refused_unless_its_own_tests_pass(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var wrong = await company.PostAsync(Service.Moderation, "/api/v1/rules", new
        {
            name = "Lamps", state = "live", rule = new { severity = "low", pattern = "lamps?", tests = new { must_hit = (string[])["A lamp", "A candle"], must_not_hit = (string[])["Clamps are useful"] } },
        }, HttpStatusCode.BadRequest);
        wrong.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe(["/rule/tests/must_hit/1", "/rule/tests/must_not_hit/0"]);
        wrong.GetProperty("error").GetProperty("code").GetString().ShouldBe("VALIDATION");
        foreach (var (bad, pointer) in new (object, string)[]
        {
            (new { severity = "grave", keywords = (string[])["a"] }, "/severity"), (new { severity = "low" }, ""), (new { severity = "low", pattern = "(a)\\1" }, "/pattern"),
            (new { severity = "low", keywords = (string[])[""] }, "/keywords/0"), (new { severity = "low", action = "reply", min_links = 1 }, "/reply_text"),
        })
        {
            var refused = await company.PostAsync(Service.Moderation, "/api/v1/rules", new { name = "Bad", state = "live", rule = bad }, HttpStatusCode.BadRequest);
            refused.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
        }

        (await company.PostAsync(Service.Moderation, "/api/v1/rules", new { name = "Pins", platform = "reddit", rule = new { severity = "low", action = "pin", min_likes = 100 } }, HttpStatusCode.BadRequest))
            .GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("unsupported");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "M028")]
    public async Task What_people_say_of_verdicts_becomes_the_rates_of_each_rule(Database on)
    {
        await using var bot = await Bot.OnAsync(on, settings: ["Moderation:FigureMinutes=0"]);
        for (var i = 0; i < 4; i++) await bot.TellAsync($"c-{i}", $"{i} FUCK this shit, you fucking bastards {i}", $"author-{i}");
        var comments = new List<Guid>();
        for (var i = 0; i < 4; i++) comments.Add((await bot.UntilAsync($"c-{i}", c => c.Status == "hidden")).Id);
        await bot.PostAsync($"/comments/{comments[0]}/decision", new { action = "allow" }, HttpStatusCode.BadRequest);
        await bot.PostAsync($"/comments/{comments[0]}/decision", new { action = "allow", note = "A quotation." });
        for (var i = 1; i < 4; i++) await bot.PostAsync($"/comments/{comments[i]}/feedback", new { kind = "correct" });
        await bot.PostAsync($"/comments/{comments[3]}/feedback", new { kind = "false_negative", rule_id = "system-harassment" });

        var rules = (await bot.GetAsync("/analytics/rules/performance")).GetProperty("rule_performance").EnumerateArray().ToDictionary(r => r.GetProperty("rule_id").GetString()!);
        var profanity = rules["system-profanity"];
        (profanity.GetProperty("triggered_count").GetInt32(), profanity.GetProperty("judged").GetInt32(), profanity.GetProperty("false_positive_rate").GetDouble()).ShouldBe((4, 4, .25));
        rules["system-harassment"].GetProperty("false_negative_rate").GetDouble().ShouldBe(1);
        (await bot.UntilAsync("c-0", c => c.Status == "approved")).DueAt.ShouldBeNull();
        bot.Platform.Done.ShouldContain("allow c-0");
    }

    /// <summary>Two servers on one database, as two processes are: what one remembers, the other changes.</summary>
    [Theory, OnBothDatabases, Trait("Requirement", "M031")]
    public async Task Rules_are_read_once_and_a_change_counts_at_once_in_every_process(Database on)
    {
        await using var one = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        await using var two = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"], ConnectionOf = one.Connection });
        var here = await Company.AtAsync(one);
        var there = here.At(two);
        for (var i = 0; i < 4; i++) (await JudgeAsync(here, $"Number {i}: a lamp")).Action.ShouldBe("approve");
        (await LooksAsync(one)).ShouldBe((Hits: 3, Misses: 1));
        var rule = await AddAsync(there, new { name = "Lamps", state = "live", rule = new { severity = "medium", keywords = (string[])["lamp"] } });
        (await JudgeAsync(here, "Number 5: a lamp")).Action.ShouldBe("hide");
        (await LooksAsync(one)).ShouldBe((Hits: 3, Misses: 2));
        await there.PutAsync(Service.Moderation, $"/api/v1/rules/{rule}", new { name = "Lamps", state = "live", rule = new { severity = "medium", keywords = (string[])["candle"] } });
        (await JudgeAsync(here, "Number 6: a lamp")).Action.ShouldBe("approve");
        (await JudgeAsync(here, "Number 7: a candle")).Action.ShouldBe("hide");
        (await there.SendAsync(HttpMethod.Delete, Service.Moderation, $"/api/v1/rules/{rule}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await JudgeAsync(here, "Number 8: a candle")).Action.ShouldBe("approve");
        (await LooksAsync(one)).ShouldBe((Hits: 4, Misses: 4));
    }

    private static async Task<(int Hits, int Misses)> LooksAsync(TestServer server)
    {
        var lines = (await server.Client(Service.Moderation).GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
        int Of(string result) => lines.Where(l => l.StartsWith($"moderation_cache_requests_total{{cache=\"rules\",result=\"{result}\"}} ", StringComparison.Ordinal)).Select(l => int.Parse(l.Split(' ')[^1])).SingleOrDefault();
        return (Of("hit"), Of("miss"));
    }

    private static async Task<string> AddAsync(Company company, object rule) =>
        (await company.PostAsync(Service.Moderation, "/api/v1/rules", rule, HttpStatusCode.Created)).GetProperty("id").GetString()!;

    private static async Task<(string Action, string[] Rules)> JudgeAsync(Company company, string text, string platform = "webhook")
    {
        var said = await company.PostAsync(Service.Moderation, "/api/v1/moderate/comment", new { platform, comment_id = Guid.NewGuid().ToString(), comment_text = text, user_id = Guid.NewGuid().ToString() });
        return (said.GetProperty("action").GetString()!, [.. said.GetProperty("violations").EnumerateArray().Select(v => v.GetProperty("rule_id").GetString()!)]);
    }
}
