using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Gateway.Reports;
using Steward.Platform.Http;
using static Flows.Gateway.UsageFigures;

namespace Flows.Gateway;

/// <summary>What a month comes to, told from the days before.</summary>
public sealed class Forecasts
{
    private const long Usd = Money.PicoPerUsd;

    // A Wednesday.
    private static readonly DateTime Today = new(2026, 12, 16, 10, 0, 0, DateTimeKind.Utc);

    [Theory, OnBothDatabases, Trait("Requirement", "P048")]
    public async Task Month_of_even_weeks_ends_where_they_lead_and_the_day_the_budget_is_used_up_is_told(Database on)
    {
        var time = new MovableTime();
        time.MoveTo(Today);
        await using var world = await World.StartAsync(on, [], services: s => s.AddSingleton<TimeProvider>(time));
        var company = await Company.AtAsync(world.Server);
        // Ten dollars on a working day, two on the others; today four so far.
        static long Even(DateTime day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 2 : 10;
        await SpentAsync(company, Enumerable.Range(1, 40).Select(i => Today.AddDays(-i)).Select(day => Entry(company.Id, day, "openai", "gpt-4o", "ann", null, Even(day) * Usd))
            .Append(Entry(company.Id, Today.AddHours(-1), "openai", "gpt-4o", "ann", null, 4 * Usd)));
        await company.BudgetAsync(200);

        var december = Sound(await AskAsync(company));
        (Number(december, "spent"), Number(december, "forecast"), Number(december, "low"), Number(december, "high")).ShouldBe((122, 246, 246, 246), "23 working days and 8 others");
        (december.GetProperty("month").GetString(), december.GetProperty("method").GetString(), december.GetProperty("historyDays").GetInt32()).ShouldBe(("2026-12", "weekday_means", 28));
        (Number(december, "budget"), december.GetProperty("budgetUsedUpOn").GetString()).ShouldBe((200, "2026-12-25"));
        Of(december, "2026-12-15").ShouldBe((10, 0));
        Of(december, "2026-12-16").ShouldBe((4, 6));
        Of(december, "2026-12-19").ShouldBe((0, 2));
        await company.BudgetAsync(115);
        (await AskAsync(company)).GetProperty("budgetUsedUpOn").GetString().ShouldBe("2026-12-15", "it is already");
        await company.BudgetAsync(246.01m);
        (await AskAsync(company)).TryGetProperty("budgetUsedUpOn", out _).ShouldBeFalse("it lasts");
        await company.BudgetAsync(0);
        (await AskAsync(company)).GetProperty("budgetUsedUpOn").GetString().ShouldBe("2026-12-01");

        time.MoveTo(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var january = Sound(await AskAsync(company));
        (january.GetProperty("month").GetString(), Number(january, "spent"), january.GetProperty("days").GetArrayLength()).ShouldBe(("2027-01", 0, 31));
        Number(january, "forecast").ShouldBeGreaterThan(50, "on its first day the month before tells");
    }

    [Theory, OnBothDatabases]
    public async Task Without_a_whole_day_of_history_nothing_is_foretold_and_with_few_days_no_bounds(Database on)
    {
        var time = new MovableTime();
        time.MoveTo(Today);
        await using var world = await World.StartAsync(on, [], services: s => s.AddSingleton<TimeProvider>(time));
        var company = await Company.AtAsync(world.Server);
        Told(await AskAsync(company)).ShouldBe((0, null, null, "none", 0));
        await SpentAsync(company, [Entry(company.Id, Today.AddHours(-2), "openai", "gpt-4o", "ann", null, 3 * Usd)]);
        Told(await AskAsync(company)).ShouldBe((3, null, null, "none", 0));
        await SpentAsync(company, [Entry(company.Id, Today.AddDays(-3), "openai", "gpt-4o", "ann", null, 6 * Usd)]);
        // Six dollars in three days: two a day. Today is dearer already; fifteen days are to come.
        Told(Sound(await AskAsync(company))).ShouldBe((9, 39, null, "mean", 3));
        await SpentAsync(company, [Entry(company.Id, Today.AddDays(-4), "openai", "gpt-4o", "ann", null, 2 * Usd)]);
        var four = Sound(await AskAsync(company));
        Told(four).ShouldBe((11, 41, Number(four, "low"), "mean", 4));
        Number(four, "low").ShouldBeInRange(11, 30);
        Number(four, "high").ShouldBeInRange(52, 100);

        static (decimal, decimal?, decimal?, string?, int) Told(JsonElement f) =>
            (Number(f, "spent"), Maybe(f, "forecast"), Maybe(f, "low"), f.GetProperty("method").GetString(), f.GetProperty("historyDays").GetInt32());

        static decimal? Maybe(JsonElement of, string member) => of.TryGetProperty(member, out var number) ? number.GetDecimal() : null;
    }

    [Theory, InlineData(16, 28), InlineData(1, 28), InlineData(29, 28), InlineData(10, 9)]
    public void Bounds_hold_four_times_in_five(int day, int history)
    {
        var (random, today) = (new Random(day), new DateOnly(2026, 12, day));
        var (held, rounds, off) = (0, 2000, 0m);
        for (var round = 0; round < rounds; round++)
        {
            // Weekdays of their own height, days that differ as sums of many calls do; more days in the month than are known today.
            var heights = Enumerable.Range(0, 7).Select(_ => history < 14 ? 40 : 5 + 80 * random.NextDouble()).ToArray();
            var real = Enumerable.Range(0, 60).Select(i => new DateOnly(2026, 12, 31).AddDays(-i)).ToDictionary(d => d, d => (long)(Usd * Enumerable.Range(0, (int)heights[(int)d.DayOfWeek]).Sum(_ => 2 * random.NextDouble())));
            var forecast = new Forecast(today, real.Where(t => t.Key < today && t.Key >= today.AddDays(-history)).ToDictionary());
            var end = forecast.Spent + Money.Usd(real.Where(t => t.Key >= today).Sum(t => t.Value));
            if (end >= forecast.Low && end <= forecast.High) held++;
            off += forecast.AtEnd!.Value / end - 1;
        }

        ((double)held / rounds).ShouldBeInRange(0.76, 0.84);
        (off / rounds).ShouldBeInRange(-0.01m, 0.01m, "neither too high nor too low on the whole");
    }

    private static Task<JsonElement> AskAsync(Company company) => company.GetAsync(Service.Platform, "/v1/usage/forecast");

    // The forecast is the sum of its days.
    private static JsonElement Sound(JsonElement forecast)
    {
        var days = forecast.GetProperty("days").EnumerateArray().ToList();
        days.Sum(d => Number(d, "spent")).ShouldBe(Number(forecast, "spent"));
        days.Sum(d => Number(d, "spent") + Number(d, "expected")).ShouldBe(Number(forecast, "forecast"));
        return forecast;
    }

    private static (decimal, decimal) Of(JsonElement forecast, string day) =>
        forecast.GetProperty("days").EnumerateArray().Single(d => d.GetProperty("day").GetString() == day) is var found ? (Number(found, "spent"), Number(found, "expected")) : default;

    private static decimal Number(JsonElement of, string member) => of.GetProperty(member).GetDecimal();
}
