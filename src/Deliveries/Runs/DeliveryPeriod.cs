using Steward.Jobs.Cron;

namespace Steward.Deliveries.Runs;

/// <summary>
/// The span of time that a run reports: from the run before to the run itself. A run that is alone on its day stands for the midnight at which that
/// day begins in the schedule's zone, so a monthly schedule reports calendar months at whatever hour it fires. Consecutive periods touch and never overlap.
/// </summary>
/// <param name="Start">First instant, UTC.</param>
/// <param name="End">First instant after it, UTC.</param>
/// <param name="FirstDay">Day of the first instant in the schedule's zone.</param>
/// <param name="LastDay">Day of the last instant in the schedule's zone.</param>
internal sealed record DeliveryPeriod(DateTime Start, DateTime End, DateOnly FirstDay, DateOnly LastDay)
{
    // Nine years: between two leap days around a year like 2100 lie eight.
    private const int LongestGapMinutes = 9 * 366 * 24 * 60;

    /// <summary>The period that a run at this time reports.</summary>
    public static DeliveryPeriod Of(CronSchedule cron, DateTime run)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(cron.TimeZoneId);
        var (start, end) = (Border(cron, zone, RunBefore(cron, run)), Border(cron, zone, run));
        return new DeliveryPeriod(start, end, Day(zone, start), Day(zone, end.AddTicks(-1)));
    }

    /// <summary>The newest period that is over: the one the last due run reports.</summary>
    public static DeliveryPeriod LastOver(CronSchedule cron, DateTime now) => Of(cron, RunBefore(cron, now.AddTicks(1)));

    /// <summary>What has come together since the last due run, as if the schedule fired now.</summary>
    public static DeliveryPeriod UpTo(CronSchedule cron, DateTime now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(cron.TimeZoneId);
        var start = Border(cron, zone, RunBefore(cron, now.AddTicks(1)));
        return start < now ? new DeliveryPeriod(start, now, Day(zone, start), Day(zone, now.AddTicks(-1))) : LastOver(cron, now);
    }

    /// <summary>The last run before an instant. Bisects, since the run after an instant never comes earlier for a later instant.</summary>
    internal static DateTime RunBefore(CronSchedule cron, DateTime instant)
    {
        var from = new DateTime(instant.Ticks - instant.Ticks % TimeSpan.TicksPerMinute, DateTimeKind.Utc).AddMinutes(1);
        var (low, high) = (1, LongestGapMinutes);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (cron.NextAfter(from.AddMinutes(-middle)) < instant) high = middle;
            else low = middle + 1;
        }

        return cron.NextAfter(from.AddMinutes(-low)) is { } run && run < instant ? run
            : throw new InvalidOperationException("The schedule has not run for nine years.");
    }

    private static DateTime Border(CronSchedule cron, TimeZoneInfo zone, DateTime run)
    {
        var day = Day(zone, run);
        var alone = Day(zone, RunBefore(cron, run)) != day && (cron.NextAfter(run) is not { } next || Day(zone, next) != day);
        return alone ? BeginningOf(zone, day) : run;
    }

    private static DateOnly Day(TimeZoneInfo zone, DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));

    // Where clocks go forward at midnight the day begins after the gap; where they go back over midnight it begins with the first pass.
    private static DateTime BeginningOf(TimeZoneInfo zone, DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}
