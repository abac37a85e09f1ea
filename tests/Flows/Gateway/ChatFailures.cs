using System.Net;
using System.Text.Json;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>What clients see of providers that fail, who is asked instead, and what is charged for it.</summary>
public sealed class ChatFailures(FallbackWorlds worlds) : IClassFixture<FallbackWorlds>
{
    private const string Answer = "Hello to everybody who reads this.";

    public static TheoryData<Database, int, HttpStatusCode> Refusals() => OnBoth.Of(
    [
        (401, HttpStatusCode.BadGateway), (404, HttpStatusCode.NotFound), (413, HttpStatusCode.RequestEntityTooLarge), (400, HttpStatusCode.BadRequest),
        (408, HttpStatusCode.GatewayTimeout), (429, HttpStatusCode.TooManyRequests), (500, HttpStatusCode.ServiceUnavailable), (503, HttpStatusCode.ServiceUnavailable),
        (529, HttpStatusCode.ServiceUnavailable),
    ]);

    [Theory, MemberData(nameof(Refusals))]
    public async Task Refusal_is_told_by_its_kind_on_either_wire_streamed_or_not_and_costs_nothing_unless_it_may_have(Database on, int status, HttpStatusCode told)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Status(status) with { RetryAfter = status == 429 ? "7" : null };
        foreach (var model in (string[])["gpt-4o-mini", "anthropic/claude-haiku-4-5"])
            foreach (var stream in (bool[])[false, true])
            {
                var response = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body(model, stream));
                response.StatusCode.ShouldBe(told);
                if (status == 429) response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
                (await Company.ReadAsync(response, told)).GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
            }

        var ledger = await company.BalancedLedgerAsync();
        ledger.ShouldAllBe(e => e.Outcome == "failed" && (status == 408 ? e.CostPico > 0 && e.Estimated : e.CostPico == 0));
    }

    public static TheoryData<Database, int, string> PassingFaults() => OnBoth.Of([(429, ""), (500, ""), (503, ""), (529, ""), (401, ""), (400, "context_length_exceeded")]);

    [Theory, MemberData(nameof(PassingFaults))]
    public async Task Next_model_of_the_name_answers_where_that_may_help(Database on, int status, string code)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Choose(call => call.Model == "gpt-4o-mini"
            ? Behaviour.Status(status) with { Error = code.Length > 0 ? (code, "Too long.") : null, RetryAfter = status == 429 ? "60" : null } : Behaviour.Reply(Answer));
        foreach (var stream in (bool[])[false, true])
        {
            var response = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("both", stream));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.GetValues("X-Steward-Model").Single().ShouldBe("claude-haiku-4-5");
        }

        (await company.BalancedLedgerAsync()).Count(e => e.Outcome == "ok").ShouldBe(2);
    }

    public static TheoryData<Database, int, string> FinalFaults() => OnBoth.Of([(400, ""), (422, ""), (400, "content_policy_violation")]);

    [Theory, MemberData(nameof(FinalFaults))]
    public async Task Nobody_else_is_asked_what_is_wrong_or_forbidden(Database on, int status, string code)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Status(status) with { Error = code.Length > 0 ? (code, "Not this.") : null };
        var before = world.Provider.CallCount;
        var response = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("both"));
        ((int)response.StatusCode).ShouldBe(status);
        world.Provider.CallCount.ShouldBe(before + 1);
        if (code.Length > 0) (await Company.ReadAsync(response, HttpStatusCode.BadRequest)).GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
    }

    [Theory, OnBothDatabases]
    public async Task Passing_fault_is_tried_once_more_with_the_same_model_after_the_time_the_provider_names(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Enqueue(Behaviour.RateLimited(TimeSpan.FromSeconds(1)), Behaviour.Reply(Answer));
        (await company.PostAsync(Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"))).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe(Answer);
        world.Provider.Enqueue(Behaviour.RateLimited(DateTimeOffset.UtcNow.AddSeconds(2)), Behaviour.Reply(Answer));
        await company.PostAsync(Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"));
        (await company.BalancedLedgerAsync()).OrderBy(e => e.Id).Select(e => e.Outcome).ShouldBe(["failed", "ok", "failed", "ok"]);
    }

    [Theory, OnBothDatabases]
    public async Task Usage_that_the_provider_leaves_out_is_estimated_and_marked(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.WithoutUsage(Answer);
        foreach (var model in (string[])["gpt-4o-mini", "anthropic/claude-haiku-4-5"])
            foreach (var stream in (bool[])[false, true])
                (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body(model, stream))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await company.BalancedLedgerAsync()).ShouldAllBe(e => e.Outcome == "ok" && e.Estimated && e.CostPico > 0 && e.OutputTokens >= 11);
    }

    public static TheoryData<Database, string, AnswerFault> MiddleFaults() => OnBoth.Of(
        [("gpt-4o-mini", AnswerFault.StreamCut), ("gpt-4o-mini", AnswerFault.StreamError), ("claude-haiku-4-5", AnswerFault.StreamCut), ("claude-haiku-4-5", AnswerFault.StreamError)]);

    [Theory, MemberData(nameof(MiddleFaults))]
    public async Task Stream_that_breaks_in_its_middle_ends_with_an_error_and_without_the_last_word_and_nobody_else_is_asked(Database on, string model, AnswerFault fault)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        world.Provider.Default = Behaviour.Reply(Answer) with { Fault = fault };
        // Each name has another model behind it.
        var response = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body(model == "gpt-4o-mini" ? "both" : "other-way", stream: true));
        var events = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.Length.ShouldBeGreaterThan(2);
        events.ShouldNotContain("data: [DONE]");
        JsonDocument.Parse(events[^1]["data: ".Length..]).RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("server_error");
        world.Provider.CallCount.ShouldBe(before + 1);
        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        (entry.Outcome, entry.Estimated).ShouldBe(("failed", true));
        entry.CostPico.ShouldBeGreaterThan(0);
    }

    [Theory, OnBothDatabases]
    public async Task Spoilt_answers_are_no_answers(Database on)
    {
        var (world, company) = await StartAsync(on);
        foreach (var fault in (AnswerFault[])[AnswerFault.JsonCut, AnswerFault.NotJson, AnswerFault.ConnectionCut, AnswerFault.NoAnswer])
        {
            world.Provider.Default = Behaviour.Reply(Answer) with { Fault = fault };
            (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, fault.ToString());
        }

        world.Provider.Default = Behaviour.Spoilt(AnswerFault.WrongContentType);
        (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini", stream: true))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await company.BalancedLedgerAsync()).ShouldAllBe(e => e.Outcome == "failed" && e.CostPico > 0);
    }

    [Theory, OnBothDatabases]
    public async Task Client_that_leaves_in_the_middle_of_a_stream_is_charged_what_the_provider_counted(Database on)
    {
        var (world, company) = await StartAsync(on);
        var release = new TaskCompletionSource();
        world.Provider.Default = Behaviour.Reply(Answer) with { MiddleUntil = release.Task, Usage = new Steward.Tests.Support.TokenUsage(40, 9) };
        foreach (var model in (string[])["gpt-4o-mini", "anthropic/claude-haiku-4-5"])
        {
            using var client = company.Server.Client(Service.Platform, company.Key);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = System.Net.Http.Json.JsonContent.Create(Chat.Body(model, stream: true)) };
            using (var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
            {
                await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
                (await body.ReadAsync(new byte[10], TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
            }
        }

        release.SetResult();
        var ledger = await TestServer.EventuallyAsync(() => company.RowsAsync<LedgerEntry>(), rows => rows.Count == 2);
        ledger.ShouldAllBe(e => e.Outcome == "ok" && e.InputTokens == 40 && e.OutputTokens == 9 && !e.Estimated);
        await company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Stalls_before_and_in_the_middle_of_an_answer_end_in_time(Database on)
    {
        var (world, company) = await StartAsync(on);
        var never = new TaskCompletionSource();
        world.Provider.Default = Behaviour.HangUntil(never.Task);
        (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"))).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini", stream: true))).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        world.Provider.Default = Behaviour.Reply(Answer) with { MiddleUntil = never.Task };
        var stalled = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini", stream: true));
        (await stalled.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"error\"");
        never.SetResult();
        (await company.BalancedLedgerAsync()).ShouldAllBe(e => e.Outcome == "failed" && e.Estimated && e.CostPico > 0);
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Two_hundred_streams_at_once_on_a_budget_for_fifty_are_fifty(Database on)
    {
        var (world, company) = await StartAsync(on);
        var release = new TaskCompletionSource();
        world.Provider.Default = Behaviour.Reply(Answer) with { Until = release.Task };
        var first = company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini", stream: true));
        var each = (await TestServer.EventuallyAsync(() => company.RowsAsync<Reservation>(), rows => rows.Count == 1))[0].AmountPico;
        await company.BudgetAsync(Money.Usd(each * 50));
        var before = world.Provider.CallCount;
        var calls = Enumerable.Range(0, 199).Select(_ => company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini", stream: true))).ToList();
        await TestServer.EventuallyAsync(() => Task.FromResult(calls.Count(c => c.IsCompleted)), n => n == 150);
        release.SetResult();
        var answers = await Task.WhenAll(calls.Append(first));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(50);
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(150);
        world.Provider.CallCount.ShouldBeLessThanOrEqualTo(before + 50);
        foreach (var answer in answers) await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        (await company.BalancedLedgerAsync()).Count.ShouldBe(50);
    }

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }
}

/// <summary>Names with two models behind them, either provider first; calls may take two seconds.</summary>
public sealed class FallbackWorlds() : Worlds("OpenAi", "Gateway:Models:both:0=openai/gpt-4o-mini", "Gateway:Models:both:1=anthropic/claude-haiku-4-5",
    "Gateway:Models:other-way:0=anthropic/claude-haiku-4-5", "Gateway:Models:other-way:1=openai/gpt-4o-mini", "Gateway:CallSeconds=2")
{
    protected override string[] MoreOf(ProviderSimulator provider) => [$"Gateway:Anthropic:BaseUrl={new Uri(provider.BaseAddress, "/")}", "Gateway:Anthropic:ApiKey=any"];
}
