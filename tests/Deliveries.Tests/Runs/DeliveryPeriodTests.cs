using Shouldly;
using Steward.Deliveries.Runs;
using Steward.Jobs.Cron;
using Xunit;

namespace Deliveries.Tests.Runs;

public sealed class DeliveryPeriodTests
{
    [Theory]
    [Trait("Requirement", "T004")]
    [InlineData("0 0 1 * *", "2025-12-01T00:00Z", "2025-11-01T00:00Z", "2025-12-01T00:00Z", "2025-11-01", "2025-11-30")]
    [InlineData("0 0 1 */3 *", "2026-01-01T00:00Z", "2025-10-01T00:00Z", "2026-01-01T00:00Z", "2025-10-01", "2025-12-31")]
    [InlineData("0 0 * * 1", "2025-11-24T00:00Z", "2025-11-17T00:00Z", "2025-11-24T00:00Z", "2025-11-17", "2025-11-23")]
    [InlineData("0 0 1,15 * *", "2025-11-15T00:00Z", "2025-11-01T00:00Z", "2025-11-15T00:00Z", "2025-11-01", "2025-11-14")]
    [InlineData("0 0 1,15 * *", "2025-12-01T00:00Z", "2025-11-15T00:00Z", "2025-12-01T00:00Z", "2025-11-15", "2025-11-30")]
    public void A_run_at_midnight_reports_up_to_the_day_before(string cron, string run, string start, string end, string first, string last) =>
        DeliveryPeriod.Of(CronSchedule.Parse(cron), Utc(run)).ShouldBe(Period(start, end, first, last));

    [Theory]
    [Trait("Requirement", "T007")]
    [InlineData("0 2 * * *", "2025-11-22T02:00Z", "2025-11-21T00:00Z", "2025-11-22T00:00Z", "2025-11-21", "2025-11-21")]
    [InlineData("30 6 1 * *", "2025-03-01T06:30Z", "2025-02-01T00:00Z", "2025-03-01T00:00Z", "2025-02-01", "2025-02-28")]
    public void A_run_later_on_its_day_still_reports_whole_days(string cron, string run, string start, string end, string first, string last) =>
        DeliveryPeriod.Of(CronSchedule.Parse(cron), Utc(run)).ShouldBe(Period(start, end, first, last));

    [Fact]
    public void A_month_is_the_month_of_the_schedules_zone() =>
        DeliveryPeriod.Of(CronSchedule.Parse("0 0 1 * *", "Europe/Oslo"), Utc("2025-10-31T23:00Z"))
            .ShouldBe(Period("2025-09-30T22:00Z", "2025-10-31T23:00Z", "2025-10-01", "2025-10-31"));

    [Fact]
    public void A_day_begins_after_the_gap_where_clocks_go_forward_at_midnight()
    {
        // Hebron 2022-03-27: 00:00 is followed by 01:00, so the daily run and the day begin at 01:00 (+3).
        var cron = CronSchedule.Parse("0 0 * * *", "Asia/Hebron");
        DeliveryPeriod.Of(cron, Utc("2022-03-26T22:00Z")).End.ShouldBe(Utc("2022-03-26T22:00Z"));
        DeliveryPeriod.Of(cron, Utc("2022-03-27T21:00Z")).ShouldBe(Period("2022-03-26T22:00Z", "2022-03-27T21:00Z", "2022-03-27", "2022-03-27"));
    }

    [Fact]
    public void Runs_that_share_a_day_report_from_run_to_run()
    {
        var cron = CronSchedule.Parse("0 8,20 * * *");
        DeliveryPeriod.Of(cron, Utc("2025-11-22T20:00Z")).ShouldBe(Period("2025-11-22T08:00Z", "2025-11-22T20:00Z", "2025-11-22", "2025-11-22"));
        DeliveryPeriod.Of(cron, Utc("2025-11-23T08:00Z")).ShouldBe(Period("2025-11-22T20:00Z", "2025-11-23T08:00Z", "2025-11-22", "2025-11-23"));
    }

    [Theory]
    [InlineData("0 0 1 * *", "UTC")]
    [InlineData("30 6 1,15 * *", "Europe/Oslo")]
    [InlineData("0 0 * * *", "America/Santiago")]
    [InlineData("0 9,17 * * mon-fri", "America/New_York")]
    [InlineData("15 */6 * * sat", "Australia/Lord_Howe")]
    [InlineData("0 2 * * 0", "Europe/London")]
    public void Consecutive_periods_touch_and_never_overlap(string expression, string zone)
    {
        var cron = CronSchedule.Parse(expression, zone);
        var runs = cron.NextRuns(Utc("2025-01-01T00:00Z"), 400);
        var periods = runs.Select(run => DeliveryPeriod.Of(cron, run)).ToList();
        foreach (var (earlier, later) in periods.Zip(periods.Skip(1)))
        {
            later.Start.ShouldBe(earlier.End);
            later.End.ShouldBeGreaterThan(later.Start);
        }
    }

    [Theory]
    [InlineData("0 0 1 * *")]
    [InlineData("*/7 * * * *")]
    [InlineData("59 23 31 12 *")]
    [InlineData("* 0 29 2 *")]
    public void The_run_before_a_run_is_the_one_before_it(string expression)
    {
        var cron = CronSchedule.Parse(expression);
        var runs = cron.NextRuns(Utc("2096-01-01T00:00Z"), 100);
        foreach (var (earlier, later) in runs.Zip(runs.Skip(1))) DeliveryPeriod.RunBefore(cron, later).ShouldBe(earlier);
    }

    [Fact]
    [Trait("Requirement", "T009")]
    public void What_has_come_together_since_the_last_run_ends_now()
    {
        var cron = CronSchedule.Parse("0 0 1 * *");
        DeliveryPeriod.UpTo(cron, Utc("2025-11-22T10:30Z")).ShouldBe(Period("2025-11-01T00:00Z", "2025-11-22T10:30Z", "2025-11-01", "2025-11-22"));
        DeliveryPeriod.UpTo(cron, Utc("2025-12-01T00:00Z")).ShouldBe(DeliveryPeriod.Of(cron, Utc("2025-12-01T00:00Z")), "nothing has come together yet");
    }

    [Fact]
    [Trait("Requirement", "T011")]
    public void The_newest_period_that_is_over_ends_with_the_last_due_run()
    {
        var cron = CronSchedule.Parse("0 0 1 * *");
        DeliveryPeriod.LastOver(cron, Utc("2025-11-22T10:30Z")).ShouldBe(Period("2025-10-01T00:00Z", "2025-11-01T00:00Z", "2025-10-01", "2025-10-31"));
        DeliveryPeriod.LastOver(cron, Utc("2025-11-01T00:00Z")).End.ShouldBe(Utc("2025-11-01T00:00Z"));
        DeliveryPeriod.LastOver(cron, Utc("2025-11-01T00:00Z").AddTicks(-1)).End.ShouldBe(Utc("2025-10-01T00:00Z"));
    }

    private static DeliveryPeriod Period(string start, string end, string first, string last) =>
        new(Utc(start), Utc(end), DateOnly.Parse(first), DateOnly.Parse(last));

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text).UtcDateTime;
}
