using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Moderation.Platforms;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Analytics;

/// <summary>A time to count; the last 30 days unless given, at most 366.</summary>
internal sealed record PeriodQuery
{
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
}

internal static class AnalyticsApi
{
    public static void MapAnalytics(this IEndpointRouteBuilder routes)
    {
        var analytics = routes.Moderation("/analytics", "Analytics");
        analytics.MapGet("/overview", OverviewAsync).Require("moderation.read").WithSummary("What was moderated, and by whom");
        analytics.MapGet("/platform/{platform}", PlatformAsync).Require("moderation.read").WithSummary("The same of one platform");
        analytics.MapGet("/rules/performance", RulesAsync).Require("moderation.read").WithSummary("How often each rule was right, as people say");
    }

    private static async Task<Ok<OverviewResponse>> OverviewAsync([AsParameters] PeriodQuery asked, Figures figures, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(await figures.OverviewAsync(http.Caller().TenantId, PeriodOf(asked, figures.Now), null, ct));

    private static async Task<Ok<OverviewResponse>> PlatformAsync(string platform, [AsParameters] PeriodQuery asked, Figures figures, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(await figures.OverviewAsync(http.Caller().TenantId, PeriodOf(asked, figures.Now), PlatformList.InPath(platform).Name, ct));

    private static async Task<Ok<RulesPerformance>> RulesAsync([AsParameters] PeriodQuery asked, Figures figures, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(await figures.RulesAsync(http.Caller().TenantId, PeriodOf(asked, figures.Now), ct));

    // To the minute, so that those who ask for "now" share an answer.
    private static Period PeriodOf(PeriodQuery asked, DateTime now)
    {
        var to = asked.To?.UtcDateTime ?? new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, DateTimeKind.Utc).AddMinutes(1);
        var from = asked.From?.UtcDateTime ?? to.AddDays(-30);
        new Check().That(from < to, "/from", "invalid", "The time must begin before it ends.").That(to - from <= TimeSpan.FromDays(366), "/from", "out_of_range", "At most 366 days.").ThrowIfAny();
        return new Period(from, to);
    }
}
