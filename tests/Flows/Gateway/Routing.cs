using System.Net;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Which of the models behind a name is asked first.</summary>
public sealed class Routing(RoutedWorlds worlds) : IClassFixture<RoutedWorlds>
{
    [Theory, OnBothDatabases]
    public async Task Models_with_weights_are_first_as_often_as_they_weigh(Database on)
    {
        var (_, company) = await StartAsync(on);
        for (var i = 0; i < 8; i++) await AskAsync(company, "mixed");
        (await ModelsAsync(company)).CountBy(m => m).ToDictionary().ShouldBe(new Dictionary<string, int> { ["gpt-4o-mini"] = 6, ["gpt-4.1"] = 2 }, ignoreOrder: true);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T072"), Trait("Requirement", "T073"), Trait("Requirement", "T150"), Trait("Requirement", "T154")]
    public async Task Cheapest_model_is_asked_and_what_the_usual_one_would_have_cost_beyond_it_is_told(Database on)
    {
        var (_, company) = await StartAsync(on);
        await AskAsync(company, "smart");
        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        // gpt-4o: $2.50 and $10 a million; gpt-4o-mini: $0.15 and $0.60.
        entry.Model.ShouldBe("gpt-4o-mini");
        entry.CostPico.ShouldBe(100 * 150_000 + 50 * 600_000);
        entry.SavedPico.ShouldBe(100 * 2_500_000 + 50 * 10_000_000 - entry.CostPico);
        (await company.GetAsync(Service.Platform, "/v1/usage?groupBy=model")).GetProperty("total").GetProperty("saved").GetDecimal().ShouldBe(Money.Usd(entry.SavedPico));
    }

    [Theory, OnBothDatabases]
    public async Task Model_that_answers_fastest_is_asked_once_each_has_been_tried(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Choose(call => Answer with { Delay = TimeSpan.FromMilliseconds(call.Model == "gpt-4o" ? 150 : 1) });
        for (var i = 0; i < 5; i++) await AskAsync(company, "quick");
        (await ModelsAsync(company)).ShouldBe(["gpt-4o", "gpt-4o-mini", "gpt-4o-mini", "gpt-4o-mini", "gpt-4o-mini"]);
    }

    [Theory, OnBothDatabases]
    public async Task Request_that_is_too_long_for_a_model_goes_to_one_that_reads_more(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        await AskAsync(company, "roomy", new string('x', 100_000));
        await AskAsync(company, "roomy");
        (await ModelsAsync(company)).ShouldBe(["gpt-4.1", "gpt-4"]);
        (world.Provider.CallCount - before).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Model_that_says_the_conversation_is_too_long_is_followed_by_those_that_read_more_alone(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Choose(call => call.Model == "gpt-4.1" ? Answer : Behaviour.Status(400) with { Error = ("context_length_exceeded", "This model's maximum context length is 128000 tokens.") });
        await AskAsync(company, "growing");
        (await ModelsAsync(company)).ShouldBe(["gpt-4o", "gpt-4.1"], "gpt-4o-mini reads no more than gpt-4o");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C073"), Trait("Requirement", "T072")]
    public async Task Task_asks_the_models_that_are_set_for_it_and_the_builtin_engine_stays_the_last(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());
        await company.ClassifyAsync("I feel confident when I speak.");
        world.Provider.Default = Behaviour.Status(401);
        await company.ClassifyAsync("I feel confident when I write.");
        var entries = (await company.RowsAsync<LedgerEntry>()).OrderBy(e => e.Id).ToList();
        entries[0].Model.ShouldBe("gpt-4o-mini");
        entries[^1].Provider.ShouldBe("builtin");
    }

    [Theory]
    [InlineData("Gateway:Models:a:0=0 openai/gpt-4o", "Gateway:Models:a"), InlineData("Gateway:Prefer:nobody=cheapest", "Gateway:Prefer:nobody"), InlineData("Gateway:TaskModels:q2q.classify=nobody", "Gateway:TaskModels:q2q.classify")]
    public async Task Wrong_settings_are_refused_by_name(string setting, string named)
    {
        var refused = await Should.ThrowAsync<Exception>(async () => await (await World.StartAsync(Database.Sqlite, [setting])).DisposeAsync());
        refused.ToString().ShouldContain(named);
    }

    private static readonly Behaviour Answer = Behaviour.Reply("Hello.") with { Usage = new Steward.Tests.Support.TokenUsage(100, 50) };

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        world.Provider.Default = Answer;
        return (world, await Company.AtAsync(world.Server));
    }

    private static async Task AskAsync(Company company, string model, string words = "Say hello.") =>
        await company.PostAsync(Service.Platform, "/v1/chat/completions", new { model, max_tokens = 100, messages = new[] { new { role = "user", content = words } } }, HttpStatusCode.OK);

    private static async Task<IEnumerable<string>> ModelsAsync(Company company) => (await company.RowsAsync<LedgerEntry>()).OrderBy(e => e.Id).Select(e => e.Model);
}

/// <summary>A world with names for several models.</summary>
public sealed class RoutedWorlds() : Worlds("OpenAi",
    "Gateway:Models:mixed:0=3 openai/gpt-4o-mini", "Gateway:Models:mixed:1=1 openai/gpt-4.1",
    "Gateway:Models:smart:0=openai/gpt-4o", "Gateway:Models:smart:1=openai/gpt-4o-mini", "Gateway:Prefer:smart=cheapest", "Gateway:TaskModels:q2q.classify=smart",
    "Gateway:Models:quick:0=openai/gpt-4o", "Gateway:Models:quick:1=openai/gpt-4o-mini", "Gateway:Prefer:quick=fastest",
    "Gateway:Models:roomy:0=openai/gpt-4", "Gateway:Models:roomy:1=openai/gpt-4.1",
    "Gateway:Models:growing:0=openai/gpt-4o", "Gateway:Models:growing:1=openai/gpt-4o-mini", "Gateway:Models:growing:2=openai/gpt-4.1");
