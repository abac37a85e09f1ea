using System.Globalization;
using System.Net;
using System.Text.Json;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using static Flows.Gateway.UsageFigures;

namespace Flows.Gateway;

/// <summary>What AI took by any one or two of nine sides, and what of it was wasted: always of the same entries of the ledger.</summary>
public sealed class Breakdowns(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly DateTime Day1 = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Outcomes = ["ok", "ok", "ok", "failed", "invalid", "unknown"];
    private static readonly string[] Tasks = ["chat", "q2q.classify", "pages.generate", "codebook.refactor", "codebook.search"];

    private static readonly Dictionary<string, Func<LedgerEntry, string>> Sides = new()
    {
        ["tenant"] = e => e.TenantId.ToString(), ["product"] = e => e.Task.Split('.')[0], ["task"] = e => e.Task, ["provider"] = e => e.Provider, ["model"] = e => e.Model,
        ["user"] = e => e.UserId ?? "unknown", ["key"] = e => e.KeyId ?? "unknown", ["day"] = e => e.At.ToString("yyyy-MM-dd"), ["month"] = e => e.At.ToString("yyyy-MM"),
    };

    [Theory, OnBothDatabases, Trait("Requirement", "T142"), Trait("Requirement", "P046"), Trait("Requirement", "P047"), Trait("Requirement", "C068")]
    public async Task Each_group_has_what_its_entries_have_and_all_groups_sum_to_the_total(Database on)
    {
        var world = await worlds.On(on);
        foreach (var seed in Enumerable.Range(1, 2))
        {
            var company = await Company.AtAsync(world.Server);
            var entries = await SpentAsync(company, ByChance(new Random(seed), company.Id, 400));
            foreach (var by in Sides.Keys.Select(s => (string[])[s]).Concat([["task", "model"], ["product", "month"], ["day", "provider"], ["tenant", "user"], ["key", "task"]]))
            {
                var answer = await company.GetAsync(Service.Platform, $"/v1/usage?from=2026-03-05&to=2026-04-20&groupBy={string.Join(',', by)}");
                Agrees(answer, by, [.. entries.Where(e => e.At >= Day1.AddDays(4) && e.At < new DateTime(2026, 4, 21, 0, 0, 0, DateTimeKind.Utc))]);
            }
        }
    }

    [Theory, OnBothDatabases]
    public async Task Time_is_shown_in_its_order_and_everything_else_by_cost(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        await SpentAsync(company, [
            Entry(company.Id, Day1.AddDays(1), "openai", "gpt-4o", "ann", null, 5), Entry(company.Id, Day1, "openai", "gpt-5", "ann", null, 3), Entry(company.Id, Day1, "openai", "gpt-4o", "ben", null, 4),
        ]);
        (await NamesAsync("user,day")).ShouldBe(["ben 2026-03-01", "ann 2026-03-01", "ann 2026-03-02"]);
        (await NamesAsync("day")).ShouldBe(["2026-03-01", "2026-03-02"]);
        (await NamesAsync("model")).ShouldBe(["gpt-4o", "gpt-5"]);

        async Task<string[]> NamesAsync(string by) =>
            [.. Groups(await company.GetAsync(Service.Platform, $"/v1/usage?from=2026-03-01&to=2026-03-31&groupBy={by}")).Select(g => string.Join(' ', g.GetProperty("group").EnumerateObject().Select(m => m.Value)))];
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P033")]
    public async Task File_has_a_line_for_each_group_and_its_lines_sum_to_the_total(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        var entries = await SpentAsync(company, ByChance(new Random(7), company.Id, 100));
        var answer = await company.SendAsync(HttpMethod.Get, Service.Platform, "/v1/usage?from=2026-03-01&to=2026-05-31&groupBy=user,model&format=csv");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("usage-by-user-and-model-2026-03-01-to-2026-05-31.csv");
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')).ToList();
        string.Join(',', lines[0]).ShouldBe("User,Model,Calls,Failed calls,Jobs,Input tokens,Cached tokens,Cache write tokens,Output tokens,Total tokens,Cost (USD),Waste (USD),Saved (USD),Average latency (ms),95th percentile (ms)");
        lines.Skip(1).Sum(l => long.Parse(l[2], CultureInfo.InvariantCulture)).ShouldBe(entries.Count);
        lines.Skip(1).Sum(l => decimal.Parse(l[10], CultureInfo.InvariantCulture)).ShouldBe(Money.Usd(entries.Sum(e => e.CostPico)));
        lines.Skip(1).Select(l => l[0]).ShouldContain("'=1+1", "a formula stays a text");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "C070")]
    public async Task Owner_sees_what_each_company_spends_and_a_company_only_itself(Database on)
    {
        var world = await worlds.On(on);
        var (first, second, owner) = (await Company.AtAsync(world.Server), await Company.AtAsync(world.Server), await Company.AtAsync(world.Server, "owner"));
        await SpentAsync(first, [Entry(first.Id, Day1.AddYears(-1), "openai", "gpt-4o", "ann", null, 5), Entry(first.Id, Day1.AddYears(-1), "openai", "gpt-5", "ann", null, 2)]);
        await SpentAsync(second, [Entry(second.Id, Day1.AddYears(-1), "openai", "gpt-4o", "ann", null, 6)]);
        const string asked = "/v1/usage?from=2025-03-01&to=2025-03-01&groupBy=tenant,model";
        static (Guid, string?, decimal)[] Costs(JsonElement answer) => [.. Groups(answer).Select(g =>
            (g.GetProperty("group").GetProperty("tenant").GetGuid(), g.GetProperty("group").GetProperty("model").GetString(), g.GetProperty("cost").GetDecimal() * Money.PicoPerUsd))];

        Costs(await owner.GetAsync(Service.Platform, asked)).ShouldBe([(second.Id, "gpt-4o", 6), (first.Id, "gpt-4o", 5), (first.Id, "gpt-5", 2)]);
        Groups(await owner.GetAsync(Service.Platform, asked)).ShouldAllBe(g => g.GetProperty("tenantName").GetString()!.Length > 0);
        Costs(await owner.GetAsync(Service.Platform, asked + $"&companyId={first.Id}")).ShouldBe([(first.Id, "gpt-4o", 5), (first.Id, "gpt-5", 2)]);
        Costs(await first.GetAsync(Service.Platform, asked)).ShouldBe([(first.Id, "gpt-4o", 5), (first.Id, "gpt-5", 2)]);
        foreach (var path in (string[])["/v1/usage", "/v1/usage/waste", "/v1/usage/forecast"])
        {
            await first.GetAsync(Service.Platform, $"{path}?companyId={second.Id}&from=never", HttpStatusCode.NotFound);
            await (await first.AsAsync("viewer")).GetAsync(Service.Platform, path, HttpStatusCode.Forbidden);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Groups_behind_the_first_ten_thousand_are_one(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        await SpentAsync(company, Enumerable.Range(1, 10_003).Select(i => Entry(company.Id, Day1, "openai", "gpt-4o", $"user-{i}", null, i)));
        var answer = await company.GetAsync(Service.Platform, "/v1/usage?from=2026-03-01&to=2026-03-01&groupBy=user");
        Groups(answer).Count.ShouldBe(10_000);
        answer.GetProperty("other").GetProperty("calls").GetInt64().ShouldBe(3);
        answer.GetProperty("other").GetProperty("cost").GetDecimal().ShouldBe(Money.Usd(1 + 2 + 3));
        (Groups(answer).Sum(g => g.GetProperty("cost").GetDecimal()) + Money.Usd(6)).ShouldBe(answer.GetProperty("total").GetProperty("cost").GetDecimal());
        var file = await company.SendAsync(HttpMethod.Get, Service.Platform, "/v1/usage?from=2026-03-01&to=2026-03-01&groupBy=user&format=csv");
        (await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\r\n(other),3,0,3,");
    }

    [Theory, OnBothDatabases]
    public async Task What_there_cannot_be_is_refused_with_its_name(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        foreach (var (query, pointer) in new[]
        {
            ("?groupBy=colour", "/groupBy"), ("?groupBy=", "/groupBy"), ("?groupBy=task,task", "/groupBy"), ("?groupBy=task,model,user", "/groupBy"), ("?groupBy=outcome", "/groupBy"),
            ("?format=xml", "/format"), ("?from=yesterday", "/from"), ("?to=2026-02-30", "/to"), ("?from=2026-03-02&to=2026-03-01", "/from"), ("/waste?from=2025-01-01&to=2026-03-01", "/from"),
        })
        {
            var problem = await company.GetAsync(Service.Platform, "/v1/usage" + query, HttpStatusCode.BadRequest);
            problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe([pointer], query);
        }

        var nothing = await company.GetAsync(Service.Platform, "/v1/usage?from=2020-01-01&to=2020-01-01");
        (Groups(nothing).Count, nothing.GetProperty("total").GetProperty("calls").GetInt64(), nothing.TryGetProperty("other", out _)).ShouldBe((0, 0, false));
    }

    [Theory, OnBothDatabases]
    public async Task Waste_is_what_was_paid_for_answers_of_no_use_by_cause(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        var entries = await SpentAsync(company, ByChance(new Random(3), company.Id, 300));
        var waste = await company.GetAsync(Service.Platform, "/v1/usage/waste?from=2026-03-01&to=2026-05-31");
        var lost = entries.Where(e => e.Outcome != "ok").ToList();
        waste.GetProperty("totalCost").GetDecimal().ShouldBe(Money.Usd(entries.Sum(e => e.CostPico)));
        waste.GetProperty("waste").GetDecimal().ShouldBe(Money.Usd(lost.Sum(e => e.CostPico)));
        waste.GetProperty("sharePercent").GetDecimal().ShouldBe(decimal.Round(100m * lost.Sum(e => e.CostPico) / entries.Sum(e => e.CostPico), 2));
        (waste.GetProperty("calls").GetInt64(), waste.GetProperty("failedCalls").GetInt64()).ShouldBe((entries.Count, lost.Count));
        var causes = waste.GetProperty("causes").EnumerateArray().ToList();
        causes.Select(c => c.GetProperty("cost").GetDecimal()).ShouldBeInOrder(SortDirection.Descending);
        causes.ToDictionary(c => (c.GetProperty("outcome").GetString()!, c.GetProperty("task").GetString()!, c.GetProperty("provider").GetString()!), c => (c.GetProperty("calls").GetInt64(), c.GetProperty("cost").GetDecimal()))
            .OrderBy(c => c.Key).ShouldBe(lost.GroupBy(e => (e.Outcome, e.Task, e.Provider)).ToDictionary(g => g.Key, g => (g.LongCount(), Money.Usd(g.Sum(e => e.CostPico)))).OrderBy(c => c.Key));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T065"), Trait("Requirement", "T067")]
    public async Task Paid_answers_that_could_not_be_read_are_the_waste_of_the_task_that_asked(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        (await company.GetAsync(Service.Platform, "/v1/usage/waste")).TryGetProperty("sharePercent", out _).ShouldBeFalse("of nothing there is no share");
        world.Provider.Enqueue(Behaviour.Reply("no") with { Usage = new(500, 5) }, Behaviour.Reply("no") with { Usage = new(600, 6) });
        await company.ClassifyAsync("I feel confident when I speak.");
        var paid = (await company.RowsAsync<LedgerEntry>()).Where(e => e.Outcome != "ok").ToList();

        var waste = await company.GetAsync(Service.Platform, "/v1/usage/waste");
        waste.GetProperty("sharePercent").GetDecimal().ShouldBe(100);
        var cause = waste.GetProperty("causes").EnumerateArray().ShouldHaveSingleItem();
        (cause.GetProperty("outcome").GetString(), cause.GetProperty("task").GetString(), cause.GetProperty("provider").GetString()).ShouldBe(("invalid", "q2q.classify", "openai"));
        (cause.GetProperty("calls").GetInt64(), cause.GetProperty("tokens").GetInt64(), cause.GetProperty("cost").GetDecimal()).ShouldBe((2, 1111, Money.Usd(paid.Sum(e => e.CostPico))));
        Groups(await company.GetAsync(Service.Platform, "/v1/usage?groupBy=product,provider")).Select(g => g.GetProperty("failedCalls").GetInt64()).ShouldBe([2, 0], "the built-in engine answered");
    }

    private static IEnumerable<LedgerEntry> ByChance(Random random, Guid tenant, int count)
    {
        var spending = new RandomSpending(random, Day1);
        for (var i = 0; i < count; i++)
        {
            var entry = spending.Entry(tenant);
            (entry.Task, entry.Outcome, entry.LatencyMs, entry.CacheWriteTokens) = (Tasks[random.Next(Tasks.Length)], Outcomes[random.Next(Outcomes.Length)], (long)Math.Exp(random.NextDouble() * 11), random.Next(50));
            entry.KeyId = random.Next(3) == 0 ? null : "key-" + random.Next(4);
            yield return entry;
        }
    }

    private static List<JsonElement> Groups(JsonElement answer) => [.. answer.GetProperty("groups").EnumerateArray()];

    private static void Agrees(JsonElement answer, string[] by, List<LedgerEntry> seen)
    {
        var last = seen.Where(e => e.JobId is null).Concat(seen.Where(e => e.JobId is not null).GroupBy(e => e.JobId).Select(g => g.OrderBy(e => e.At).ThenBy(e => e.Id).Last())).ToHashSet();
        Same(answer.GetProperty("total"), seen, "total");
        var expected = seen.GroupBy(e => string.Join('|', by.Select(s => Sides[s](e)))).ToDictionary(g => g.Key, g => g.ToList());
        var groups = Groups(answer).ToDictionary(g => string.Join('|', by.Select(s => g.GetProperty("group").GetProperty(s).GetString())));
        groups.Keys.Order().ShouldBe(expected.Keys.Order());
        foreach (var (name, entries) in expected) Same(groups[name], entries, name);
        foreach (var member in (string[])["calls", "failedCalls", "jobs", "inputTokens", "cachedTokens", "cacheWriteTokens", "outputTokens", "totalTokens", "cost", "waste"])
            groups.Values.Sum(g => g.GetProperty(member).GetDecimal()).ShouldBe(answer.GetProperty("total").GetProperty(member).GetDecimal(), member);

        void Same(JsonElement part, List<LedgerEntry> entries, string what)
        {
            long Number(string member) => part.GetProperty(member).GetInt64();
            var answered = entries.Where(e => e.Outcome == "ok").Select(e => e.LatencyMs).Order().ToList();
            (Number("calls"), Number("failedCalls"), Number("jobs")).ShouldBe((entries.Count, entries.Count - answered.Count, entries.Count(last.Contains)), what);
            (Number("inputTokens"), Number("cachedTokens"), Number("cacheWriteTokens"), Number("outputTokens"))
                .ShouldBe((entries.Sum(e => e.InputTokens), entries.Sum(e => e.CachedTokens), entries.Sum(e => e.CacheWriteTokens), entries.Sum(e => e.OutputTokens)), what);
            (part.GetProperty("cost").GetDecimal(), part.GetProperty("waste").GetDecimal())
                .ShouldBe((Money.Usd(entries.Sum(e => e.CostPico)), Money.Usd(entries.Where(e => e.Outcome != "ok").Sum(e => e.CostPico))), what);
            if (answered.Count == 0) part.TryGetProperty("p95LatencyMs", out _).ShouldBeFalse(what);
            else (Number("averageLatencyMs"), Number("p95LatencyMs")).ShouldBe((answered.Sum() / answered.Count, TwoDigits(answered[(answered.Count * 95 + 99) / 100 - 1])), what);
        }
    }

    private static long TwoDigits(long value) => value < 100 ? value : TwoDigits(value / 10) * 10;
}
