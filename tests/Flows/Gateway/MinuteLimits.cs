using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using Steward.Platform.Limits;

namespace Flows.Gateway;

/// <summary>Limits of requests and tokens: in any minute, and in a month.</summary>
public sealed class MinuteLimits(ChatWorlds worlds) : IClassFixture<ChatWorlds>
{
    private const string Model = "model:openai/gpt-4o-mini";

    private static readonly Behaviour Costly = Behaviour.Reply("Hello.") with { Usage = new Steward.Tests.Support.TokenUsage(100, 100) };

    public static TheoryData<Database, string> Scopes() => OnBoth.Of(["company", "user:ana", "key:", Model]);

    [Theory, MemberData(nameof(Scopes)), Trait("Requirement", "T143")]
    public async Task Requests_of_a_minute_are_exact_however_many_come_at_once(Database on, string scope)
    {
        var (world, company) = await StartAsync(on);
        var made = await company.PostAsync(Service.Platform, "/v1/keys", new { name = "app", role = "member", scopes = new[] { "chat" } }, HttpStatusCode.Created);
        if (scope == "key:") scope += made.GetProperty("id").GetString();
        await SetAsync(company, new { scope, requestsPerMinute = 5 });
        company = company.With(made.GetProperty("key").GetString()!);
        var asked = world.Provider.CallCount;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(company)));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(5);
        (world.Provider.CallCount - asked).ShouldBe(5);
        var refused = answers.First(a => a.StatusCode != HttpStatusCode.OK);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 61);
        var problem = await Company.ReadAsync(refused, HttpStatusCode.TooManyRequests);
        var error = problem.GetProperty("error");
        (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()).ShouldBe(("rate_limit_error", "rate_limited"));
        problem.GetProperty("scope").GetString().ShouldBe(scope);
        await company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T143"), Trait("Speed", "Slow")]
    public async Task Two_servers_on_one_database_count_a_minute_together(Database on)
    {
        var (world, company) = await StartAsync(on);
        await using var two = await TestServer.StartAsync(on, new TestServerOptions { Settings = World.UseOf(world.Provider, "OpenAi"), Roles = ["web"], ConnectionOf = world.Server.Connection });
        var there = company.At(two);
        await SetAsync(company, new { scope = "company", requestsPerMinute = 7 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => CallAsync(i % 2 == 0 ? company : there)));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(7);
    }

    [Theory, OnBothDatabases]
    public async Task Tokens_of_a_minute_are_counted_at_their_worst_until_the_answer_tells_how_many_they_were(Database on)
    {
        var (_, company) = await StartAsync(on);
        await SetAsync(company, new { scope = "company", tokensPerMinute = 1500 });

        // Each may take a thousand and takes two hundred.
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++) answers.Add(await CallAsync(company, maxTokens: 700));
        answers.Select(a => a.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests]);
        (await Company.ReadAsync(answers[3], HttpStatusCode.TooManyRequests)).GetProperty("error").GetProperty("message").GetString().ShouldBe("The limit is 1500 tokens a minute for company.");
        new SlidingWindow((await company.RowsAsync<Budget>()).Single().Minute, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).Amount.ShouldBe(600);
    }

    [Theory, OnBothDatabases]
    public async Task Request_of_more_tokens_than_a_minute_ever_has_is_told_to_ask_for_fewer(Database on)
    {
        var (world, company) = await StartAsync(on);
        await SetAsync(company, new { scope = "company", tokensPerMinute = 500 });
        var asked = world.Provider.CallCount;

        var problem = await Company.ReadAsync(await CallAsync(company, maxTokens: 700), HttpStatusCode.RequestEntityTooLarge);
        problem.GetProperty("error").GetProperty("code").GetString().ShouldBe("request_too_large");
        problem.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("lower max_tokens");
        world.Provider.CallCount.ShouldBe(asked);
    }

    [Theory, OnBothDatabases]
    public async Task Headers_tell_how_many_requests_and_tokens_the_minute_still_has(Database on)
    {
        var (_, company) = await StartAsync(on);
        await SetAsync(company, new { scope = "company", requestsPerMinute = 10, tokensPerMinute = 5000 });

        var answer = await CallAsync(company, maxTokens: 700);
        var policies = string.Join(", ", answer.Headers.GetValues("RateLimit-Policy"));
        policies.ShouldContain("\"company-requests\";q=10;qu=\"requests\";w=60");
        policies.ShouldContain("\"company-tokens\";q=5000;qu=\"tokens\";w=60");
        string.Join(", ", answer.Headers.GetValues("RateLimit")).ShouldContain("\"company-requests\";r=9;t=");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C068"), Trait("Requirement", "C071")]
    public async Task Quota_of_tokens_is_told_of_at_80_percent_and_answers_402_when_it_does_not_suffice(Database on)
    {
        var (world, company) = await StartAsync(on);
        await SetAsync(company, new { scope = "company", tokens = 1250 });
        var watch = world.Server.Services.GetRequiredService<BudgetWatch>();

        (await CallAsync(company, maxTokens: 700)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await company.ExecuteAsync("UPDATE gateway_budgets SET spent_tokens = 1000 WHERE tenant_id = @Id", new { company.Id });
        await watch.PassAsync(TestContext.Current.CancellationToken);
        await watch.PassAsync(TestContext.Current.CancellationToken);
        var line = (await company.GetAsync(Service.Platform, "/v1/budgets")).GetProperty("budgets")[0];
        (line.GetProperty("tokens").GetInt64(), line.GetProperty("tokensUsed").GetInt64()).ShouldBe((1250, 1000));
        line.GetProperty("tokenAlerts").EnumerateArray().Select(a => a.GetInt32()).ShouldBe([80]);

        var asked = world.Provider.CallCount;
        var problem = await Company.ReadAsync(await CallAsync(company, maxTokens: 700), HttpStatusCode.PaymentRequired);
        (problem.GetProperty("error").GetProperty("type").GetString(), problem.GetProperty("error").GetProperty("code").GetString()).ShouldBe(("insufficient_quota", "token_quota_exceeded"));
        var quota = problem.GetProperty("quota");
        (quota.GetProperty("allowed").GetBoolean(), quota.GetProperty("limit").GetInt64(), quota.GetProperty("used").GetInt64(), quota.GetProperty("remaining").GetInt64()).ShouldBe((false, 1250, 1000, 250));
        world.Provider.CallCount.ShouldBe(asked);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T071")]
    public async Task Limits_are_set_as_a_whole_and_what_is_left_out_is_not_limited(Database on)
    {
        var (_, company) = await StartAsync(on);
        var line = await SetAsync(company, new { scope = "user:ana", tokens = 5, requestsPerMinute = 2 });
        (line.TryGetProperty("budget", out _), line.GetProperty("tokens").GetInt64(), line.GetProperty("requestsPerMinute").GetInt32()).ShouldBe((false, 5, 2));
        line = await SetAsync(company, new { scope = "user:ana", budget = 3 });
        (line.GetProperty("budget").GetDecimal(), line.TryGetProperty("tokens", out _), line.TryGetProperty("requestsPerMinute", out _)).ShouldBe((3, false, false));
        // The older route sets the company's money and leaves its other limits.
        await SetAsync(company, new { scope = "company", budget = 3, tokens = 77 });
        await company.BudgetAsync(9);
        (await company.GetAsync(Service.Platform, "/v1/budgets")).GetProperty("budgets")[0].GetProperty("tokens").GetInt64().ShouldBe(77);
        var wrong = await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "user:ana" }, HttpStatusCode.BadRequest);
        wrong.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/budget");
    }

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        world.Provider.Default = Costly;
        return (world, await Company.AtAsync(world.Server));
    }

    private static async Task<JsonElement> SetAsync(Company company, object limits) => (await company.PutAsync(Service.Platform, "/v1/budgets", limits)).GetProperty("budget");

    private static Task<HttpResponseMessage> CallAsync(Company company, int maxTokens = 100) => company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions",
        new { model = "openai/gpt-4o-mini", user = "ana", max_tokens = maxTokens, messages = new[] { new { role = "user", content = new string('x', 200) } } });
}
