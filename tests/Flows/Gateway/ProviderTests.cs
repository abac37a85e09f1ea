using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Providers are listed with what was seen of them, and tested by one short question each.</summary>
public sealed class ProviderTests(ChatWorlds worlds) : IClassFixture<ChatWorlds>
{
    public static TheoryData<Database, string> Failures() => OnBoth.Of(["key_refused", "model_unknown", "rate_limited", "unavailable", "refused", "unreachable", "unreadable"]);

    [Theory, OnBothDatabases]
    public async Task Each_configured_provider_is_asked_once_and_its_call_is_in_the_ledger_as_a_test(Database on)
    {
        var (world, company) = await StartAsync(on);
        var asked = world.Provider.CallCount;
        world.Provider.Default = Behaviour.Reply("ready") with { Usage = new TokenUsage(12, 1) };
        var tests = await TestAsync(company, new { });
        tests.Select(t => (Text(t, "provider"), Text(t, "model"), Text(t, "outcome"), t.GetProperty("tokens").GetInt64())).ShouldBe(
            [("openai", "gpt-4o-mini", "reachable", 13L), ("anthropic", "claude-haiku-4-5", "reachable", 13L), ("google", "gemini-2.5-flash", "reachable", 13L)]);
        (world.Provider.CallCount - asked).ShouldBe(3);
        var ledger = await company.BalancedLedgerAsync();
        ledger.Select(e => (e.Task, e.Outcome, e.InputTokens, e.OutputTokens)).ShouldBe(Enumerable.Repeat(("test", "ok", 12L, 1L), 3));
        tests.Sum(t => t.GetProperty("cost").GetDecimal()).ShouldBe(ledger.Sum(e => Steward.Gateway.Money.Usd(e.CostPico)));

        (await TestAsync(company, new { provider = "claude" })).ShouldHaveSingleItem().GetProperty("provider").GetString().ShouldBe("anthropic");
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task Why_a_provider_does_not_answer_is_one_word(Database on, string outcome)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = outcome switch
        {
            "key_refused" => Behaviour.Status(401), "model_unknown" => Behaviour.Status(404), "rate_limited" => Behaviour.Status(429), "unavailable" => Behaviour.Status(503),
            "refused" => Behaviour.Status(400) with { Error = ("bad", "Nobody asks like that.") }, "unreachable" => Behaviour.Disconnect(), _ => Behaviour.Spoilt(AnswerFault.NotJson),
        };
        var asked = world.Provider.CallCount;
        var test = (await TestAsync(company, new { provider = "openai" })).ShouldHaveSingleItem();
        Text(test, "outcome").ShouldBe(outcome);
        if (outcome == "refused") Text(test, "detail")!.ShouldContain("Nobody asks like that.");
        // Once: whoever tests wants to see a failure, not what a second try makes of it.
        (world.Provider.CallCount - asked).ShouldBe(1);
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().Outcome.ShouldBe("failed");
    }

    [Theory, OnBothDatabases]
    public async Task Model_without_a_price_is_not_asked(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:OpenAi:Model=nobodys-model"]);
        var company = await Company.AtAsync(world.Server);
        Text((await TestAsync(company, new { })).ShouldHaveSingleItem(), "outcome").ShouldBe("no_price");
        world.Provider.CallCount.ShouldBe(0);
        (await company.BalancedLedgerAsync()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Model_that_is_left_alone_says_until_when_and_a_test_finds_it_back(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:BreakerFailures=3"]);
        var company = await Company.AtAsync(world.Server);
        (await ProviderAsync(company)).GetProperty("models").GetArrayLength().ShouldBe(0);
        world.Provider.Default = Behaviour.Status(409);
        for (var i = 0; i < 3; i++) await ChatAsync(company, HttpStatusCode.ServiceUnavailable);
        var rests = (await ProviderAsync(company)).GetProperty("models")[0];
        (Text(rests, "model"), rests.GetProperty("calls").GetInt64(), rests.GetProperty("failures").GetInt64(), rests.GetProperty("failuresInARow").GetInt32(), Text(rests, "lastError"))
            .ShouldBe(("gpt-4o-mini", 3L, 3L, 3, "provider"));
        rests.GetProperty("restingUntil").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow);

        world.Provider.Default = Behaviour.Reply("ready");
        Text((await TestAsync(company, new { })).Single(), "outcome").ShouldBe("reachable");
        await ChatAsync(company, HttpStatusCode.OK);
        var back = (await ProviderAsync(company)).GetProperty("models")[0];
        (back.GetProperty("calls").GetInt64(), back.GetProperty("failures").GetInt64(), back.GetProperty("failuresInARow").GetInt32(), back.TryGetProperty("restingUntil", out _))
            .ShouldBe((5L, 3L, 0, false));
    }

    [Theory, OnBothDatabases]
    public async Task Only_who_manages_the_gateway_tests_within_the_budget_and_only_what_is_configured(Database on)
    {
        var (world, company) = await StartAsync(on);
        var wrong = await company.PostAsync(Service.Platform, "/v1/providers/test", new { provider = "selfhosted" }, HttpStatusCode.BadRequest);
        wrong.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/provider");
        wrong.GetProperty("errors")[0].GetProperty("detail").GetString().ShouldBe("One of the configured providers is required: openai, anthropic, google.");
        var analyst = await company.AsAsync("analyst");
        await analyst.GetAsync(Service.Platform, "/v1/providers");
        await analyst.PostAsync(Service.Platform, "/v1/providers/test", new { }, HttpStatusCode.Forbidden);

        var asked = world.Provider.CallCount;
        await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "task:test", budget = 0 });
        await company.PostAsync(Service.Platform, "/v1/providers/test", new { provider = "openai" }, HttpStatusCode.TooManyRequests);
        world.Provider.CallCount.ShouldBe(asked);
    }

    [Theory, OnBothDatabases]
    public async Task Listed_models_say_what_they_cost_and_what_a_name_stands_for(Database on)
    {
        var (_, company) = await StartAsync(on);
        var models = (await company.GetAsync(Service.Platform, "/v1/models")).GetProperty("data").EnumerateArray().ToList();
        var (first, named) = (models[0], models.Single(m => Text(m, "id") == "anthropic/claude-haiku-4-5"));
        (Text(first, "id"), Text(first, "owned_by"), first.GetProperty("models")[0].GetString(), first.GetProperty("input_price").GetDecimal(), first.GetProperty("output_price").GetDecimal())
            .ShouldBe(("fast", "steward", "openai/gpt-4o-mini", 0.15m, 0.6m));
        named.TryGetProperty("models", out _).ShouldBeFalse();
        named.GetProperty("max_input_tokens").GetInt64().ShouldBeGreaterThan(100_000);
        models.Single(m => Text(m, "id") == "builtin/chat").GetProperty("input_price").GetDecimal().ShouldBe(0);
    }

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }

    private static async Task<List<JsonElement>> TestAsync(Company company, object body) =>
        [.. (await company.PostAsync(Service.Platform, "/v1/providers/test", body)).GetProperty("tests").EnumerateArray()];

    private static async Task<JsonElement> ProviderAsync(Company company) =>
        (await company.GetAsync(Service.Platform, "/v1/providers")).GetProperty("providers").EnumerateArray().Single();

    private static Task ChatAsync(Company company, HttpStatusCode expected) => company.PostAsync(Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"), expected);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
