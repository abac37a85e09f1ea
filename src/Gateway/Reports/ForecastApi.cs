using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Reports;

/// <summary>What this month's AI comes to, in US dollars.</summary>
/// <param name="Success">True.</param>
/// <param name="Month">Which, UTC.</param>
/// <param name="Spent">So far.</param>
/// <param name="Forecast">At the month's end: <c>spent</c> and <c>expected</c> of all days; null before a company has a whole day of history.</param>
/// <param name="Low">The month ends between <c>low</c> and <c>high</c> four times in five, if days go on as they did; null with fewer than four days of history.</param>
/// <param name="High">See <c>low</c>.</param>
/// <param name="Method"><c>weekday_means</c>: a day to come costs the mean of its weekday; <c>mean</c>: that of all days, where there are fewer than fourteen; <c>none</c>: no history.</param>
/// <param name="HistoryDays">Whole days that the means are taken of, 0 to 28.</param>
/// <param name="Budget">The company's limit.</param>
/// <param name="BudgetUsedUpOn">The day on which the budget is used up, past or to come; null where it lasts.</param>
/// <param name="Days">The days of the month.</param>
internal sealed record ForecastResponse(
    bool Success, string Month, decimal Spent, decimal? Forecast, decimal? Low, decimal? High, string Method, int HistoryDays, decimal Budget, DateOnly? BudgetUsedUpOn,
    IReadOnlyList<ForecastDay> Days);

internal static class ForecastApi
{
    public static void MapForecast(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/usage/forecast", ForecastAsync).On(Service.Platform).Require("gateway.read").WithTags("Usage")
            .WithSummary("What AI comes to by the month's end, and when the budget is used up");

    private static async Task<Ok<ForecastResponse>> ForecastAsync(
        string? companyId, BreakdownReader reader, Purse purse, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = await tools.Tenants.OfCallerAsync(http.Caller(), companyId, ct);
        var today = tools.Today;
        var month = UsagePeriod.Month(today);
        var window = today.AddDays(-Forecast.Window);
        var spent = await reader.ReadAsync(tenant, month with { Start = window < month.Start ? window : month.Start }, ["day"], ct);
        var forecast = new Forecast(today, spent.Groups.ToDictionary(g => DateOnly.ParseExact(g.Key1, "yyyy-MM-dd"), g => g.Cost));
        var budget = (await purse.StateAsync(tenant, ct)).Budget;
        return TypedResults.Ok(new ForecastResponse(true, $"{today:yyyy-MM}", forecast.Spent, forecast.AtEnd, forecast.Low, forecast.High, forecast.Method, forecast.HistoryDays,
            budget, forecast.UsedUpOn(budget), forecast.Days));
    }
}
