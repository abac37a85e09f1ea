using Microsoft.AspNetCore.Http;
using Steward.Platform.Errors;

namespace Steward.Deliveries.Schedules;

/// <summary>The entity tag of a schedule: its version. Runs do not change it, people's changes do.</summary>
internal static class ScheduleTag
{
    public static void Show(HttpContext http, DeliverySchedule row) => http.Response.Headers.ETag = Of(row);

    /// <summary>Leaves with 412 when the caller named a version and it is not the current one.</summary>
    public static void MustMatch(HttpContext http, DeliverySchedule row)
    {
        var asked = http.Request.Headers.IfMatch.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length > 0 && !asked.Contains("*") && !asked.Contains(Of(row))) throw Changed().AsException();
    }

    public static Problem Changed() => new(412, "precondition_failed", "Precondition failed", "The schedule was changed since it was read; read it again.");

    private static string Of(DeliverySchedule row) => $"\"{row.Version}\"";
}
