using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Spend;
using Steward.Identity.Tenants;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Reports;

internal static class UsageApi
{
    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        var usage = routes.MapGroup("/api/ai/usage").On(Service.Pages).WithTags("Usage");
        usage.MapGet("/report", ReportAsync).Require("gateway.read").WithSummary("Jobs, tokens and cost of a period by provider, model, user and day");
        usage.MapGet("/current-month", MonthAsync).Require("gateway.read").WithSummary("The same of this month");
        usage.MapGet("/last-n-days", LastDaysAsync).Require("gateway.read").WithSummary("The same of the last days, today included");
    }

    private static Task<Results<Ok<UsageResponse>, FileContentHttpResult>> ReportAsync(
        string? companyId, string? startDate, string? endDate, [AsParameters] UsageQuery query, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var check = new Check();
        return AnswerAsync(companyId, UsagePeriod.Between(startDate, endDate, tools.Today, check), query, check, tools, http, ct);
    }

    private static Task<Results<Ok<UsageResponse>, FileContentHttpResult>> MonthAsync(
        string? companyId, [AsParameters] UsageQuery query, UsageTools tools, HttpContext http, CancellationToken ct) =>
        AnswerAsync(companyId, UsagePeriod.Month(tools.Today), query, new Check(), tools, http, ct);

    private static Task<Results<Ok<UsageResponse>, FileContentHttpResult>> LastDaysAsync(
        string? companyId, int? days, [AsParameters] UsageQuery query, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var check = new Check().Range("/days", days, 1, 365);
        return AnswerAsync(companyId, UsagePeriod.Last(Math.Clamp(days ?? 7, 1, 365), tools.Today), query, check, tools, http, ct);
    }

    private static async Task<Results<Ok<UsageResponse>, FileContentHttpResult>> AnswerAsync(
        string? companyId, UsagePeriod period, UsageQuery query, Check check, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        query.CheckWith(check).ThrowIfAny();
        var tenant = await tools.Tenants.OfReportAsync(http.Caller(), companyId, ct);
        var filter = new UsageFilter(tenant, period, query.UserId, query.Provider is { } name ? tools.Prices.NamesOf(name.ToLowerInvariant()) : null, query.Model);
        var sums = await tools.Reader.ReadAsync(filter, query.TopUsersLimit ?? UsageQuery.UsualTopUsers, ct);
        return query.Format == "csv"
            ? TypedResults.File(UsageCsv.Write(filter, sums, tools.Time.GetUtcNow().UtcDateTime), "text/csv; charset=utf-8", UsageCsv.NameOf(period))
            : TypedResults.Ok(new UsageResponse(true, UsageReport.Of(period, sums)));
    }
}

/// <summary>What a usage report is narrowed to, and how it is shown.</summary>
internal sealed record UsageQuery
{
    /// <summary>Only calls for this user; <c>unknown</c> for those where nobody is named.</summary>
    public string? UserId { get; init; }

    /// <summary>Only this provider; <c>claude</c> and <c>gemini</c> are understood too.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this model.</summary>
    public string? Model { get; init; }

    /// <summary>Users shown apart, 1 to 100; the others are <c>other</c>. 10 unless given.</summary>
    public int? TopUsersLimit { get; init; }

    /// <summary><c>json</c> or <c>csv</c>; json unless given.</summary>
    public string? Format { get; init; }

    public const int UsualTopUsers = 10;

    public Check CheckWith(Check check) => check
        .OptionalText("/userId", UserId, Check.MaxIdLength).OptionalText("/provider", Provider, 50).OptionalText("/model", Model, 100)
        .Range("/topUsersLimit", TopUsersLimit, 1, 100).OneOf("/format", Format ?? "json", ["json", "csv"]);
}

/// <summary>What a usage report is made with.</summary>
internal sealed record UsageTools(TenantDirectory Tenants, UsageReader Reader, PriceTable Prices, TimeProvider Time)
{
    public DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
}
