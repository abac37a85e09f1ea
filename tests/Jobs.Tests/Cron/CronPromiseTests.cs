using System.Globalization;
using Shouldly;
using Steward.Jobs.Cron;
using Xunit;

namespace Jobs.Tests.Cron;

/// <summary>The five schedules that the delivery guide prints.</summary>
public sealed class CronPromiseTests
{
    [Fact]
    [Trait("Requirement", "T004")]
    public void Monthly_runs_on_the_first_of_the_next_month() =>
        Check("0 0 1 * *", "2025-11-13T09:30:00Z", "At 00:00 on day 1 of the month", "2025-12-01T00:00Z", "2026-01-01T00:00Z");

    [Fact]
    [Trait("Requirement", "T005")]
    public void Quarterly_runs_on_the_first_of_January_April_July_and_October() =>
        Check(
            "0 0 1 */3 *",
            "2025-11-13T09:30:00Z",
            "At 00:00 on day 1 of the month in January, April, July and October",
            "2026-01-01T00:00Z", "2026-04-01T00:00Z", "2026-07-01T00:00Z", "2026-10-01T00:00Z", "2027-01-01T00:00Z");

    [Fact]
    [Trait("Requirement", "T006")]
    public void Weekly_runs_on_Monday_at_midnight() =>
        Check("0 0 * * 1", "2025-11-13T09:30:00Z", "At 00:00 every Monday", "2025-11-17T00:00Z", "2025-11-24T00:00Z");

    [Fact]
    [Trait("Requirement", "T007")]
    public void Daily_runs_at_two() =>
        Check("0 2 * * *", "2025-11-13T02:00:00Z", "At 02:00 every day", "2025-11-14T02:00Z", "2025-11-15T02:00Z");

    [Fact]
    [Trait("Requirement", "T008")]
    public void What_the_guide_calls_bi_weekly_runs_twice_a_month_and_says_so() =>
        Check(
            "0 0 1,15 * *",
            "2025-11-13T09:30:00Z",
            "At 00:00 on days 1 and 15 of the month (twice a month)",
            "2025-11-15T00:00Z", "2025-12-01T00:00Z", "2025-12-15T00:00Z");

    private static void Check(string expression, string after, string words, params string[] runs)
    {
        var schedule = CronSchedule.Parse(expression);
        schedule.NextRuns(Utc(after), runs.Length).ShouldBe(runs.Select(Utc));
        schedule.InWords().ShouldBe(words);
    }

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;
}
