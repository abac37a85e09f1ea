using Steward.Jobs.Cron;
using Steward.Platform.Errors;

namespace Steward.Deliveries.Schedules;

/// <summary>Checks cron expressions and zones as people write them.</summary>
internal static class ScheduleChecks
{
    /// <summary>Refuses an expression that is malformed or never comes true, and a zone that is none, each with its reason.</summary>
    public static Check Cron(this Check check, string? schedule, string timeZone)
    {
        var zoneFault = Fault("* * * * *", timeZone);
        check.That(zoneFault is null, "/timeZone", "invalid", zoneFault ?? "").Text("/schedule", schedule, 100);
        var fault = string.IsNullOrWhiteSpace(schedule) ? null : Fault(schedule, zoneFault is null ? timeZone : "UTC");
        return check.That(fault is null, "/schedule", "invalid", fault ?? "");
    }

    private static string? Fault(string schedule, string timeZone)
    {
        try
        {
            CronSchedule.Parse(schedule, timeZone);
            return null;
        }
        catch (CronException error)
        {
            return error.Message;
        }
    }
}
