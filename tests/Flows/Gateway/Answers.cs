using System.Net;
using System.Text.Json;

namespace Flows.Gateway;

/// <summary>What becomes of an answer, good or bad, where the built-in engine stands behind the provider.</summary>
public sealed class Answers(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string Text = "I feel confident when I speak.";
    private static readonly string Good = Q2QAnswer.Confident("I feel confident").Json();

    public static TheoryData<Database, string> Mendable() => OnBoth.Of(
    [
        Good, $"```json\n{Good}\n```", $"Sure! Here are the labels:\n{Good}\nLet me know if you need more.",
        Good.Replace("}]", "},]", StringComparison.Ordinal),
    ]);

    [Theory, MemberData(nameof(Mendable))]
    public async Task Answer_that_can_be_read_costs_one_call(Database on, string answer)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var before = world.Provider.CallCount;
        world.Provider.Default = Behaviour.Reply(answer);
        var result = (await company.ClassifyAsync(Text)).GetProperty("result");

        result.GetProperty("provider").GetString().ShouldBe("openai");
        result.GetProperty("modelUsed").GetString().ShouldBe("openai/gpt-4o-mini");
        var quote = result.GetProperty("evidence")[0];
        Text[quote.GetProperty("position_start").GetInt32()..quote.GetProperty("position_end").GetInt32()].ShouldBe("I feel confident");
        world.Provider.CallCount.ShouldBe(before + 1);
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().Outcome.ShouldBe("ok");
    }

    [Theory, OnBothDatabases]
    public async Task Right_answer_under_a_wrong_content_type_is_used(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Spoilt(AnswerFault.WrongContentType) with { Text = _ => Good };

        (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("provider").GetString().ShouldBe("openai");
        (await company.BalancedLedgerAsync()).Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_answer_is_mended_by_one_more_call_that_says_what_is_wrong(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var before = world.Provider.CallCount;
        world.Provider.Enqueue(Behaviour.Reply(Q2QAnswer.Confident("words that nobody wrote").Json()), Behaviour.Reply(Good));

        (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("provider").GetString().ShouldBe("openai");
        var second = world.Provider.Calls.Skip(before).ToList()[1];
        second.Messages.Select(m => m.Role).ShouldBe(["system", "user", "assistant", "user"]);
        second.Messages[^1].Text.ShouldContain("/evidence/0/snippet: does not occur in the text");
        (await company.BalancedLedgerAsync()).OrderBy(e => e.Id).Select(e => e.Outcome).ShouldBe(["invalid", "ok"]);
    }

    [Theory]
    [InlineData("gpt-4o-mini", true)]
    [InlineData("gpt-5-mini", false)]
    public async Task Reasoning_models_are_asked_without_a_temperature_and_all_with_a_limit_of_the_newer_name(string model, bool temperature)
    {
        await using var world = await World.StartAsync(Database.Sqlite, ["Gateway:OpenAi:Model=" + model]);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Good);
        await company.ClassifyAsync(Text);
        var asked = JsonElement.Parse(world.Provider.Calls.ShouldHaveSingleItem().BodyText);
        asked.TryGetProperty("temperature", out _).ShouldBe(temperature);
        asked.GetProperty("max_completion_tokens").GetInt32().ShouldBeGreaterThan(0);
        asked.TryGetProperty("max_tokens", out _).ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Two_wrong_answers_fall_back_to_the_built_in_engine_which_says_so(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var before = world.Provider.CallCount;
        world.Provider.Default = Behaviour.Reply("I would rather not.");
        var result = (await company.ClassifyAsync(Text)).GetProperty("result");

        result.GetProperty("provider").GetString().ShouldBe("builtin");
        result.GetProperty("modelUsed").GetString().ShouldBe("builtin/rules");
        world.Provider.CallCount.ShouldBe(before + 2);
        var ledger = await company.BalancedLedgerAsync();
        ledger.Select(e => e.Outcome).ShouldBe(["invalid", "invalid"]);
        // The engine is free, the answers that could not be used were not.
        result.GetProperty("costUsd").GetDecimal().ShouldBe(Steward.Gateway.Money.Usd(ledger.Sum(e => e.CostPico)));
        result.GetProperty("costUsd").GetDecimal().ShouldBeGreaterThan(0);
    }

    [Theory, OnBothDatabases]
    public async Task Answer_that_was_cut_off_is_asked_for_again(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var before = world.Provider.CallCount;
        world.Provider.Enqueue(Behaviour.CutShort(Good), Behaviour.Reply(Good));

        (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("provider").GetString().ShouldBe("openai");
        world.Provider.Calls.Skip(before).ToList()[1].Messages[^1].Text.ShouldContain("cut off");
        (await company.BalancedLedgerAsync()).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Short_wait_that_the_provider_asks_for_is_waited(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Enqueue(Behaviour.RateLimited(TimeSpan.FromSeconds(1)), Behaviour.Reply(Good));

        (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("provider").GetString().ShouldBe("openai");
        (await company.BalancedLedgerAsync()).OrderBy(e => e.Id).Select(e => (e.Outcome, Free: e.CostPico == 0)).ShouldBe([("failed", true), ("ok", false)]);
    }

    [Theory, OnBothDatabases]
    public async Task Tokens_are_priced_by_bucket_without_rounding(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Good) with { Usage = new TokenUsage(1001, 101, Cached: 401) };
        var result = (await company.ClassifyAsync(Text)).GetProperty("result");

        // 600 × $.15 + 401 × $.075 + 101 × $.60 for a million tokens.
        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        entry.CostPico.ShouldBe(600 * 150_000L + 401 * 75_000L + 101 * 600_000L);
        (entry.InputTokens, entry.CachedTokens, entry.OutputTokens, entry.Estimated).ShouldBe((600, 401, 101, false));
        result.GetProperty("costUsd").GetDecimal().ShouldBe(0.000180675m);
        JsonSerializer.Serialize(await company.RowsAsync<Steward.Gateway.Spend.StoredStep>()).ShouldBe("[]");
    }

    [Theory, OnBothDatabases]
    public async Task Usage_that_the_provider_left_out_is_estimated_and_marked(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.WithoutUsage(Good);
        await company.ClassifyAsync(Text);

        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        entry.Estimated.ShouldBeTrue();
        entry.CostPico.ShouldBeGreaterThan(0);
    }

    [Theory, OnBothDatabases]
    public async Task Batch_keeps_what_was_paid_for_when_a_later_text_is_held(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(call => call.Messages[1].Text.Contains(Text, StringComparison.Ordinal) ? Good : new Q2QAnswer().Json());
        var answer = await company.PostAsync(Steward.Platform.Http.Service.Q2Q, "/v1/q2q/classify/batch",
            new { texts = new[] { Text, "WHAT THE FUCK IS THIS SHIT SERVICE", "Nothing to say." }, companyId = company.Id }, HttpStatusCode.OK);

        var results = answer.GetProperty("results");
        results.EnumerateArray().Select(r => r.GetProperty("status").GetString()).ShouldBe(["classified", "held", "classified"]);
        results[1].GetProperty("flagId").GetString().ShouldNotBeNullOrEmpty();
        results[1].GetProperty("reason").GetString().ShouldBe("profanity, spam");
        results[0].GetProperty("result").GetProperty("text").GetString().ShouldBe(Text);
    }
}
