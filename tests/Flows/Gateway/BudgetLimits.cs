using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Limits of keys, users and tasks beside the company's own, and what is told when one is nearly used.</summary>
public sealed class BudgetLimits(ChatWorlds worlds) : IClassFixture<ChatWorlds>
{
    // 100 tokens in and 100 out of gpt-4o-mini.
    private const decimal Each = 0.000075m;

    private static readonly Behaviour Costly = Behaviour.Reply("Hello.") with { Usage = new Steward.Tests.Support.TokenUsage(100, 100) };

    public static TheoryData<Database, string> Scopes() => OnBoth.Of(["user:ana", "task:chat", "key:"]);

    [Theory, MemberData(nameof(Scopes))]
    public async Task Part_of_a_company_is_refused_at_its_own_limit_until_that_is_removed_and_the_rest_goes_on(Database on, string kind)
    {
        var (world, company) = await StartAsync(on);
        var made = await company.PostAsync(Service.Platform, "/v1/keys", new { name = "app", role = "member", scopes = new[] { "chat" } }, HttpStatusCode.Created);
        var app = company.With(made.GetProperty("key").GetString()!);
        var scope = kind == "key:" ? kind + made.GetProperty("id").GetString() : kind;
        world.Provider.Default = Costly;
        (await SetAsync(company, scope, 0)).GetProperty("scope").GetString().ShouldBe(scope);

        var refused = await app.PostAsync(Service.Platform, "/v1/chat/completions", BodyFor("ana"), HttpStatusCode.TooManyRequests);
        refused.GetProperty("scope").GetString().ShouldBe(scope);
        if (kind == "user:ana") await app.PostAsync(Service.Platform, "/v1/chat/completions", BodyFor("bob"));
        if (kind == "key:") await company.PostAsync(Service.Platform, "/v1/chat/completions", BodyFor("ana"));
        (await company.SendAsync(HttpMethod.Delete, Service.Platform, $"/v1/budgets?scope={Uri.EscapeDataString(scope)}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await app.PostAsync(Service.Platform, "/v1/chat/completions", BodyFor("ana"));
        await company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Each_limit_counts_what_is_spent_under_it(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Costly;
        await SetAsync(company, "user:ana", 1);
        await SetAsync(company, "task:chat", 2);
        foreach (var user in (string[])["ana", "ana", "bob"]) await company.PostAsync(Service.Platform, "/v1/chat/completions", BodyFor(user));
        var lines = (await company.GetAsync(Service.Platform, "/v1/budgets")).GetProperty("budgets").EnumerateArray()
            .ToDictionary(b => b.GetProperty("scope").GetString()!, b => (b.GetProperty("spent").GetDecimal(), b.GetProperty("reserved").GetDecimal(), b.GetProperty("remaining").GetDecimal()));
        lines["company"].ShouldBe((3 * Each, 0, 1000 - 3 * Each));
        lines["task:chat"].ShouldBe((3 * Each, 0, 2 - 3 * Each));
        lines["user:ana"].ShouldBe((2 * Each, 0, 1 - 2 * Each));
        (await company.RowsAsync<LedgerEntry>()).ShouldAllBe(e => e.KeyId != null);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C072"), Trait("Requirement", "P048")]
    public async Task Limit_that_is_used_to_80_95_and_100_percent_is_told_of_once_a_month_each_and_again_once_it_was_raised(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Costly;
        await SetAsync(company, "company", 1);
        foreach (var (spent, told) in new (decimal, int[])[] { (0.79m, []), (0.80m, [80]), (0.94m, [80]), (0.96m, [80, 95]), (1.0m, [80, 95, 100]) })
        {
            await company.ExecuteAsync("UPDATE gateway_budgets SET spent_pico = @spent WHERE tenant_id = @Id", new { spent = Money.Pico(spent), company.Id });
            await Watch(company).PassAsync(TestContext.Current.CancellationToken);
            await Watch(company).PassAsync(TestContext.Current.CancellationToken);
            (await AlertsAsync(company)).ShouldBe(told);
            (await company.RowsAsync<BudgetAlert>()).Count.ShouldBe(told.Length);
        }

        await SetAsync(company, "company", 10);
        (await AlertsAsync(company)).ShouldBeEmpty();
        await company.ExecuteAsync("UPDATE gateway_budgets SET spent_pico = @spent WHERE tenant_id = @Id", new { spent = Money.Pico(8.5m), company.Id });
        await Watch(company).PassAsync(TestContext.Current.CancellationToken);
        (await AlertsAsync(company)).ShouldBe([80]);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_left_of_a_budget_and_the_share_that_is_used_are_metrics(Database on)
    {
        var (_, company) = await StartAsync(on);
        await SetAsync(company, "company", 12.5m);
        // Among the fifty that have spent most, whoever else this database has seen.
        await company.ExecuteAsync("UPDATE gateway_budgets SET spent_pico = @spent WHERE tenant_id = @Id", new { spent = Money.Pico(2.25m), company.Id });
        await Watch(company).PassAsync(TestContext.Current.CancellationToken);
        var metrics = await (await company.SendAsync(HttpMethod.Get, Service.Q2Q, "/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        metrics.ShouldContain($"q2q_budget_remaining{{company_id=\"{company.Id}\"}} 10.25");
        metrics.ShouldContain($"steward_ai_budget_used_ratio{{company_id=\"{company.Id}\"}} 0.18");
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_limits_are_refused_with_what_is_wrong_and_only_those_who_manage_budgets_set_them(Database on)
    {
        var (_, company) = await StartAsync(on);
        foreach (var (body, pointer) in new (object, string)[]
        {
            (new { budget = 1 }, "/scope"), (new { scope = "team:x", budget = 1 }, "/scope"), (new { scope = "user:", budget = 1 }, "/scope"),
            (new { scope = "company" }, "/budget"), (new { scope = "company", budget = -1 }, "/budget"),
        })
            (await company.PutAsync(Service.Platform, "/v1/budgets", body, HttpStatusCode.BadRequest)).GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
        (await company.SendAsync(HttpMethod.Delete, Service.Platform, "/v1/budgets?scope=company")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await company.SendAsync(HttpMethod.Delete, Service.Platform, "/v1/budgets?scope=user:nobody")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var operatorOfIt = await company.AsAsync("operator");
        await operatorOfIt.PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", budget = 1 }, HttpStatusCode.Forbidden);
        await operatorOfIt.GetAsync(Service.Platform, "/v1/budgets");
    }

    private static BudgetWatch Watch(Company company) => company.Server.Services.GetRequiredService<BudgetWatch>();

    private static async Task<JsonElement> SetAsync(Company company, string scope, decimal budget) =>
        (await company.PutAsync(Service.Platform, "/v1/budgets", new { scope, budget })).GetProperty("budget");

    private static async Task<int[]> AlertsAsync(Company company) =>
        [.. (await company.GetAsync(Service.Platform, "/v1/budgets")).GetProperty("budgets")[0].GetProperty("alerts").EnumerateArray().Select(a => a.GetInt32())];

    private static object BodyFor(string user) => new { model = "fast", user, max_tokens = 200, messages = new[] { new { role = "user", content = "Say hello." } } };

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }
}
