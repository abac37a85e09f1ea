using System.Text.Json;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows.Safety;

/// <summary>A language model that is asked where neither the rules nor a tenant's own model are sure.</summary>
public sealed class AskedJudges(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string Doubtful = "Damn crap, the train to the harbour was late again, ask ann@example.org";
    private const string Toxic = "Damn crap, he said \"I will kill you\" to me";

    [Theory, OnBothDatabases]
    public async Task Nobody_asks_a_model_unless_the_company_wants_it(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        (await company.ScreenAsync("c", Doubtful)).Text("coverage").ShouldBe("rules");
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Judge_decides_where_the_rules_are_not_sure_and_is_not_paid_twice_for_a_text(Database on)
    {
        var (world, company) = await StartAsync(on);
        await WantAsync(company);
        world.Provider.Default = Behaviour.Reply("""{"violation":false,"severity":"low","confidence":0.9,"reasoning":"About a train."}""");
        var before = world.Provider.CallCount;
        var passed = await company.ScreenAsync("c", Doubtful);
        (passed.GetProperty("safe").GetBoolean(), passed.GetProperty("requiresReview").GetBoolean(), passed.Text("coverage")).ShouldBe((true, false, "rules, judge"));
        passed.GetProperty("flags").EnumerateArray().Single(f => f.Text("type") == "model").GetProperty("details").Text("why").ShouldBe("About a train.");
        world.Provider.Calls[^1].BodyText.ShouldNotContain("ann@example.org");
        (await company.ScreenAsync("c", Doubtful)).GetProperty("safe").GetBoolean().ShouldBeTrue();
        world.Provider.CallCount.ShouldBe(before + 1, "what was once said of a text stands");

        world.Provider.Default = Behaviour.Reply("""{"violation":true,"severity":"high","confidence":0.95,"reasoning":"Attacks somebody."}""");
        var held = await company.ScreenAsync("d", Doubtful);
        (held.GetProperty("safe").GetBoolean(), held.GetProperty("requiresReview").GetBoolean(), held.GetProperty("confidence").GetDouble()).ShouldBe((false, true, .95));
        (await company.AskAsync("models")).GetProperty("judge").Number("asked").ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task What_might_be_toxic_is_seen_by_a_person_whoever_lets_it_pass(Database on)
    {
        var (world, company) = await StartAsync(on);
        await WantAsync(company);
        world.Provider.Default = Behaviour.Reply("""{"violation":false,"severity":"low","confidence":0.99,"reasoning":"Quoted."}""");
        var passed = await company.ScreenAsync("c", Toxic);
        passed.GetProperty("flags").EnumerateArray().ShouldContain(f => f.Text("type") == "toxicity");
        (passed.GetProperty("safe").GetBoolean(), passed.GetProperty("requiresReview").GetBoolean()).ShouldBe((true, true));
    }

    [Theory, OnBothDatabases]
    public async Task What_the_rules_are_sure_of_is_never_asked(Database on)
    {
        var (world, company) = await StartAsync(on);
        await WantAsync(company);
        var before = world.Provider.CallCount;
        (await company.ScreenAsync("c", "The meeting was fine.")).GetProperty("safe").GetBoolean().ShouldBeTrue();
        (await company.ScreenAsync("d", "I will kill you and your family.")).GetProperty("safe").GetBoolean().ShouldBeFalse();
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Where_the_judge_does_not_answer_the_rules_stand_and_the_verdict_says_so(Database on)
    {
        var (world, company) = await StartAsync(on);
        await WantAsync(company);
        world.Provider.Default = Behaviour.Status(500);
        var held = await company.ScreenAsync("c", Doubtful);
        (held.GetProperty("safe").GetBoolean(), held.Text("coverage")).ShouldBe((false, "rules"));
        held.GetProperty("degraded").EnumerateArray().Select(d => d.GetString()).ShouldContain("judge");
    }

    private static Task<JsonElement> WantAsync(Company company) =>
        company.PutAsync(Service.Safety, "/v1/safety/thresholds", new { askJudge = true, reason = "A judge where nobody is sure." });

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }
}
