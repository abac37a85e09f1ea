using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Steward.Audit;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Gateway.Cache;
using Steward.Gateway.Spend;
using Steward.Impact.Q2Q;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>The same question of the same company is answered once a day by a model, and then from the cache.</summary>
public sealed class Cache(CachingWorlds worlds) : IClassFixture<CachingWorlds>
{
    private const string Text = "I feel confident when I speak.";
    private int _before;

    private static readonly Behaviour Good = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());

    [Theory, OnBothDatabases, Trait("Requirement", "T072"), Trait("Requirement", "C073"), Trait("Requirement", "T154")]
    public async Task Same_text_is_classified_once_and_the_saving_is_told(Database on)
    {
        var (world, company) = await StartAsync(on, Good);
        var first = await company.ClassifyAsync(Text);
        var second = await company.ClassifyAsync(Text);

        CallsOf(world).ShouldBe(1);
        second.GetProperty("result").GetProperty("outcomes").ToString().ShouldBe(first.GetProperty("result").GetProperty("outcomes").ToString());
        var ledger = await company.BalancedLedgerAsync();
        var (paid, free) = (ledger.Single(e => e.Outcome == "ok"), ledger.Single(e => e.Outcome == "cached"));
        (free.CostPico, free.SavedPico, free.Provider, free.Model).ShouldBe((0, paid.CostPico, "openai", "gpt-4o-mini"));
        var state = (await company.GetAsync(Service.Platform, "/v1/cache")).GetProperty("cache");
        (state.GetProperty("answers").GetInt32(), state.GetProperty("hits").GetInt32()).ShouldBe((1, 1));
        state.GetProperty("savedUsd").GetDecimal().ShouldBe(Money.Usd(paid.CostPico));
    }

    [Theory, OnBothDatabases]
    public async Task Another_company_another_text_and_other_rules_are_asked_anew(Database on)
    {
        var (world, company) = await StartAsync(on, Good);
        await company.ClassifyAsync(Text);
        await company.ClassifyAsync(Text + " Always.");
        await (await Company.AtAsync(company.Server)).ClassifyAsync(Text);
        CallsOf(world).ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task Answer_to_a_text_that_other_rules_have_passed_is_not_given_again(Database on)
    {
        var gate = new Gate();
        await using var world = await World.StartAsync(on, ["Gateway:CacheHours=24"], services: s => s.Replace(ServiceDescriptor.Singleton<ITextGate>(gate)));
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.ClassifyAsync(Text);
        await company.ClassifyAsync(Text);
        CallsOf(world).ShouldBe(1);
        gate.Policy = "rules-2";
        await company.ClassifyAsync(Text);
        CallsOf(world).ShouldBe(2);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C064")]
    public async Task Answer_to_another_version_of_the_prompt_is_not_given_again(Database on)
    {
        var (world, company) = await StartAsync(on, Good);
        await using var scope = company.Server.Scope(company.Id);
        var gateway = scope.ServiceProvider.GetRequiredService<AiGateway>();
        foreach (var (version, calls) in new[] { ("v1", 1), ("v1", 1), ("v2", 2) })
        {
            await gateway.RunAsync(Q2QTask.Task with { PromptVersion = version }, new Q2QRequest(Text, null), new AiCall(company.Id, "text-1", "q2q_text"), TestContext.Current.CancellationToken);
            CallsOf(world).ShouldBe(calls);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Answer_is_given_again_for_a_day_and_no_longer(Database on)
    {
        var (world, company) = await StartAsync(on, Good);
        await company.ClassifyAsync(Text);
        await AgeAsync(company, hours: 23);
        await company.ClassifyAsync(Text);
        CallsOf(world).ShouldBe(1);
        await AgeAsync(company, hours: 25);
        await company.ClassifyAsync(Text);
        CallsOf(world).ShouldBe(2);
        (await company.GetAsync(Service.Platform, "/v1/cache")).GetProperty("cache").GetProperty("answers").GetInt32().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Answers_are_erased_with_everybody_whose_text_asked_for_them(Database on)
    {
        var (world, company) = await StartAsync(on, Good);
        await company.FeedbackAsync(Text, "ana");
        await company.UntilTextsAsync("classified", 1);
        await company.FeedbackAsync(Text, "bob");
        await company.UntilTextsAsync("classified", 2);
        CallsOf(world).ShouldBe(1);
        (await company.RowsAsync<CacheSubject>()).Select(s => s.SubjectId).Order().ShouldBe(["ana", "bob"]);

        (await EraseAsync(company, "?subjectId=carl")).ShouldBe(0);
        (await EraseAsync(company, "?subjectId=bob")).ShouldBe(1);
        (await company.RowsAsync<CacheSubject>()).ShouldBeEmpty();
        await company.FeedbackAsync(Text, "ana");
        await company.UntilTextsAsync("classified", 3);
        CallsOf(world).ShouldBe(2);
        (await EraseAsync(company, "")).ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C065")]
    public async Task Answers_are_erased_by_task_and_by_model_all_at_once(Database on)
    {
        var (_, company) = await StartAsync(on, Good);
        await company.ClassifyAsync(Text);
        await company.ClassifyAsync(Text + " Always.");
        await AskAsync(company, "on");

        (await EraseAsync(company, "?task=q2q.classify&model=openai/gpt-4o")).ShouldBe(0);
        (await EraseAsync(company, "?task=chat")).ShouldBe(1);
        (await EraseAsync(company, "?task=chat")).ShouldBe(0);
        (await EraseAsync(company, "?model=openai/gpt-4o-mini")).ShouldBe(2);
        (await company.RowsAsync<CacheSubject>()).ShouldBeEmpty();
        (await company.RowsAsync<AuditEntry>()).Count(e => e.Action == "cache.erased").ShouldBe(4);
    }

    [Theory, OnBothDatabases]
    public async Task Answers_that_cannot_be_used_and_failures_are_not_kept(Database on)
    {
        var (world, company) = await StartAsync(on, Behaviour.Reply("no labels"));
        await company.ClassifyAsync(Text);
        world.Provider.Default = Behaviour.Status(503);
        await company.ClassifyAsync(Text);
        (await company.GetAsync(Service.Platform, "/v1/cache")).GetProperty("cache").GetProperty("answers").GetInt32().ShouldBe(0);
        (await company.RowsAsync<LedgerEntry>()).ShouldNotContain(e => e.Outcome == "cached");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P048")]
    public async Task Client_who_wants_it_gets_the_answer_of_before_whole_or_streamed_and_pays_nothing(Database on)
    {
        var (world, company) = await StartAsync(on, Behaviour.Reply("Hello."));
        (await AskAsync(company, "on")).Headers.GetValues("X-Steward-Cache").ShouldBe(["miss"]);
        var again = await AskAsync(company, "on");
        again.Headers.GetValues("X-Steward-Cache").ShouldBe(["hit"]);
        again.Headers.GetValues("X-Steward-Cost").ShouldBe(["0"]);
        (await Company.ReadAsync(again, HttpStatusCode.OK)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello.");
        var streamed = await (await AskAsync(company, "on", stream: true)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        streamed.ShouldContain("\"content\":\"Hello.\"");
        streamed.ShouldEndWith("data: [DONE]\n\n");
        CallsOf(world).ShouldBe(1);
        // Who does not ask for it gets an answer of his own.
        (await AskAsync(company, null)).Headers.Contains("X-Steward-Cache").ShouldBeFalse();
        CallsOf(world).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Streamed_answer_is_kept_once_it_is_whole_and_given_again_whole_or_streamed(Database on)
    {
        var (world, company) = await StartAsync(on, Behaviour.Reply("Hello to all of you, and good day."));
        var first = await AskAsync(company, "on", stream: true);
        first.Headers.GetValues("X-Steward-Cache").ShouldBe(["miss"]);
        (await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldEndWith("data: [DONE]\n\n");
        var whole = await Company.ReadAsync(await AskAsync(company, "on"), HttpStatusCode.OK);
        (whole.GetProperty("object").GetString(), whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString()).ShouldBe(("chat.completion", "stop"));
        whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello to all of you, and good day.");
        (await AskAsync(company, "on", stream: true)).Headers.GetValues("X-Steward-Cache").ShouldBe(["hit"]);
        CallsOf(world).ShouldBe(1);

        world.Provider.Default = Behaviour.Reply("Hel") with { FinishReason = "length" };
        (await EraseAsync(company, "")).ShouldBe(1);
        foreach (var _ in (int[])[1, 2]) await (await AskAsync(company, "on", stream: true)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        CallsOf(world).ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task Answer_that_was_cut_off_is_not_given_again(Database on)
    {
        var (world, company) = await StartAsync(on, Behaviour.Reply("Hel") with { FinishReason = "length" });
        await AskAsync(company, "on");
        (await AskAsync(company, "on")).Headers.GetValues("X-Steward-Cache").ShouldBe(["miss"]);
        CallsOf(world).ShouldBe(2);
    }

    private int CallsOf(World world) => world.Provider.CallCount - _before;

    private async Task<(World World, Company Company)> StartAsync(Database on, Behaviour behaviour)
    {
        var world = await worlds.On(on);
        world.Provider.Default = behaviour;
        _before = world.Provider.CallCount;
        return (world, await Company.AtAsync(world.Server));
    }

    private sealed class Gate : ITextGate
    {
        public string Policy { get; set; } = "rules-1";

        public Task<GateDecision> AskAsync(GateRequest request, CancellationToken ct) => Task.FromResult(GateDecision.Pass with { Policy = Policy });
    }

    private static Task<HttpResponseMessage> AskAsync(Company company, string? cache, bool stream = false) => company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions",
        new { model = "openai/gpt-4o-mini", stream, user = "ana", messages = new[] { new { role = "user", content = "Say hello." } } }, cache is null ? [] : [("X-Steward-Cache", cache)]);

    private static Task<int> AgeAsync(Company company, int hours) =>
        company.ExecuteAsync("UPDATE gateway_cache SET stored_at = @at WHERE tenant_id = @Id", new { at = DateTime.UtcNow.AddHours(-hours), company.Id });

    private static async Task<int> EraseAsync(Company company, string query) =>
        (await Company.ReadAsync(await company.SendAsync(HttpMethod.Delete, Service.Platform, "/v1/cache" + query), HttpStatusCode.OK)).GetProperty("erased").GetInt32();
}

/// <summary>A world whose server keeps answers for a day.</summary>
public sealed class CachingWorlds() : Worlds("OpenAi", "Gateway:CacheHours=24");
