using System.Net;
using System.Text.Json;
using Steward.Gateway;
using Steward.Platform.Http;
using static Flows.Gateway.UsageFigures;

namespace Flows.Gateway;

/// <summary>The ledger as the cost code service shows it to a client.</summary>
public sealed class ClientUsages(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly DateTime Day1 = new(2026, 3, 30, 0, 0, 0, DateTimeKind.Utc);

    [Theory, OnBothDatabases, Trait("Requirement", "C068"), Trait("Requirement", "C069"), Trait("Requirement", "C070")]
    public async Task Operations_are_shown_by_cost_and_every_breakdown_sums_to_the_summary(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        var costs = new[] { ("codebook.search", 1), ("codebook.analysis", 20), ("codebook.refactor", 300), ("chat", 4), ("q2q.classify", 5), ("codebook.recommend", 60), ("codebook.refactor", 7) };
        await SpentAsync(company, costs.Select((c, i) =>
        {
            var entry = Entry(company.Id, Day1.AddDays(i), "openai", i % 2 == 0 ? "gpt-4o" : "gpt-4o-mini", "ann", null, c.Item2);
            (entry.Task, entry.CacheWriteTokens) = (c.Item1, 1);
            return entry;
        }));

        (await ShownAsync("operation_type")).ShouldBe(["refactor 307", "recommendation 60", "analysis 20", "other 9", "search 1"]);
        (await ShownAsync("model_name")).ShouldBe(["gpt-4o 313", "gpt-4o-mini 84"]);
        (await ShownAsync("month")).ShouldBe(["2026-03 21", "2026-04 376"]);
        (await ShownAsync("day")).Length.ShouldBe(7);
        var data = (await AskAsync(company, "")).GetProperty("data");
        data.EnumerateObject().Select(m => m.Name).ShouldBe(["client_id", "from_date", "to_date", "group_by", "summary", "breakdown"]);
        data.GetProperty("summary").GetRawText().ShouldBe("""{"total_tokens":126,"total_cost_usd":0.000000000397,"operations_count":7}""");
        data.GetProperty("breakdown")[0].GetRawText().ShouldBe("""{"operation_type":"refactor","tokens_input":26,"tokens_output":10,"tokens_total":36,"cost_usd":0.000000000307,"operations_count":2}""");

        async Task<string[]> ShownAsync(string by)
        {
            var usage = (await AskAsync(company, "&group_by=" + by)).GetProperty("data");
            var parts = usage.GetProperty("breakdown").EnumerateArray().ToList();
            foreach (var (part, whole) in new[] { ("tokens_total", "total_tokens"), ("cost_usd", "total_cost_usd"), ("operations_count", "operations_count") })
                parts.Sum(p => p.GetProperty(part).GetDecimal()).ShouldBe(usage.GetProperty("summary").GetProperty(whole).GetDecimal(), $"{by} {part}");
            return [.. parts.Select(p => $"{p.GetProperty(by).GetString()} {p.GetProperty("cost_usd").GetDecimal() * Money.PicoPerUsd:0}")];
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C071")]
    public async Task Summary_is_the_month_so_far_beside_its_budget(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        await company.BudgetAsync(2);
        await SpentAsync(company, [Entry(company.Id, DateTime.UtcNow, "openai", "gpt-4o", "ann", null, Money.Pico(1.7m)), Entry(company.Id, DateTime.UtcNow.AddDays(-32), "openai", "gpt-4o", "ann", null, 5)]);
        var answer = await company.GetAsync(Service.Codebook, $"/v1/clients/{company.Id}/llm-usage/summary");
        answer.GetProperty("meta").EnumerateObject().Select(m => m.Name).ShouldBe(["request_id", "timestamp"]);
        answer.GetProperty("data").GetRawText().ShouldBe(
            $$"""{"client_id":"{{company.Id}}","month":"{{DateTime.UtcNow:yyyy-MM}}","total_tokens":17,"total_cost_usd":1.70,"operations_count":1,"monthly_budget_usd":2.00,"budget_used_percent":85}""");
    }

    [Theory, OnBothDatabases]
    public async Task Failures_have_the_services_own_error_beside_the_problem(Database on)
    {
        var world = await worlds.On(on);
        var (company, other) = (await Company.AtAsync(world.Server), await Company.AtAsync(world.Server));
        var wrong = await company.GetAsync(Service.Codebook, $"/v1/clients/{company.Id}/llm-usage?from_date=soon&group_by=colour", HttpStatusCode.BadRequest);
        wrong.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe(["/from_date", "/group_by"]);
        var error = wrong.GetProperty("error");
        error.EnumerateObject().Select(m => m.Name).ShouldBe(["code", "message", "details", "request_id", "timestamp", "documentation_url"]);
        error.GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
        error.GetProperty("details").EnumerateObject().Select(m => m.Name).ShouldBe(["from_date", "group_by"]);
        error.GetProperty("request_id").GetString().ShouldBe(wrong.GetProperty("requestId").GetString());

        foreach (var (caller, path, status, code) in new[]
        {
            (company, $"/v1/clients/{other.Id}/llm-usage?group_by=colour", HttpStatusCode.NotFound, "CLIENT_NOT_FOUND"), (company, "/v1/clients/nobody/llm-usage/summary", HttpStatusCode.NotFound, "CLIENT_NOT_FOUND"),
            (await company.AsAsync("viewer"), $"/v1/clients/{company.Id}/llm-usage", HttpStatusCode.Forbidden, "INSUFFICIENT_PERMISSIONS"),
            (company.With("ck_live_wrong"), $"/v1/clients/{company.Id}/llm-usage", HttpStatusCode.Unauthorized, "INVALID_API_KEY"),
        })
            (await caller.GetAsync(Service.Codebook, path, status)).GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        var owner = await Company.AtAsync(world.Server, "owner");
        (await owner.GetAsync(Service.Codebook, $"/v1/clients/{other.Id}/llm-usage")).GetProperty("data").GetProperty("client_id").GetGuid().ShouldBe(other.Id);
        (await company.SendAsync(HttpMethod.Get, Service.Q2Q, $"/v1/clients/{company.Id}/llm-usage")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "on its own port only");
    }

    private static Task<JsonElement> AskAsync(Company company, string query) =>
        company.GetAsync(Service.Codebook, $"/v1/clients/{company.Id}/llm-usage?from_date=2026-03-30&to_date=2026-04-30{query}");
}
