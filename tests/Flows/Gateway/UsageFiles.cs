using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using static Flows.Gateway.UsageFigures;

namespace Flows.Gateway;

/// <summary>Usage reports as files, and where months and days begin.</summary>
public sealed class UsageFiles(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly DateTime Day = new(2025, 10, 2, 12, 0, 0, DateTimeKind.Utc);

    [Theory, OnBothDatabases, Trait("Requirement", "P033")]
    public async Task The_file_has_remarks_and_four_sections_and_is_named_after_its_period(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        await SpentAsync(company, [
            Entry(company.Id, Day, "openai", "gpt-4o", "ann", null, 1_500_000_000_000), Entry(company.Id, Day.AddDays(1), "anthropic", "claude-sonnet-4", null, null, 250_000_000),
        ]);
        var answer = await company.SendAsync(HttpMethod.Get, Service.Pages, "/api/ai/usage/report?startDate=2025-10-01&endDate=2025-10-10&format=csv");

        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition.FileName.ShouldBe("ai-usage-report-2025-10-01-to-2025-10-10.csv");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var sections = text.Split("\r\n\r\n");
        sections[0].Split("\r\n").ShouldAllBe(line => line.StartsWith("# "));
        sections[0].ShouldContain("# Period: 2025-10-01 to 2025-10-10 (UTC)");
        sections[0].ShouldContain("# Total jobs: 2");
        sections[0].ShouldContain("# Total estimated cost (USD): 1.50025");
        sections[1..].ShouldBe([
            "Provider,Jobs,Prompt tokens,Completion tokens,Total tokens,Estimated cost (USD)\r\nopenai,1,12,5,17,1.50\r\nanthropic,1,12,5,17,0.00025",
            "Model,Provider,Jobs,Prompt tokens,Completion tokens,Total tokens,Estimated cost (USD)\r\ngpt-4o,openai,1,12,5,17,1.50\r\nclaude-sonnet-4,anthropic,1,12,5,17,0.00025",
            "User,Jobs,Prompt tokens,Completion tokens,Total tokens,Estimated cost (USD)\r\nann,1,12,5,17,1.50\r\nunknown,1,12,5,17,0.00025",
            "Date,Jobs,Total tokens,Estimated cost (USD)\r\n2025-10-02,1,17,1.50\r\n2025-10-03,1,17,0.00025\r\n",
        ]);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P033")]
    public async Task No_name_in_the_file_is_a_formula_a_remark_or_a_row_of_its_own(Database on)
    {
        var company = await Company.AtAsync((await worlds.On(on)).Server);
        string[] names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "#hidden", "\tx", "a,b", "say \"hi\"", "a;=1", "two\r\nrows"];
        await SpentAsync(company, names.Select(name => Entry(company.Id, Day, "openai", "gpt-4o", name, null, 1)));
        const string path = "/api/ai/usage/report?startDate=2025-10-02&endDate=2025-10-02&format=csv&topUsersLimit=20";
        var text = await (await company.SendAsync(HttpMethod.Get, Service.Pages, path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        foreach (var cell in (string[])["'=cmd|' /C calc'!A0", "'+1", "'-1", "'@SUM(1)", "'#hidden", "\"'\tx\"", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"a;=1\"", "\"two\r\nrows\""])
            text.ShouldContain($"\r\n{cell},1,12,5,17,0.000000000001\r\n");
        var narrowed = await (await company.SendAsync(HttpMethod.Get, Service.Pages, path + "&userId=" + Uri.EscapeDataString("x\r\n=1,=2;\"=3"))).Content
            .ReadAsStringAsync(TestContext.Current.CancellationToken);
        narrowed.ShouldContain("\r\n# User: x  =1 =2  =3\r\n");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P031"), Trait("Requirement", "P032")]
    public async Task Months_and_days_begin_at_midnight_utc(Database on)
    {
        var time = new MovableTime();
        time.MoveTo(new DateTimeOffset(2027, 3, 1, 0, 30, 0, TimeSpan.Zero));
        await using var world = await World.StartAsync(on, [], services: s => s.AddSingleton<TimeProvider>(time));
        var company = await Company.AtAsync(world.Server);
        DateTime At(int month, int day, int hour, int minute) => new(2027, month, day, hour, minute, 0, DateTimeKind.Utc);
        await SpentAsync(company, new[] { At(1, 30, 23, 59), At(1, 31, 0, 0), At(2, 22, 23, 59), At(2, 23, 0, 0), At(2, 28, 23, 59), At(3, 1, 0, 0), At(3, 1, 0, 10) }
            .Select((at, i) => Entry(company.Id, at, "openai", "gpt-4o", "ann", null, i)));
        async Task<(string?, string?, long)> AskAsync(string path)
        {
            var report = Sound(await company.GetAsync(Service.Pages, "/api/ai/usage/" + path));
            return (report.GetProperty("startDate").GetString(), report.GetProperty("endDate").GetString(), report.GetProperty("totalJobs").GetInt64());
        }

        (await AskAsync("current-month")).ShouldBe(("2027-03-01", "2027-03-01", 2));
        (await AskAsync("last-n-days")).ShouldBe(("2027-02-23", "2027-03-01", 4));
        (await AskAsync("last-n-days?days=1")).ShouldBe(("2027-03-01", "2027-03-01", 2));
        (await AskAsync("last-n-days?days=365")).ShouldBe(("2026-03-02", "2027-03-01", 7));
        (await AskAsync("report")).ShouldBe(("2027-01-31", "2027-03-01", 6));
        (await AskAsync("report?startDate=2027-02-28")).ShouldBe(("2027-02-28", "2027-03-01", 3));
        (await AskAsync("report?endDate=2027-02-28")).ShouldBe(("2027-01-30", "2027-02-28", 5));
    }

    [Fact, Trait("Requirement", "P046")]
    public void Every_model_that_a_page_may_be_made_with_has_a_price()
    {
        var prices = new PriceTable(TimeProvider.System);
        foreach (var (provider, models) in new[]
        {
            ("openai", "gpt-5 gpt-5-mini gpt-5-nano gpt-4.1 gpt-4o gpt-4 gpt-4-turbo gpt-3.5-turbo"),
            ("gemini", "gemini-2.5-flash gemini-2.5-pro gemini-2.0-flash gemini-pro gemini-ultra"),
            ("google", "gemini-2.5-pro"),
            ("claude", "claude-sonnet-4.5 claude-opus-4 claude-sonnet-4 claude-3-opus claude-3-sonnet claude-3-haiku"),
            ("anthropic", "claude-sonnet-4-5 claude-sonnet-4-5-20250929 claude-opus-5"),
        })
            foreach (var model in models.Split(' '))
            {
                var price = prices.Find(provider, model).ShouldNotBeNull($"{provider}/{model}");
                (price.Rates.Input > 0 && price.Rates.Output > price.Rates.Input && price.Rates.CachedInput <= price.Rates.Input).ShouldBeTrue(model);
            }

        prices.Find("gemini", "gemini-pro")!.CostOf(new Steward.Gateway.TokenUsage(1000, 0, 1000)).ShouldBe(Money.Pico(0.00075m));
        prices.Find("google", "gemini-ultra")!.CostOf(new Steward.Gateway.TokenUsage(1000, 0, 1000)).ShouldBe(Money.Pico(0.003m));
        prices.Find("claude", "claude-99").ShouldBeNull("unknown is refused, not free");
    }
}
