using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Identity.Tenants;
using Steward.Impact.Q2Q;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Metrics;

/// <summary>A company's numbers.</summary>
internal sealed record MetricsResponse(bool Success, CompanyMetrics Metrics, PeriodResponse Period);

/// <summary>First and last day, both included.</summary>
internal sealed record PeriodResponse(string Start, string End);

/// <summary>Social return on investment; null without volunteered hours or without a text that says anything of work.</summary>
internal sealed record SroiResponse(bool Success, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? Sroi);

/// <summary>Volunteer Impact Score; null without scored sessions or without classified texts.</summary>
internal sealed record VisResponse(bool Success, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Vis);

/// <summary>What people said behind the scores, newest first.</summary>
internal sealed record EvidenceResponse(bool Success, IReadOnlyList<EvidenceItem> Evidence);

/// <summary>One quote and a score that rests on it.</summary>
internal sealed record EvidenceItem(string? Dimension, double? Score, string Snippet, string LabelType, string Reasoning, Guid FeedbackId);

internal static class MetricsApi
{
    public static void MapMetricsOf(this IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, old) in new[] { ("/v1/metrics", false), ("/metrics", true) })
        {
            var metrics = routes.MapGroup(prefix).On(Service.Reporting).Require("impact.read").WithTags("Metrics");
            RouteHandlerBuilder[] mapped =
            [
                metrics.MapGet("/{companyId}", MetricsAsync).WithSummary("A company's impact metrics"),
                metrics.MapGet("/{companyId}/sroi", SroiAsync).WithSummary("Social return on investment"),
                metrics.MapGet("/{companyId}/vis", VisAsync).WithSummary("Volunteer Impact Score"),
                metrics.MapGet("/{companyId}/evidence", EvidenceAsync).WithSummary("The quotes behind the scores"),
            ];
            if (!old) continue;
            foreach (var (route, tail) in mapped.Zip((string[])["", "/sroi", "/vis", "/evidence"])) route.DeprecatedFor("/v1/metrics/{companyId}" + tail);
        }
    }

    private static async Task<Ok<MetricsResponse>> MetricsAsync(
        string companyId, [AsParameters] MetricsQuery query, TenantDirectory tenants, CompanyMetricsReader reader, HttpContext http, CancellationToken ct)
    {
        var period = query.Period();
        var metrics = await reader.ReadAsync(await tenants.OfCallerAsync(http.Caller(), companyId, ct), period, ct);
        return TypedResults.Ok(new MetricsResponse(true, metrics, new PeriodResponse(Day(period.Start), Day(period.End.AddDays(-1)))));
    }

    private static async Task<Ok<SroiResponse>> SroiAsync(
        string companyId, [AsParameters] MetricsQuery query, TenantDirectory tenants, CompanyMetricsReader reader, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new SroiResponse(true, (await reader.ReadAsync(await tenants.OfCallerAsync(http.Caller(), companyId, ct), query.Period(), ct)).Sroi));

    private static async Task<Ok<VisResponse>> VisAsync(
        string companyId, [AsParameters] MetricsQuery query, TenantDirectory tenants, CompanyMetricsReader reader, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new VisResponse(true, (await reader.ReadAsync(await tenants.OfCallerAsync(http.Caller(), companyId, ct), query.Period(), ct)).Vis));

    private static async Task<Ok<EvidenceResponse>> EvidenceAsync(string companyId, AppDb db, TenantDirectory tenants, HttpContext http, int? limit, CancellationToken ct)
    {
        var take = Cursor.Limit(limit, 20);
        var tenant = await tenants.OfCallerAsync(http.Caller(), companyId, ct);
        var quotes = await db.Set<EvidenceQuote>().AsNoTracking().Where(q => q.TenantId == tenant).OrderByDescending(q => q.Id).Take(take).ToListAsync(ct);
        var ids = quotes.Select(q => q.FeedbackId).Distinct().ToList();
        var scores = await db.Set<OutcomeScore>().AsNoTracking().Where(s => s.TenantId == tenant && ids.Contains(s.FeedbackId)).ToListAsync(ct);
        return TypedResults.Ok(new EvidenceResponse(true, [.. quotes.Select(q =>
        {
            var score = scores.Find(s => s.FeedbackId == q.FeedbackId && s.Dimension == Q2QScores.DimensionOf(q.LabelType));
            return new EvidenceItem(score?.Dimension, score?.Score, q.Snippet, q.LabelType, q.Reasoning, q.FeedbackId);
        })]));
    }

    private static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Which period: days in UTC, both included; the last twelve months unless given.</summary>
internal sealed record MetricsQuery
{
    [FromQuery(Name = "start")]
    public DateOnly? Start { get; init; }

    [FromQuery(Name = "end")]
    public DateOnly? End { get; init; }

    [FromQuery(Name = "program")]
    public string? Program { get; init; }

    public required TimeProvider Time { get; init; }

    public MetricsPeriod Period()
    {
        var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        var end = End ?? today;
        var start = Start ?? (end.Year > 1 ? end.AddYears(-1) : end);
        new Check().That(start.Year >= 1900 && end.Year < 3000, "/end", "out_of_range", "The years 1900 to 2999 are kept.")
            .That(start <= end, "/start", "out_of_range", "The period ends before it starts.")
            .That(end.DayNumber - start.DayNumber <= 3660, "/start", "out_of_range", "At most ten years.")
            .OptionalText("/program", Program, Check.MaxIdLength).ThrowIfAny();
        return new MetricsPeriod(start.ToDateTime(default, DateTimeKind.Utc), end.AddDays(1).ToDateTime(default, DateTimeKind.Utc), Program);
    }
}
