using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Observability.Alerts;

/// <summary>What Alertmanager posts (version 4 of its format), as far as it is read.</summary>
/// <param name="Status">Of the group: firing while one of its alerts is.</param>
/// <param name="Alerts">The group's alerts; at most 1,000.</param>
internal sealed record AlertNotice(string? Status, IReadOnlyList<ReportedAlert>? Alerts);

/// <summary>One alert.</summary>
/// <param name="Status">firing or resolved.</param>
/// <param name="Labels">Among them <c>alertname</c>, <c>severity</c>, <c>component</c>.</param>
/// <param name="Annotations">Among them <c>summary</c>, <c>description</c>, <c>runbook</c>.</param>
/// <param name="StartsAt">Since when.</param>
/// <param name="Fingerprint">The same for the same labels.</param>
internal sealed record ReportedAlert(
    string? Status, IReadOnlyDictionary<string, string>? Labels, IReadOnlyDictionary<string, string>? Annotations, DateTimeOffset? StartsAt, string? Fingerprint)
{
    public string Name => Labels!["alertname"];

    public string? Severity => Labels!.GetValueOrDefault("severity");

    public object Details => new
    {
        name = Name, severity = Severity, component = Labels!.GetValueOrDefault("component"), startsAt = StartsAt, fingerprint = Fingerprint,
        summary = Annotations?.GetValueOrDefault("summary"), description = Annotations?.GetValueOrDefault("description"), runbook = Annotations?.GetValueOrDefault("runbook"),
    };
}

/// <summary>What became of a notice.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Received">Alerts in it.</param>
/// <param name="Recorded">Those that were news.</param>
internal sealed record NoticedAlerts(bool Success, int Received, int Recorded);

internal static class AlertsApi
{
    private const int MostAlerts = 1000, MostText = 2000;

    public static void MapAlerts(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/alerts/webhook", ReceiveAsync).On(Service.Pages).Require("alerts.report").WithTags("Alerts")
            .WithSummary("Alerts as Alertmanager posts them; each beginning and end goes into the trail");

    private static async Task<Ok<NoticedAlerts>> ReceiveAsync(
        AlertNotice body, Trail trail, AppDb db, AlertMemory memory, HttpContext http, CancellationToken ct)
    {
        var alerts = Checked(body);
        var (tenant, by) = (http.Caller().TenantId, http.Caller().Id);
        var news = alerts.Where(a => memory.IsNews(tenant, a)).ToList();
        await db.InTransactionAsync(async () =>
        {
            foreach (var alert in news)
                await trail.RecordAsync(new AuditEvent(tenant, by, alert.Status == "firing" ? "alert.fired" : "alert.resolved", $"alert:{alert.Name}", alert.Details), ct);
        }, ct);
        // Known only once they are recorded: what Alertmanager sends again after a failure is news still.
        foreach (var alert in news) memory.Noted(tenant, alert);
        return TypedResults.Ok(new NoticedAlerts(true, alerts.Count, news.Count));
    }

    private static IReadOnlyList<ReportedAlert> Checked(AlertNotice notice)
    {
        var alerts = notice.Alerts ?? [];
        var check = new Check().That(notice.Alerts is not null, "/alerts", "required", "A list of alerts is required.")
            .That(alerts.Count <= MostAlerts, "/alerts", "too_long", $"At most {MostAlerts} alerts; set max_alerts in Alertmanager.");
        foreach (var (alert, at) in alerts.Take(MostAlerts).Select((a, i) => (a, $"/alerts/{i}")))
        {
            if (alert is null)
            {
                check.That(false, at, "required", "An alert is required.");
                continue;
            }

            check.OneOf($"{at}/status", alert.Status, ["firing", "resolved"]).Id($"{at}/labels/alertname", alert.Labels?.GetValueOrDefault("alertname"))
                .OptionalText($"{at}/fingerprint", alert.Fingerprint, Check.MaxIdLength);
            foreach (var name in (string[])["severity", "component"]) check.OptionalText($"{at}/labels/{name}", alert.Labels?.GetValueOrDefault(name), Check.MaxIdLength);
            foreach (var name in (string[])["summary", "description", "runbook"]) check.OptionalText($"{at}/annotations/{name}", alert.Annotations?.GetValueOrDefault(name), MostText);
        }

        check.ThrowIfAny();
        return alerts;
    }
}
