using System.Globalization;
using Shouldly;
using Steward.Jobs.Cron;
using Xunit;

namespace Jobs.Tests.Cron;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("2025-12-31T23:59:59.9999999Z", "2026-01-01T00:00Z")]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:01Z")]
    [InlineData("2026-01-01T00:00:30Z", "2026-01-01T00:01Z")]
    public void The_next_run_is_a_whole_minute_strictly_later(string after, string next)
    {
        var run = CronSchedule.Parse("* * * * *").NextAfter(Utc(after)).ShouldNotBeNull();
        run.ShouldBe(Utc(next));
        run.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Fact]
    public void The_29th_of_February_is_found_across_a_century_that_is_no_leap_year() =>
        Next("0 0 29 2 *", "UTC", "2096-03-01T00:00Z").ShouldBe(Utc("2104-02-29T00:00Z"));

    [Fact]
    public void Day_of_month_and_day_of_week_together_match_either() =>
        CronSchedule.Parse("0 0 13 * FRI").NextRuns(Utc("2026-03-10T00:00Z"), 3)
            .ShouldBe([Utc("2026-03-13T00:00Z"), Utc("2026-03-20T00:00Z"), Utc("2026-03-27T00:00Z")]);

    [Fact]
    public void A_stepped_day_of_month_also_restricts_and_so_matches_either() =>
        CronSchedule.Parse("0 0 */10 * MON").NextRuns(Utc("2026-03-01T12:00Z"), 3)
            .ShouldBe([Utc("2026-03-02T00:00Z"), Utc("2026-03-09T00:00Z"), Utc("2026-03-11T00:00Z")]);

    [Fact]
    public void An_impossible_day_is_accepted_where_a_day_of_week_can_match() =>
        Next("0 0 31 2 MON", "UTC", "2026-01-15T00:00Z").ShouldBe(Utc("2026-02-02T00:00Z"));

    [Theory]
    [InlineData("2026-03-28T12:00Z", "2026-03-29T01:00Z")]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29T01:00Z")]
    [InlineData("2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    public void A_time_that_spring_leaves_out_runs_once_at_the_end_of_the_gap(string after, string next) =>
        Next("30 2 * * *", "Europe/Oslo", after).ShouldBe(Utc(next));

    [Theory]
    [InlineData("2026-10-24T12:00Z", "2026-10-25T00:30Z")]
    [InlineData("2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("2026-10-25T01:10Z", "2026-10-26T01:30Z")]
    public void A_fixed_time_in_a_repeated_hour_runs_in_the_first_pass_only(string after, string next) =>
        Next("30 2 * * *", "Europe/Oslo", after).ShouldBe(Utc(next));

    [Fact]
    public void An_interval_runs_in_both_passes_of_a_repeated_hour() =>
        CronSchedule.Parse("30 * * * *", "Europe/Oslo").NextRuns(Utc("2026-10-25T00:00Z"), 3)
            .ShouldBe([Utc("2026-10-25T00:30Z"), Utc("2026-10-25T01:30Z"), Utc("2026-10-25T02:30Z")]);

    [Fact]
    public void A_change_of_standard_time_counts_as_any_other_change() =>
        Next("30 1 * * *", "Europe/Moscow", "2014-10-25T21:30Z").ShouldBe(Utc("2014-10-26T22:30Z"));

    [Fact]
    public void A_day_that_a_zone_left_out_runs_at_the_start_of_the_next() =>
        Next("0 12 30 12 *", "Pacific/Apia", "2011-12-29T00:00Z").ShouldBe(Utc("2011-12-30T10:00Z"));

    [Theory]
    [InlineData("@yearly", "0 0 1 1 *")]
    [InlineData("@annually", "0 0 1 1 *")]
    [InlineData("@monthly", "0 0 1 * *")]
    [InlineData("@weekly", "0 0 * * 0")]
    [InlineData("@Daily", "0 0 * * *")]
    [InlineData("@midnight", "0 0 * * *")]
    [InlineData(" @hourly ", "0 * * * *")]
    [InlineData("0\t0  * *\tsun", "0 0 * * 7")]
    [InlineData("0 0 * * FRI-SUN", "0 0 * * 5,6,0")]
    public void Two_ways_of_writing_give_the_same_runs(string one, string other)
    {
        var after = Utc("2026-05-05T05:05Z");
        CronSchedule.Parse(one).NextRuns(after, 10).ShouldBe(CronSchedule.Parse(other).NextRuns(after, 10));
    }

    [Fact]
    public void Expression_and_zone_are_kept_as_given()
    {
        var schedule = CronSchedule.Parse("  @daily ", "Europe/Oslo");
        schedule.Expression.ShouldBe("@daily");
        schedule.TimeZoneId.ShouldBe("Europe/Oslo");
    }

    [Fact]
    public void A_time_before_1900_or_in_local_time_is_refused()
    {
        var schedule = CronSchedule.Parse("@daily");
        Should.Throw<ArgumentException>(() => schedule.NextAfter(DateTime.MinValue));
        Should.Throw<ArgumentException>(() => schedule.NextAfter(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local)));
    }

    [Fact]
    public void There_is_no_run_at_the_end_of_the_calendar() =>
        CronSchedule.Parse("@daily", "Europe/Oslo").NextAfter(DateTime.MaxValue).ShouldBeNull();

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public void A_number_of_runs_out_of_range_is_refused(int count) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CronSchedule.Parse("@daily").NextRuns(Utc("2026-01-01T00:00Z"), count));

    private static DateTime? Next(string expression, string zone, string after) =>
        CronSchedule.Parse(expression, zone).NextAfter(Utc(after));

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;
}
