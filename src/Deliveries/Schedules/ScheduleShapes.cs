using System.Text.Json;
using System.Text.Json.Serialization;
using Steward.Deliveries.Runs;
using Steward.Jobs.Cron;

namespace Steward.Deliveries.Schedules;

/// <summary>Asks for a schedule.</summary>
/// <param name="CompanyId">The company's id or alias.</param>
/// <param name="Platform">The partner.</param>
/// <param name="Schedule">Five cron fields.</param>
/// <param name="TimeZone">IANA name; UTC unless given.</param>
internal sealed record CreateSchedule(string? CompanyId, string? Platform, string? Schedule, string? TimeZone);

/// <summary>Changes a schedule; what is absent stays.</summary>
internal sealed record ChangeSchedule(string? Schedule, string? TimeZone, bool? Active);

/// <summary>A schedule as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CompanyId">The company as its maker named it.</param>
/// <param name="Platform">The partner.</param>
/// <param name="Schedule">The cron expression.</param>
/// <param name="NextRun">When it fires next; absent while it is off.</param>
/// <param name="Active">Whether it fires.</param>
/// <param name="TimeZone">The zone in which the expression is read.</param>
/// <param name="Description">The expression in words.</param>
/// <param name="NextRuns">The next five runs; none while it is off.</param>
internal sealed record ScheduleView(
    string Id, string CompanyId, string Platform, string Schedule, DateTime? NextRun, bool Active, string TimeZone, string Description,
    IReadOnlyList<DateTime> NextRuns)
{
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public DateTime? LastRun { get; init; }

    /// <summary>pending, success, failed or unknown (sent, never answered).</summary>
    public string? LastStatus { get; init; }
    public string? LastError { get; init; }
    public int ConsecutiveFailures { get; init; }

    public static ScheduleView Of(DeliverySchedule row, DateTime? nextRun, DateTime now)
    {
        var cron = CronSchedule.Parse(row.Cron, row.TimeZone);
        return new ScheduleView(row.Id, row.Company, row.Platform, row.Cron, row.Active ? nextRun : null, row.Active, row.TimeZone, cron.InWords(),
            row.Active ? cron.NextRuns(now, 5) : [])
        {
            CreatedAt = row.CreatedAt, UpdatedAt = row.UpdatedAt, LastRun = row.LastRun, LastStatus = row.LastStatus, LastError = row.LastError,
            ConsecutiveFailures = row.ConsecutiveFailures,
        };
    }
}

/// <summary>One schedule.</summary>
internal sealed record ScheduleResponse(bool Success, ScheduleView Schedule);

/// <summary>A page of schedules.</summary>
internal sealed record SchedulesResponse(bool Success, IReadOnlyList<ScheduleView> Schedules, string? Next);

/// <summary>Schedules and runs per partner.</summary>
internal sealed record StatsResponse(bool Success, IReadOnlyList<PlatformStats> Stats);

/// <summary>One partner's figures.</summary>
/// <param name="Platform">The partner.</param>
/// <param name="TotalSchedules">Schedules there are.</param>
/// <param name="ActiveSchedules">Schedules that fire.</param>
/// <param name="SuccessfulRuns">Deliveries that arrived.</param>
/// <param name="FailedRuns">Deliveries that are over and are not known to have arrived.</param>
internal sealed record PlatformStats(string Platform, int TotalSchedules, int ActiveSchedules, int SuccessfulRuns, int FailedRuns);

/// <summary>What would be delivered now.</summary>
internal sealed record PreviewResponse(bool Success, Preview Preview);

/// <inheritdoc cref="PreviewResponse"/>
/// <param name="CompanyId">The company as its maker named it.</param>
/// <param name="Platform">The partner.</param>
/// <param name="Payload">The figures.</param>
/// <param name="GeneratedAt">When they were computed.</param>
/// <param name="Note">Says that nothing is sent.</param>
/// <param name="PartnerPayload">The body as the partner would get it.</param>
/// <param name="Period">What the figures are of.</param>
/// <param name="Destination">The partner's host; null while no address is set.</param>
/// <param name="Problems">What to know before it is sent.</param>
internal sealed record Preview(
    string CompanyId, string Platform, PreviewPayload Payload, DateTime GeneratedAt, string Note, JsonElement PartnerPayload, PreviewPeriod Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Destination,
    IReadOnlyList<string> Problems)
{
    public static Preview Of(DeliverySchedule schedule, Draft draft, DateTime now) => new(
        schedule.Company, schedule.Platform, PreviewPayload.Of(draft.Report.Metrics), now, "This is a preview. No actual delivery will be made.",
        JsonSerializer.Deserialize<JsonElement>(draft.Payload), PreviewPeriod.Of(draft.Report.Period, schedule.TimeZone), draft.Partner.Destination?.Host,
        [.. draft.Faults.Select(f => f.Detail)]);
}

/// <summary>The figures in short.</summary>
internal sealed record PreviewPayload(int TotalEmployees, int ActiveParticipants, double TotalHoursVolunteered, double ImpactScore)
{
    public static PreviewPayload Of(PartnerMetrics metrics) =>
        new(metrics.TotalEmployees, metrics.ActiveParticipants, Math.Round(metrics.TotalHoursVolunteered, 2), Math.Round(metrics.ImpactScore, 2));
}

/// <summary>The period of a report.</summary>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after it.</param>
/// <param name="StartDate">First day, in the schedule's zone.</param>
/// <param name="EndDate">Last day, in the schedule's zone.</param>
/// <param name="TimeZone">The zone.</param>
internal sealed record PreviewPeriod(DateTime From, DateTime To, DateOnly StartDate, DateOnly EndDate, string TimeZone)
{
    public static PreviewPeriod Of(DeliveryPeriod period, string zone) => new(period.Start, period.End, period.FirstDay, period.LastDay, zone);
}

/// <summary>A run that was asked for.</summary>
internal sealed record RunNowResponse(bool Success, Guid DeliveryId, string Status, string Message);
