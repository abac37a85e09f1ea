using System.Net;
using System.Text.Json;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Nothing in the ledger is ever changed: what was wrong is corrected by further entries, once, and the month's money moves with them.</summary>
public sealed class LedgerCorrections(ChatWorlds worlds) : IClassFixture<ChatWorlds>
{
    // 100 tokens in and 10 out of gpt-4o-mini.
    private const long Cost = 21_000_000;

    [Theory, OnBothDatabases, Trait("Requirement", "T142")]
    public async Task Repriced_period_costs_what_the_version_says_however_often_it_is_repriced(Database on)
    {
        var (company, owner) = await SpendAsync(on, 3);
        var (dear, cheap) = (await VersionAsync(owner, 0.30m, 1.20m), await VersionAsync(owner, 0.015m, 0.06m));
        var first = await RepriceAsync(owner, company, dear);
        (Number(first, "calls"), Number(first, "corrected"), first.GetProperty("differenceUsd").GetDecimal()).ShouldBe((3L, 3L, Money.Usd(3 * Cost)));
        await TotalsAsync(company, 3, 6 * Cost);

        Number(await RepriceAsync(owner, company, dear), "corrected").ShouldBe(0);
        Number(await RepriceAsync(owner, company, cheap), "corrected").ShouldBe(3);
        await TotalsAsync(company, 3, 3 * Cost / 10);
        Number(await RepriceAsync(owner, company, ShippedPrices.List.Version.Version), "corrected").ShouldBe(3);
        await TotalsAsync(company, 3, 3 * Cost);
        var corrections = (await company.RowsAsync<LedgerEntry>()).Where(e => e.Outcome == "correction").ToList();
        corrections.Count.ShouldBe(9);
        corrections.ShouldAllBe(e => e.InputTokens + e.CachedTokens + e.CacheWriteTokens + e.OutputTokens == 0);
        corrections.GroupBy(e => e.CorrectsId).ShouldAllBe(g => g.OrderBy(e => e.CorrectsNo).Select(e => e.CorrectsNo).SequenceEqual(new[] { 1, 2, 3 }));
    }

    [Theory, OnBothDatabases]
    public async Task Dry_run_says_what_would_change_and_writes_nothing(Database on)
    {
        var (company, owner) = await SpendAsync(on, 2);
        var result = await RepriceAsync(owner, company, await VersionAsync(owner, 0.30m, 1.20m), dryRun: true);
        (Number(result, "corrected"), result.GetProperty("differenceUsd").GetDecimal()).ShouldBe((2L, Money.Usd(2 * Cost)));
        await TotalsAsync(company, 2, 2 * Cost);
        (await company.RowsAsync<LedgerEntry>()).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Limits_of_users_and_tasks_move_with_their_calls_and_other_companies_stay(Database on)
    {
        var (company, owner) = await SpendAsync(on, 0);
        var (other, _) = await SpendAsync(on, 1);
        foreach (var scope in (string[])["user:ana", "user:bob", "task:chat"]) await company.PutAsync(Service.Platform, "/v1/budgets", new { scope, budget = 1 });
        for (var i = 0; i < 2; i++) await AskAsync(company);
        await RepriceAsync(owner, company, await VersionAsync(owner, 0.30m, 1.20m));
        (await company.RowsAsync<Budget>()).Select(b => (b.Scope, b.SpentPico)).Order().ShouldBe([("", 4 * Cost), ("task:chat", 4 * Cost), ("user:ana", 4 * Cost), ("user:bob", 0)]);
        await TotalsAsync(other, 1, Cost);
    }

    [Theory, OnBothDatabases]
    public async Task Limit_that_was_set_after_a_call_is_not_freed_by_what_is_taken_off_it(Database on)
    {
        var (company, owner) = await SpendAsync(on, 2);
        await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "task:chat", budget = 1 });
        await RepriceAsync(owner, company, await VersionAsync(owner, 0.015m, 0.06m));
        (await company.RowsAsync<Budget>()).Single(b => b.Scope == "task:chat").SpentPico.ShouldBe(0);
        await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "task:chat", tokens = 1_000_000 });
        await AskAsync(company);
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Many_calls_are_repriced_in_pages_and_what_nobody_can_price_is_left_and_counted(Database on)
    {
        var (company, owner) = await SpendAsync(on, 1);
        var at = DateTime.UtcNow;
        LedgerEntry Entry(int i, string model, string outcome) => UsageFigures.Entry(company.Id, at.AddSeconds(-i % 7), "openai", model, "ana", null, 0, outcome);
        await UsageFigures.SpentAsync(company, Enumerable.Range(0, 1_200).Select(i => Entry(i, "gpt-4o-mini", "ok")).Append(Entry(1, "gone", "ok")).Append(Entry(2, "gpt-4o-mini", "unknown")));
        var result = await RepriceAsync(owner, company, await VersionAsync(owner, 0.30m, 1.20m));
        (Number(result, "calls"), Number(result, "corrected"), Number(result, "unpriced"), Number(result, "unknown")).ShouldBe((1_203L, 1_201L, 1L, 1L));
        (await company.RowsAsync<LedgerEntry>()).Sum(e => e.CostPico).ShouldBe(2 * Cost + 1_200 * (10 * 300_000L + 2 * 300_000L + 5 * 1_200_000L));
    }

    [Theory, OnBothDatabases]
    public async Task Correction_by_hand_counts_stays_when_the_call_is_repriced_and_takes_no_more_than_there_is(Database on)
    {
        var (company, owner) = await SpendAsync(on, 1);
        var call = (await company.RowsAsync<LedgerEntry>()).ShouldHaveSingleItem();
        var made = await CorrectAsync(owner, call.Id, Money.Usd(-1_000_000), HttpStatusCode.Created);
        (made.GetProperty("costUsd").GetDecimal(), made.GetProperty("totalUsd").GetDecimal()).ShouldBe((-0.000001m, 0.00002m));
        await TotalsAsync(company, 1, Cost - 1_000_000);
        await RepriceAsync(owner, company, await VersionAsync(owner, 0.30m, 1.20m));
        await TotalsAsync(company, 1, 2 * Cost - 1_000_000);
        var entry = (await company.GetAsync(Service.Platform, "/v1/audit?action=ledger.corrected")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (entry.GetProperty("object").GetString(), entry.GetProperty("details").GetProperty("reason").GetString()).ShouldBe(($"ledger:{call.Id}", "credited by the provider"));

        await CorrectAsync(owner, call.Id, -1, HttpStatusCode.BadRequest);
        await CorrectAsync(owner, call.Id, 0, HttpStatusCode.BadRequest);
        await CorrectAsync(owner, call.Id, 0.0000000000001m, HttpStatusCode.BadRequest);
        await CorrectAsync(owner, Guid.CreateVersion7(), 1, HttpStatusCode.NotFound);
        await CorrectAsync(owner, made.GetProperty("id").GetGuid(), 1, HttpStatusCode.NotFound);
        await CorrectAsync(company, call.Id, 1, HttpStatusCode.Forbidden);
        await owner.PostAsync(Service.Platform, "/v1/ledger/reprice", new { from = "2026-11-01T00:00:00Z", to = "2026-10-01T00:00:00Z", version = "x" }, HttpStatusCode.BadRequest);
        await owner.PostAsync(Service.Platform, "/v1/ledger/reprice", new { from = "2026-10-01T00:00:00Z", to = "2026-11-01T00:00:00Z", version = "none" }, HttpStatusCode.BadRequest);
        await owner.PostAsync(Service.Platform, "/v1/ledger/reprice", new { from = "2026-10-01T00:00:00Z", to = "2026-11-01T00:00:00Z", version = "none", companyId = "nobody" }, HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Corrections_at_the_same_time_are_both_written_or_one_is_refused(Database on)
    {
        var (company, owner) = await SpendAsync(on, 1);
        var call = (await company.RowsAsync<LedgerEntry>()).ShouldHaveSingleItem();
        var body = new { entryId = call.Id, costUsd = 0.5m, reason = "twice" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => owner.SendAsync(HttpMethod.Post, Service.Platform, "/v1/ledger/corrections", body)));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created || a.StatusCode == HttpStatusCode.Conflict);
        await TotalsAsync(company, 1, Cost + answers.Count(a => a.StatusCode == HttpStatusCode.Created) * Money.Pico(0.5m));
    }

    // So many calls by one user.
    private async Task<(Company Company, Company Owner)> SpendAsync(Database on, int calls)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(100, 10) };
        for (var i = 0; i < calls; i++) await AskAsync(company);
        return (company, await Company.AtAsync(world.Server, "owner"));
    }

    private static Task<JsonElement> AskAsync(Company company) => company.PostAsync(Service.Platform, "/v1/chat/completions", PriceBuckets.Asking("gpt-4o-mini", 10));

    // Of next year, so that calls are paid by the shipped table while others are repriced.
    private static async Task<string> VersionAsync(Company owner, decimal input, decimal output)
    {
        var name = "v-" + Guid.NewGuid().ToString("n")[..12];
        var from = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddYears(1).UtcDateTime.ToString("O"));
        await PriceImports.ImportAsync(owner, PriceImports.OneOf("gpt-4o-mini", input, output), $"?version={name}&effectiveFrom={from}", HttpStatusCode.Created);
        return name;
    }

    internal static async Task<JsonElement> RepriceAsync(Company owner, Company company, string version, bool dryRun = false)
    {
        var now = DateTimeOffset.UtcNow;
        var started = await owner.PostAsync(Service.Platform, "/v1/ledger/reprice", new { from = now.AddDays(-1), to = now.AddDays(1), companyId = company.Id, version, dryRun }, HttpStatusCode.Accepted);
        var path = $"/v1/jobs/{started.GetProperty("jobId").GetGuid()}";
        var job = await TestServer.EventuallyAsync(() => owner.GetAsync(Service.Platform, path), j => j.GetProperty("job").GetProperty("status").GetString() is "completed" or "failed");
        job.GetProperty("job").GetProperty("status").GetString().ShouldBe("completed", job.GetRawText());
        return job.GetProperty("result");
    }

    private static Task<JsonElement> CorrectAsync(Company owner, Guid entry, decimal usd, HttpStatusCode expected) =>
        owner.PostAsync(Service.Platform, "/v1/ledger/corrections", new { entryId = entry, costUsd = usd, reason = "credited by the provider" }, expected);

    // The books and both reports agree: so many calls, however often they were corrected, and what they cost now.
    private static async Task TotalsAsync(Company company, int calls, long pico)
    {
        (await company.BalancedLedgerAsync()).Sum(e => e.CostPico).ShouldBe(pico);
        var metrics = (await company.GetAsync(Service.Q2Q, "/cost/metrics")).GetProperty("metrics");
        (metrics.GetProperty("totalRequests").GetInt64(), metrics.GetProperty("totalCost").GetDecimal()).ShouldBe((calls, Money.Usd(pico)));
        var report = UsageFigures.Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/last-n-days"));
        (report.GetProperty("totalJobs").GetInt64(), report.GetProperty("totalEstimatedCost").GetDecimal()).ShouldBe((calls, Money.Usd(pico)));
    }

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
