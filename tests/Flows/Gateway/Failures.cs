using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Flows.Gateway;

/// <summary>
/// How a provider can fail when nobody stands behind it: each failure has its type, every call that the provider received is in the ledger, and the
/// books balance.
/// </summary>
public sealed class Failures(PricedOnlyWorlds worlds) : IClassFixture<PricedOnlyWorlds>
{
    private const string Text = "I feel confident when I speak.";
    private static readonly string Good = Q2QAnswer.Confident("I feel confident").Json();

    private static readonly Dictionary<string, (Func<Behaviour> Play, string Type, int Calls)> Cases = new()
    {
        ["not the JSON asked for"] = (() => Behaviour.Reply("{\"labels\":[]}"), "model", 2),
        ["prose"] = (() => Behaviour.Reply("I would rather not."), "model", 2),
        ["cut off at the limit"] = (() => Behaviour.CutShort(Good), "model", 2),
        ["body cut"] = (() => Behaviour.Spoilt(AnswerFault.JsonCut) with { Text = _ => Good }, "model", 1),
        ["HTML"] = (() => Behaviour.Spoilt(AnswerFault.NotJson), "model", 1),
        ["connection cut"] = (() => Behaviour.Spoilt(AnswerFault.ConnectionCut) with { Text = _ => Good }, "network", 2),
        ["connection cut before the answer"] = (Behaviour.LoseAnswer, "network", 2),
        ["400"] = (() => Behaviour.Status(400), "validation", 1),
        ["401"] = (() => Behaviour.Status(401), "auth", 1),
        ["403"] = (() => Behaviour.Status(403), "auth", 1),
        ["429 with seconds"] = (() => Behaviour.RateLimited(TimeSpan.FromSeconds(40)), "rate_limit", 1),
        ["429 with a date"] = (() => Behaviour.RateLimited(TimeProvider.System.GetUtcNow().AddSeconds(40)), "rate_limit", 1),
        ["429 without a time"] = (() => Behaviour.Status(429), "rate_limit", 2),
        ["500"] = (() => Behaviour.Status(500), "unavailable", 2),
        ["503"] = (() => Behaviour.Status(503), "unavailable", 2),
        ["503 with a long wait"] = (() => Behaviour.Status(503) with { RetryAfter = "40" }, "unavailable", 1),
        ["no answer in time"] = (() => Behaviour.HangUntil(new TaskCompletionSource().Task), "timeout", 1),
    };

    public static TheoryData<Database, string> Named() => OnBoth.Of(Cases.Keys);

    [Theory, MemberData(nameof(Named)), Trait("Requirement", "P005"), Trait("Requirement", "P038")]
    public async Task Failure_is_typed_and_accounted_for(Database on, string name)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var (play, type, calls) = Cases[name];
        var before = world.Provider.CallCount;
        world.Provider.Default = play();
        var response = await company.SendAsync(HttpMethod.Post, Steward.Platform.Http.Service.Q2Q, "/v1/q2q/classify", new { text = Text, companyId = company.Id });
        var problem = await Company.ReadAsync(response, HttpStatusCode.ServiceUnavailable);

        problem.GetProperty("code").GetString().ShouldBe("ai_unavailable");
        problem.GetProperty("errorType").GetString().ShouldBe(type);
        problem.GetProperty("detail").GetString()!.ShouldNotContain(Text);
        // What operators look for in a list of errors.
        if (name is "401" || type == "rate_limit") problem.GetProperty("detail").GetString()!.ShouldContain(name[..3]);
        var wait = response.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        if (name.StartsWith("429 with ", StringComparison.Ordinal)) wait.ShouldBeInRange(30, 40);
        world.Provider.CallCount.ShouldBe(before + calls);
        var ledger = await company.BalancedLedgerAsync();
        ledger.Count.ShouldBe(calls);
        ledger.ShouldAllBe(e => e.Outcome == "failed" || e.Outcome == "invalid");
        // A refusal costs nothing; where the provider may have worked without our seeing it, the entry is an estimate.
        if (type is "auth" or "rate_limit" or "unavailable" or "validation") ledger.ShouldAllBe(e => e.CostPico == 0 && !e.Estimated);
        if (type is "network" or "timeout" || calls == 1 && type == "model") ledger.ShouldAllBe(e => e.CostPico > 0 && e.Estimated);
    }

    [Theory, OnBothDatabases]
    public async Task Provider_that_fails_again_and_again_shows_in_health_and_one_answer_clears_it(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:Route:0=openai", "Observability:HealthCache=00:00:00"]);
        var company = await Company.AtAsync(world.Server);
        async Task<JsonElement> HealthAsync(HttpStatusCode expected) =>
            (await company.GetAsync(Steward.Platform.Http.Service.Platform, "/health", expected)).GetProperty("checks").GetProperty("llm_service");
        world.Provider.Default = Behaviour.Status(401);
        for (var call = 0; call < 3; call++) await company.ClassifyAsync(Text, HttpStatusCode.ServiceUnavailable);
        var ill = await HealthAsync(HttpStatusCode.ServiceUnavailable);
        world.Provider.Default = Behaviour.Reply(Good);
        await company.ClassifyAsync(Text);

        ill.GetRawText().ShouldContain("openai failed 3 times in a row (auth)");
        (await HealthAsync(HttpStatusCode.OK)).GetString().ShouldBe("healthy");
    }

    [Theory, OnBothDatabases]
    public async Task Refused_connection_costs_nothing_that_stays_reserved(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:Route:0=openai", "Gateway:OpenAi:BaseUrl=http://127.0.0.1:1"]);
        var company = await Company.AtAsync(world.Server);

        (await company.ClassifyAsync(Text, HttpStatusCode.ServiceUnavailable)).GetProperty("errorType").GetString().ShouldBe("network");
        (await company.BalancedLedgerAsync()).ShouldAllBe(e => e.Outcome == "failed");
    }

    [Theory, OnBothDatabases]
    public async Task Caller_who_hangs_up_leaves_no_reservation_behind(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var before = world.Provider.CallCount;
        world.Provider.Default = Behaviour.HangUntil(new TaskCompletionSource().Task);
        using var client = world.Server.Client(Steward.Platform.Http.Service.Q2Q, await world.Server.NewKeyAsync(company.Id, "admin"));
        using var gone = new CancellationTokenSource();
        var call = client.PostAsJsonAsync("/v1/q2q/classify", new { text = Text }, gone.Token);
        await world.Provider.WaitForCallsAsync(before + 1);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);

        var entry = (await TestServer.EventuallyAsync(company.RowsAsync<Steward.Gateway.Spend.LedgerEntry>, l => l.Count == 1))[0];
        entry.Estimated.ShouldBeTrue();
        (await company.BalancedLedgerAsync()).Count.ShouldBe(1);
    }
}
