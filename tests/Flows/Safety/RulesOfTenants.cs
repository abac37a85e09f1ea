using System.Net;
using System.Text.Json;
using Steward.Gateway;
using Steward.Platform.Http;
using Steward.Safety;
using Steward.Safety.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Flows.Safety;

/// <summary>Rules that tenants write.</summary>
public sealed class RulesOfTenants
{
    private static readonly object Competitor = new
    {
        name = "Competitor", action = "hold", when = new { words = new[] { "Acme" } },
        tests = new object[] { new { text = "Buy it at ACME!", hit = true }, new { text = "Acmes are a plant.", hit = false } },
    };

    [Theory, OnBothDatabases]
    public async Task Rule_goes_from_draft_by_shadow_to_live_and_its_confidence_is_what_reviewers_make_of_its_hits(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var rule = (await company.DoAsync("rules", Competitor, HttpStatusCode.Created)).Text("id");
        (await company.ScreenAsync("a", "Better at Acme.")).GetProperty("safe").GetBoolean().ShouldBeTrue();
        (await MoveAsync(company, rule, "shadow")).Text("state").ShouldBe("shadow");
        var shadow = await company.ScreenAsync("b", "Better at Acme.");
        (shadow.GetProperty("safe").GetBoolean(), shadow.GetProperty("flags").GetArrayLength()).ShouldBe((true, 0));
        await company.ScreenAsync("b", "Better at Acme.");
        (await company.AskAsync($"rules/{rule}")).Number("hits").ShouldBe(1, "a text counts once");
        (await company.RowsAsync<SafetyFlag>()).ShouldBeEmpty("a text without a flag is not kept");

        await MoveAsync(company, rule, "live");
        var live = await company.ScreenAsync("c", "Better at Acme.");
        live.GetProperty("safe").GetBoolean().ShouldBeFalse();
        live.Text("reason").ShouldBe("rule");
        var flag = live.GetProperty("flags")[0];
        (flag.Text("type"), flag.Text("reason"), flag.GetProperty("confidence").GetDouble()).ShouldBe(("rule", "Competitor", .5));
        (flag.GetProperty("spans")[0].Number("start"), flag.GetProperty("spans")[0].Number("length")).ShouldBe((10, 4));
        var item = (await company.AskAsync($"queue?ruleId={rule}")).GetProperty("items")[0].GetProperty("queueItem").Text("id");
        await company.DoAsync($"queue/{item}/review", new { uphold = true });
        var precision = (await company.AskAsync("rules")).GetProperty("rules")[0].GetProperty("precision");
        (precision.Number("count"), precision.Number("of"), precision.GetProperty("mean").GetDouble()).ShouldBe((1, 1, .667));
        // Beta(2, 1): the square roots of .025 and .975.
        (precision.GetProperty("low").GetDouble(), precision.GetProperty("high").GetDouble()).ShouldBe((.158, .987));
        await MoveAsync(company, rule, "retired");
        (await company.ScreenAsync("d", "Better at Acme.")).GetProperty("safe").GetBoolean().ShouldBeTrue();
        (await company.GetAsync(Service.Platform, "/v1/audit?action=rule.live")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Phrases_are_found_whatever_parts_their_words_and_never_across_a_gap(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var rule = (await company.DoAsync("rules", new
        {
            name = "Offers", action = "hold", when = new { words = new[] { "win a prize", "Prize", "free of charge today" } },
            tests = new[]
            {
                new { text = "WIN a - prize!", hit = true }, new { text = "It is free of\ncharge, today", hit = true }, new { text = "Win\u00a0a\u00a0car. A price.", hit = false },
                new { text = "free of charge", hit = false }, new { text = "Free of charge      today", hit = false },
            },
        }, HttpStatusCode.Created)).Text("id");
        await MoveAsync(company, rule, "live");
        var held = await company.ScreenAsync("a", "Come and win a prize now");
        held.GetProperty("flags")[0].GetProperty("spans").EnumerateArray().Select(s => (s.Number("start"), s.Number("length"))).ShouldBe([(9, 11), (15, 5)]);
        foreach (var (words, match, pointer) in new (string[], string?, string)[] { (["a  b"], null, "/when/words/0"), (["a b c d e f g"], null, "/when/words/0"), (["a b"], "prefix", "/when/match") })
            (await company.DoAsync("rules", new { name = "x", action = "hold", when = new { words, match } }, HttpStatusCode.BadRequest)).GetProperty("errors")[0].Text("pointer").ShouldBe(pointer);
    }

    [Theory, OnBothDatabases]
    public async Task Who_writes_a_rule_is_shown_the_innocent_words_that_it_would_hit(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        (await company.DoAsync("rules", Competitor, HttpStatusCode.Created)).GetProperty("innocentHits").GetArrayLength().ShouldBe(0);
        var wide = await company.DoAsync("rules", new
        {
            name = "Wide", action = "hold",
            when = new { all = new object[] { new { words = new[] { "thei" }, match = "prefix" }, new { not = new { words = new[] { "and" } } } } },
        }, HttpStatusCode.Created);
        var hit = wide.GetProperty("innocentHits").EnumerateArray().ShouldHaveSingleItem();
        (hit.Text("word"), hit.GetProperty("examples")[0].GetString()).ShouldBe(("their", "their"));
        hit.Number("hits").ShouldBeGreaterThan(1, "pairs, too");
        (await company.DoAsync($"rules/{wide.Text("id")}/test")).GetProperty("innocentHits")[0].Text("word").ShouldBe("their");
    }

    [Theory, OnBothDatabases]
    public async Task Rule_whose_tests_fail_does_not_act(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var rule = (await company.DoAsync("rules", new
        {
            name = "Prefix", action = "review", when = new { words = new[] { "spam" }, match = "prefix" },
            tests = new[] { new { text = "Spammers!", hit = true }, new { text = "Spamalot is a play.", hit = false } },
        }, HttpStatusCode.Created)).Text("id");
        var refused = await company.DoAsync($"rules/{rule}/state", new { state = "live" }, HttpStatusCode.Conflict);

        refused.Text("code").ShouldBe("tests_failed");
        refused.GetProperty("outcomes").EnumerateArray().Select(o => o.Text("outcome")).ShouldBe(["passed", "failed"]);
        (await company.DoAsync($"rules/{rule}/test")).GetProperty("passed").GetBoolean().ShouldBeFalse();
        var bare = (await company.DoAsync("rules", new { name = "Bare", action = "review", when = new { flag = "spam" } }, HttpStatusCode.Created)).Text("id");
        (await company.RefusedAsync($"rules/{bare}/state", new { state = "shadow" })).ShouldBe("tests_failed", "a rule without a test was never seen to hit");
        (await company.RefusedAsync("rules", new { name = "Bare", action = "review", when = new { flag = "spam" } })).ShouldBe("name_taken");
    }

    [Theory, OnBothDatabases]
    public async Task Conditions_are_combined_and_what_is_not_known_is_neither_true_nor_false(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        async Task<string?> OutcomeAsync(object when, string text, string contentType = "comment", string? locale = null)
        {
            var rule = (await company.DoAsync("rules", new { name = $"r-{Guid.NewGuid()}", action = "review", when, tests = new[] { new { text, hit = true, contentType, locale } } }, HttpStatusCode.Created)).Text("id");
            return (await company.DoAsync($"rules/{rule}/test")).GetProperty("outcomes")[0].Text("outcome");
        }

        var (profane, foreign) = (new { flag = "profanity", atLeast = .55 }, new { not = new { languages = new[] { "en" } } });
        (await OutcomeAsync(profane, Flagged.Mild)).ShouldBe("passed");
        (await OutcomeAsync(new { flag = "profanity", atLeast = .65 }, Flagged.Mild)).ShouldBe("failed");
        (await OutcomeAsync(new { category = "violence" }, "I will kill you and your family.")).ShouldBe("passed");
        (await OutcomeAsync(new { category = "self_harm" }, "I will kill you and your family.")).ShouldBe("failed");
        (await OutcomeAsync(new { words = new[] { "ology" }, match = "suffix" }, "Psychology, I guess")).ShouldBe("passed");
        (await OutcomeAsync(new { all = new object[] { profane, new { contentTypes = new[] { "review" } } } }, Flagged.Mild)).ShouldBe("failed");
        (await OutcomeAsync(new { all = new object[] { profane, new { contentTypes = new[] { "review" } } } }, Flagged.Mild, "review")).ShouldBe("passed");
        (await OutcomeAsync(foreign, "Jeg er veldig glad i dette.", locale: "nb-NO")).ShouldBe("passed");
        (await OutcomeAsync(foreign, "何もない", locale: "ja")).ShouldBe("unknown");
        (await OutcomeAsync(new { any = new object[] { foreign, new { words = new[] { "mille" } } } }, "mille", locale: "fr")).ShouldBe("passed", "what is known suffices");
    }

    [Theory, OnBothDatabases]
    public async Task Rule_that_passes_lets_through_what_was_found_and_one_that_holds_wins(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await LiveAsync(company, new { name = "Mild words", action = "pass", when = new { words = new[] { "damn" } }, tests = new[] { new { text = "Damn!", hit = true } } });
        var passed = await company.ScreenAsync("a", Flagged.Mild);
        (passed.GetProperty("safe").GetBoolean(), passed.GetProperty("requiresReview").GetBoolean(), passed.GetProperty("flags").GetArrayLength()).ShouldBe((true, false, 1));
        await LiveAsync(company, Competitor);
        (await company.ScreenAsync("b", "Damn, go to Acme.")).GetProperty("safe").GetBoolean().ShouldBeFalse();
        (await company.AskAsync("queue")).Number("count").ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Back_test_tells_what_a_rule_would_have_made_of_the_flagged_texts(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await company.DoAsync($"queue/{(await company.FlagAsync("a", "Oh damn, this train.")).Item}/review", new { uphold = true });
        await company.DoAsync($"queue/{(await company.FlagAsync("b", "That damn train again.")).Item}/dismiss");
        await company.FlagAsync("c", "A damn train.");
        await company.FlagAsync("d", Flagged.Strong);
        var rule = (await company.DoAsync("rules", new { name = "Trains", action = "pass", when = new { words = new[] { "train" } } }, HttpStatusCode.Created)).Text("id");
        var back = await company.DoAsync($"rules/{rule}/backtest?days=7");

        (back.Number("examined"), back.Number("hits"), back.Number("changed"), back.Number("erased"), back.Number("unknown")).ShouldBe((4, 3, 3, 0, 0));
        (back.GetProperty("precision").Number("count"), back.GetProperty("precision").Number("of")).ShouldBe((1, 2));
        back.GetProperty("flags").GetArrayLength().ShouldBe(3);
        await company.DoAsync($"rules/{rule}/backtest?days=0", null, HttpStatusCode.BadRequest);
        await (await Company.AtAsync(company.Server)).DoAsync($"rules/{rule}/backtest", null, HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_rules_are_refused_with_pointers(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        object Deep(int depth) => depth == 0 ? new { flag = "spam" } : new { not = Deep(depth - 1) };
        foreach (var (pointer, body) in new (string, object)[]
        {
            ("/name", new { action = "hold", when = new { flag = "spam" } }), ("/action", new { name = "x", action = "delete", when = new { flag = "spam" } }),
            ("/when", new { name = "x", action = "hold" }), ("/when", new { name = "x", action = "hold", when = new { flag = "spam", words = new[] { "a" } } }),
            ("/when/flag", new { name = "x", action = "hold", when = new { flag = "nonsense" } }), ("/when/words/0", new { name = "x", action = "hold", when = new { words = new[] { "two  words" } } }),
            ("/when/all/1/category", new { name = "x", action = "hold", when = new { all = new object[] { new { flag = "spam" }, new { category = "boring" } } } }),
            ("/when/not/not/not/not/not", new { name = "x", action = "hold", when = Deep(5) }), ("/when/words", new { name = "x", action = "hold", when = new { words = Enumerable.Range(0, 501).Select(i => $"w{i}") } }),
            ("/tests/0", new { name = "x", action = "hold", when = new { flag = "spam" }, tests = new[] { new { hit = true } } }),
        })
            (await company.DoAsync("rules", body, HttpStatusCode.BadRequest)).GetProperty("errors")[0].Text("pointer").ShouldBe(pointer);
        var rule = await LiveAsync(company, Competitor);
        (await Company.ReadAsync(await company.SendAsync(HttpMethod.Put, Service.Safety, $"/v1/safety/rules/{rule}", Competitor), HttpStatusCode.Conflict)).Text("code").ShouldBe("not_a_draft");
        await MoveAsync(company, rule, "draft");
        (await company.PutAsync(Service.Safety, $"/v1/safety/rules/{rule}", Competitor)).Number("version").ShouldBe(2);
        await (await company.AsAsync("reviewer")).DoAsync("rules", Competitor, HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases]
    public async Task Persons_erased_texts_are_gone_from_queue_history_and_tests_of_rules(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await LiveAsync(company, Competitor);
        const string text = "Damn Acme, says Mrs Smith.";
        await using (var scope = company.Server.Scope(company.Id))
            (await scope.ServiceProvider.GetRequiredService<ITextGate>().AskAsync(new GateRequest(company.Id, "c", "comment", text, null, "user-9"), TestContext.Current.CancellationToken)).Passes.ShouldBeFalse();
        var flag = (await company.RowsAsync<SafetyFlag>()).Single();
        var item = (await company.RowsAsync<ReviewItem>()).Single().Id;
        await company.DoAsync($"queue/{item}/notes", new { notes = "Mrs Smith is known." });
        var rule = (await company.DoAsync("rules", new { name = "Fed", action = "review", when = new { words = new[] { "smith" } }, tests = new[] { new { flagId = flag.Id, hit = true } } }, HttpStatusCode.Created)).Text("id");
        (await company.DoAsync($"rules/{rule}/test")).GetProperty("passed").GetBoolean().ShouldBeTrue();
        await (await company.AsAsync("reviewer")).DeleteAsync("texts?subjectId=user-9", HttpStatusCode.Forbidden);
        (await (await Company.AtAsync(company.Server)).DeleteAsync("texts?subjectId=user-9")).Number("erased").ShouldBe(0);

        (await company.DeleteAsync("texts?subjectId=user-9")).Number("erased").ShouldBe(1);
        var shown = await company.AskAsync($"queue/{item}");
        shown.GetProperty("flag").TryGetProperty("text", out _).ShouldBeFalse();
        (await company.AskAsync($"queue/{item}/history")).GetRawText().ShouldNotContain("Smith");
        (await company.AskAsync("queue")).Number("count").ShouldBe(0);
        (await company.DoAsync($"rules/{rule}/test")).GetProperty("outcomes")[0].Text("outcome").ShouldBe("erased");
        (await company.DoAsync($"rules/{rule}/backtest")).Number("erased").ShouldBe(1);
        var (rows, matches) = ((await company.RowsAsync<SafetyFlag>()).Single(), (await company.RowsAsync<RuleMatch>()).Single());
        (rows.Content, rows.SubjectId, matches.SubjectId, matches.ContentHash).ShouldBe((null, null, null, ""));
        (await company.DeleteAsync("texts?subjectId=user-9")).Number("erased").ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Decision_about_a_text_that_was_erased_stands(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await using (var scope = company.Server.Scope(company.Id))
            await scope.ServiceProvider.GetRequiredService<ITextGate>().AskAsync(new GateRequest(company.Id, "c", "comment", Flagged.Strong, null, "user-9"), TestContext.Current.CancellationToken);
        var (flag, item) = ((await company.RowsAsync<SafetyFlag>()).Single().Id, (await company.RowsAsync<ReviewItem>()).Single().Id);
        await company.DoAsync($"queue/{item}/review", new { uphold = true, notes = "Mr Smith again." });
        await company.DeleteAsync("texts?subjectId=user-9");

        (await company.RefusedAsync($"queue/{item}/undo")).ShouldBe("erased");
        (await company.RefusedAsync($"flags/{flag}/appeal", new { reason = "Please." })).ShouldBe("erased");
        var shown = await company.AskAsync($"queue/{item}");
        shown.GetProperty("flag").Text("reviewStatus").ShouldBe("upheld");
        shown.GetRawText().ShouldNotContain("Smith");
    }

    private static async Task<string?> LiveAsync(Company company, object rule)
    {
        var id = (await company.DoAsync("rules", rule, HttpStatusCode.Created)).Text("id");
        await MoveAsync(company, id, "live");
        return id;
    }

    private static Task<JsonElement> MoveAsync(Company company, string? rule, string state) => company.DoAsync($"rules/{rule}/state", new { state });
}
