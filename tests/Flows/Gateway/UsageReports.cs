using System.Net;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using static Flows.Gateway.UsageFigures;

namespace Flows.Gateway;

/// <summary>Usage reports: every breakdown is of the same calls, whatever they are narrowed to.</summary>
public sealed class UsageReports(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly DateTime Day1 = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory, OnBothDatabases, Trait("Requirement", "P031"), Trait("Requirement", "P032"), Trait("Requirement", "P046"), Trait("Requirement", "P047")]
    public async Task A_call_is_in_the_report_with_its_tokens_its_cost_and_who_asked(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var good = Q2QAnswer.Confident("I feel confident").Json();
        world.Provider.Enqueue(
            Behaviour.Reply(good) with { Usage = new(1003, 7, Cached: 3) }, Behaviour.Reply("no") with { Usage = new(500, 5) }, Behaviour.Reply("no") with { Usage = new(600, 6) });
        await company.ClassifyAsync("I feel confident when I speak.");
        await company.ClassifyAsync("I feel confident when I speak up.");
        var ledger = await company.RowsAsync<LedgerEntry>();

        foreach (var path in new[] { "report", "current-month", "last-n-days", "last-n-days?days=1" })
        {
            var report = Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/" + path));
            report.GetProperty("totalJobs").GetInt64().ShouldBe(4, "two answers, and two calls whose answers were of no use");
            report.GetProperty("totalPromptTokens").GetInt64().ShouldBe(1003 + 500 + 600);
            report.GetProperty("totalCompletionTokens").GetInt64().ShouldBe(7 + 5 + 6);
            report.GetProperty("totalEstimatedCost").GetDecimal().ShouldBe(Money.Usd(ledger.Sum(e => e.CostPico)));
            report.GetProperty("byModel").GetProperty("gpt-4o-mini").GetProperty("provider").GetString().ShouldBe("openai");
            report.GetProperty("byProvider").GetProperty("builtin").GetProperty("estimatedCost").GetDecimal().ShouldBe(0);
            report.GetProperty("byUser").EnumerateObject().ShouldHaveSingleItem().Name.ShouldStartWith("key:");
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P034"), Trait("Requirement", "P046"), Trait("Requirement", "P048")]
    public async Task Every_breakdown_sums_to_the_total_whatever_the_calls(Database on)
    {
        var world = await worlds.On(on);
        foreach (var seed in Enumerable.Range(1, 5))
        {
            var company = await Company.AtAsync(world.Server);
            var spending = new RandomSpending(new Random(seed), Day1);
            var entries = await SpentAsync(company, Enumerable.Range(0, 300).Select(_ => spending.Entry(company.Id)));
            for (var i = 0; i < 12; i++)
            {
                var asked = spending.Ask();
                Agrees(Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/report" + asked.Query)), [.. entries.Where(asked.Sees)], asked.Top);
            }
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P046")]
    public async Task A_job_counts_once_where_its_last_call_is_and_its_failed_calls_cost(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var job = Guid.CreateVersion7();
        await SpentAsync(company, [
            Entry(company.Id, Day1.AddHours(23), "openai", "gpt-4o", "ann", job, 100, "failed"),
            Entry(company.Id, Day1.AddHours(25), "anthropic", "claude-sonnet-4", "ann", job, 30),
            Entry(company.Id, Day1.AddHours(26), "openai", "gpt-4o", "ben", null, 7),
        ]);
        var both = Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/report?startDate=2026-03-01&endDate=2026-03-02"));
        both.GetProperty("totalJobs").GetInt64().ShouldBe(2);
        both.GetProperty("byProvider").GetProperty("openai").GetProperty("jobs").GetInt64().ShouldBe(1);
        both.GetProperty("byProvider").GetProperty("openai").GetProperty("estimatedCost").GetDecimal().ShouldBe(Money.Usd(107));
        both.GetProperty("byProvider").GetProperty("anthropic").GetProperty("jobs").GetInt64().ShouldBe(1);
        both.GetProperty("byDate").GetProperty("2026-03-01").GetProperty("jobs").GetInt64().ShouldBe(0);

        var first = Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/report?startDate=2026-03-01&endDate=2026-03-01"));
        first.GetProperty("totalJobs").GetInt64().ShouldBe(1, "the job's last call of that day");
        first.GetProperty("totalEstimatedCost").GetDecimal().ShouldBe(Money.Usd(100));
        var claude = Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/report?startDate=2026-03-01&endDate=2026-03-02&provider=Claude"));
        claude.GetProperty("byProvider").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("anthropic");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P034")]
    public async Task Top_users_stand_apart_the_rest_is_other_and_nobody_is_unknown(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        await SpentAsync(company, Enumerable.Range(1, 15).Select(i => Entry(company.Id, Day1, "openai", "gpt-4o", $"user-{i:00}", null, i))
            .Append(Entry(company.Id, Day1, "openai", "gpt-4o", null, null, 1000)).Append(Entry(company.Id, Day1, "openai", "gpt-4o", "other", null, 500)));
        const string march = "/api/ai/usage/report?startDate=2026-03-01&endDate=2026-03-31";

        Names(await company.GetAsync(Service.Pages, march), "byUser").ShouldBe([.. Enumerable.Range(0, 10).Select(i => $"user-{15 - i:00}"), "other", "unknown"]);
        var two = Sound(await company.GetAsync(Service.Pages, march + "&topUsersLimit=2"));
        two.GetProperty("byUser").EnumerateObject().Select(u => u.Name).ShouldBe(["user-15", "user-14", "other", "unknown"]);
        two.GetProperty("byUser").GetProperty("other").GetProperty("estimatedCost").GetDecimal().ShouldBe(Money.Usd(Enumerable.Range(1, 13).Sum() + 500));
        Names(await company.GetAsync(Service.Pages, march + "&userId=unknown"), "byUser").ShouldBe(["unknown"]);
        Names(await company.GetAsync(Service.Pages, march + "&userId=user-03"), "byUser").ShouldBe(["user-03"]);
    }

    [Theory, OnBothDatabases]
    public async Task Models_of_one_name_at_two_providers_are_told_apart(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        await SpentAsync(company, [
            Entry(company.Id, Day1, "openai", "gpt-4o", "a", null, 5), Entry(company.Id, Day1, "selfhosted", "gpt-4o", "a", null, 0), Entry(company.Id, Day1, "openai", "gpt-5", "a", null, 3),
        ]);
        Names(await company.GetAsync(Service.Pages, "/api/ai/usage/report?startDate=2026-03-01&endDate=2026-03-01"), "byModel").ShouldBe(["openai/gpt-4o", "gpt-5", "selfhosted/gpt-4o"]);
    }

    [Theory, OnBothDatabases]
    public async Task A_company_sees_its_own_usage_the_owner_any_or_all_and_a_viewer_none(Database on)
    {
        var world = await worlds.On(on);
        var (first, second, owner) = (await Company.AtAsync(world.Server), await Company.AtAsync(world.Server), await Company.AtAsync(world.Server, "owner"));
        var only = "user-" + Guid.NewGuid();
        await SpentAsync(first, [Entry(first.Id, Day1, "openai", "gpt-4o", only, null, 5)]);
        await SpentAsync(second, [Entry(second.Id, Day1, "openai", "gpt-4o", only, null, 6)]);
        const string day = "/api/ai/usage/report?startDate=2026-03-01&endDate=2026-03-01";
        async Task<decimal> CostAsync(Company who, string query) => Sound(await who.GetAsync(Service.Pages, day + query)).GetProperty("totalEstimatedCost").GetDecimal();

        (await CostAsync(first, "")).ShouldBe(Money.Usd(5));
        (await CostAsync(await first.AsAsync("analyst"), $"&companyId={first.Id}")).ShouldBe(Money.Usd(5));
        (await CostAsync(owner, $"&companyId={second.Id}")).ShouldBe(Money.Usd(6));
        (await CostAsync(owner, $"&userId={only}")).ShouldBe(Money.Usd(11));
        await first.GetAsync(Service.Pages, $"{day}&companyId={second.Id}", HttpStatusCode.NotFound);
        await (await first.AsAsync("viewer")).GetAsync(Service.Pages, day, HttpStatusCode.Forbidden);
        await (await first.AsAsync("member")).GetAsync(Service.Pages, "/api/ai/usage/current-month", HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases]
    public async Task What_there_cannot_be_is_refused_with_its_name(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        foreach (var (query, pointer) in new[]
        {
            ("report?startDate=yesterday", "/startDate"), ("report?endDate=2026-02-30", "/endDate"), ("report?startDate=2026-03-02&endDate=2026-03-01", "/startDate"),
            ("report?startDate=2025-01-01&endDate=2026-03-01", "/startDate"), ("report?startDate=0001-01-01&endDate=0001-01-02", "/startDate"), ("report?endDate=9999-12-31", "/endDate"),
            ("report?topUsersLimit=0", "/topUsersLimit"), ("report?topUsersLimit=101", "/topUsersLimit"), ("report?format=xml", "/format"),
            ("report?userId=" + new string('u', 201), "/userId"), ("last-n-days?days=0", "/days"), ("last-n-days?days=366", "/days"), ("last-n-days?days=week", "/days"),
            ("current-month?topUsersLimit=many", "/topUsersLimit"),
        })
        {
            var problem = await company.GetAsync(Service.Pages, "/api/ai/usage/" + query, HttpStatusCode.BadRequest);
            problem.GetProperty("code").GetString().ShouldBe("validation", query);
            problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldContain(pointer, query);
        }

        Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/report?startDate=2025-01-26&endDate=2026-03-01")).GetProperty("totalJobs").GetInt64().ShouldBe(0, "400 days");
    }
}
