using System.Text.Json;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>What AI cost: every part sums to the total, to the last pico-dollar.</summary>
public sealed class CostReports(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string Text = "I feel confident when I speak.";

    [Theory, OnBothDatabases, Trait("Requirement", "T065"), Trait("Requirement", "T066"), Trait("Requirement", "T067")]
    public async Task Breakdowns_sum_to_the_total(Database on)
    {
        var world = await worlds.On(on);
        var company = await SpendAsync(world);
        var metrics = (await company.GetAsync(Service.Q2Q, "/cost/metrics")).GetProperty("metrics");
        var ledger = await company.RowsAsync<LedgerEntry>();

        metrics.GetProperty("totalRequests").GetInt64().ShouldBe(ledger.Count);
        metrics.GetProperty("totalCost").GetDecimal().ShouldBe(Money.Usd(ledger.Sum(e => e.CostPico)));
        metrics.GetProperty("totalTokens").GetInt64().ShouldBe(ledger.Sum(e => e.InputTokens + e.CachedTokens + e.OutputTokens));
        metrics.GetProperty("avgCostPerRequest").GetDecimal().ShouldBe(decimal.Round(Money.Usd(ledger.Sum(e => e.CostPico)) / ledger.Count, 12));
        foreach (var breakdown in new[] { "byProvider", "byModel" })
        {
            var parts = metrics.GetProperty(breakdown).EnumerateObject().Select(p => p.Value).ToList();
            parts.Sum(p => p.GetProperty("count").GetInt64()).ShouldBe(metrics.GetProperty("totalRequests").GetInt64());
            parts.Sum(p => p.GetProperty("cost").GetDecimal()).ShouldBe(metrics.GetProperty("totalCost").GetDecimal());
            parts.Sum(p => p.GetProperty("tokens").GetInt64()).ShouldBe(metrics.GetProperty("totalTokens").GetInt64());
        }

        metrics.GetProperty("byProvider").EnumerateObject().Select(p => p.Name).Order().ShouldBe(["builtin", "openai"]);
        metrics.GetProperty("byModel").EnumerateObject().Select(p => p.Name).Order().ShouldBe(["gpt-4o-mini", "rules"]);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T066")]
    public async Task Company_sees_its_own_and_the_owner_sees_all(Database on)
    {
        var world = await worlds.On(on);
        var (first, second) = (await SpendAsync(world), await SpendAsync(world));
        var owner = await Company.AtAsync(world.Server, "owner");
        static long Requests(JsonElement answer) => answer.GetProperty("metrics").GetProperty("totalRequests").GetInt64();

        Requests(await first.GetAsync(Service.Q2Q, "/cost/metrics")).ShouldBe((await first.RowsAsync<LedgerEntry>()).Count);
        Requests(await owner.GetAsync(Service.Q2Q, $"/cost/metrics?companyId={second.Id}")).ShouldBe((await second.RowsAsync<LedgerEntry>()).Count);
        Requests(await owner.GetAsync(Service.Q2Q, "/cost/metrics"))
            .ShouldBeGreaterThanOrEqualTo((await first.RowsAsync<LedgerEntry>()).Count + (await second.RowsAsync<LedgerEntry>()).Count);
        await (await first.AsAsync("viewer")).GetAsync(Service.Q2Q, "/cost/metrics", System.Net.HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T057"), Trait("Requirement", "T146"), Trait("Requirement", "T147"), Trait("Requirement", "T148")]
    public async Task Exposed_metrics_agree_with_the_ledger(Database on)
    {
        var world = await worlds.On(on);
        var company = await SpendAsync(world);
        using var client = world.Server.Client(Service.Q2Q);
        var exposed = (await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
        double Sum(string name, params string[] labels) => exposed
            .Where(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains(company.Id.ToString(), StringComparison.Ordinal) && labels.All(l.Contains))
            .Sum(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture));
        var paid = await company.BalancedLedgerAsync();

        Sum("q2q_requests_total", "provider=\"openai\"", "model=\"gpt-4o-mini\"").ShouldBe(paid.Count);
        Sum("q2q_cost_dollars").ShouldBe((double)Money.Usd(paid.Sum(e => e.CostPico)), 1e-12);
        Sum("q2q_tokens_total", "type=\"input\"").ShouldBe(paid.Sum(e => e.InputTokens + e.CachedTokens));
        Sum("q2q_tokens_total", "type=\"output\"").ShouldBe(paid.Sum(e => e.OutputTokens));
    }

    // Two good answers of different size, two bad ones and their fallback.
    private static async Task<Company> SpendAsync(World world)
    {
        var company = await Company.AtAsync(world.Server);
        var good = Q2QAnswer.Confident("I feel confident").Json();
        world.Provider.Enqueue(
            Behaviour.Reply(good) with { Usage = new(1003, 7, Cached: 3) }, Behaviour.Reply(good) with { Usage = new(997, 13) },
            Behaviour.Reply("no"), Behaviour.Reply("no") with { OmitUsage = true });
        for (var i = 0; i < 3; i++) await company.ClassifyAsync(Text);
        return company;
    }
}
