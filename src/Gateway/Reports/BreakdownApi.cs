using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Identity.Tenants;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Reports;

/// <summary>What the calls of a period took, in groups that sum to the total.</summary>
/// <param name="Success">True.</param>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="GroupBy">By what.</param>
/// <param name="Total">All of them.</param>
/// <param name="Groups">Days and months in their order; otherwise, and within them, what cost most first.</param>
/// <param name="Other">The groups behind the first ten thousand together; null where there are no more.</param>
internal sealed record BreakdownResponse(
    bool Success, DateOnly From, DateOnly To, IReadOnlyList<string> GroupBy, UsageGroup Total, IReadOnlyList<UsageGroup> Groups, UsageGroup? Other);

/// <summary>What the calls of one group took.</summary>
/// <param name="Group">What it is a group of, for example <c>{"task":"chat","model":"gpt-4o"}</c>; <c>unknown</c> where no user or key is named.</param>
/// <param name="TenantName">The company's name, where companies are told apart.</param>
/// <param name="Calls">Calls, those that failed and those that the cache answered included.</param>
/// <param name="FailedCalls">Calls whose answer could not be used.</param>
/// <param name="Jobs">Jobs, each where its last call is, and calls without a job.</param>
/// <param name="InputTokens">Read at the full price.</param>
/// <param name="CachedTokens">Read from a provider's cache.</param>
/// <param name="CacheWriteTokens">Read and put into a provider's cache, where that has a price.</param>
/// <param name="OutputTokens">Written.</param>
/// <param name="TotalTokens">All four.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="Waste">The part of it that went for answers that could not be used.</param>
/// <param name="Saved">What would have been paid beyond the cost, without answers from the cache and without cheaper models.</param>
/// <param name="AverageLatencyMs">Of the calls that were answered.</param>
/// <param name="P95LatencyMs">95 of a hundred answers took no longer, to two digits, rounded down.</param>
internal sealed record UsageGroup(
    IReadOnlyDictionary<string, string> Group, string? TenantName, long Calls, long FailedCalls, long Jobs, long InputTokens, long CachedTokens, long CacheWriteTokens,
    long OutputTokens, long TotalTokens, decimal Cost, decimal Waste, decimal Saved, long? AverageLatencyMs, long? P95LatencyMs)
{
    public static UsageGroup Of(BreakdownSum sum, IReadOnlyDictionary<string, string> group, string? tenantName = null) => new(
        group, tenantName, sum.Calls, sum.Failed, sum.Jobs, sum.Input, sum.Cached, sum.CacheWrite, sum.Output, sum.Tokens,
        Money.UsdShown(sum.Cost), Money.UsdShown(sum.Waste), Money.UsdShown(sum.Saved), sum.Answered == 0 ? null : sum.Latency / sum.Answered, sum.P95);
}

/// <summary>What was paid for answers that could not be used, by cause.</summary>
/// <param name="Success">True.</param>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="TotalCost">US dollars, of all calls.</param>
/// <param name="Waste">US dollars, of those whose answer could not be used.</param>
/// <param name="SharePercent">Waste of the total cost; null where nothing was paid.</param>
/// <param name="Calls">All calls.</param>
/// <param name="FailedCalls">Those whose answer could not be used.</param>
/// <param name="Causes">What cost most first.</param>
internal sealed record WasteResponse(
    bool Success, DateOnly From, DateOnly To, decimal TotalCost, decimal Waste, decimal? SharePercent, long Calls, long FailedCalls, IReadOnlyList<WasteCause> Causes);

/// <summary>One cause of waste.</summary>
/// <param name="Outcome"><c>failed</c>: refused or broken off; <c>invalid</c>: an answer that could not be read or used; <c>unknown</c>: the process died during the call.</param>
/// <param name="Task">What was asked for.</param>
/// <param name="Provider">Of whom.</param>
/// <param name="Calls">How often.</param>
/// <param name="Tokens">Tokens of these calls.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="SharePercent">Of the waste; null where nothing was paid.</param>
internal sealed record WasteCause(string Outcome, string Task, string Provider, long Calls, long Tokens, decimal Cost, decimal? SharePercent);

internal static class BreakdownApi
{
    private static readonly string[] Sides = ["tenant", "product", "task", "provider", "model", "user", "key", "day", "month"];
    private static readonly Dictionary<string, string> Nothing = [];

    public static void MapBreakdowns(this IEndpointRouteBuilder routes)
    {
        var usage = routes.MapGroup("/v1/usage").On(Service.Platform).Require("gateway.read").WithTags("Usage");
        usage.MapGet("", UsageAsync).WithSummary("Calls, tokens, cost, waste and latency of a period, by up to two of tenant, product, task, provider, model, user, key, day and month");
        usage.MapGet("/waste", WasteAsync).WithSummary("What was paid for answers that could not be used, by cause");
    }

    private static async Task<Results<Ok<BreakdownResponse>, FileContentHttpResult>> UsageAsync(
        string? companyId, [AsParameters] BreakdownQuery query, BreakdownReader reader, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = await tools.Tenants.OfReportAsync(http.Caller(), companyId, ct);
        var check = new Check();
        var by = (query.GroupBy ?? "model").Split(',');
        var period = UsagePeriod.Between(query.From, query.To, tools.Today, check, "/from", "/to");
        check.That(by.Length <= 2 && by.Distinct().Count() == by.Length && by.All(Sides.Contains), "/groupBy", "invalid", $"One or two of {string.Join(", ", Sides)} are required.")
            .OneOf("/format", query.Format ?? "json", ["json", "csv"]).ThrowIfAny();
        var breakdown = await reader.ReadAsync(tenant, period, by, ct);
        var groups = await GroupsAsync(breakdown, tools.Tenants, ct);
        var other = breakdown.Other is { } rest ? UsageGroup.Of(rest, Nothing) : null;
        return query.Format == "csv"
            ? TypedResults.File(BreakdownCsv.Write(by, groups, other), "text/csv; charset=utf-8", $"usage-by-{string.Join("-and-", by)}-{period.Start:yyyy-MM-dd}-to-{period.End:yyyy-MM-dd}.csv")
            : TypedResults.Ok(new BreakdownResponse(true, period.Start, period.End, by, UsageGroup.Of(breakdown.Total, Nothing), groups, other));
    }

    private static async Task<Ok<WasteResponse>> WasteAsync(
        string? companyId, string? from, string? to, BreakdownReader reader, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var tenant = await tools.Tenants.OfReportAsync(http.Caller(), companyId, ct);
        var check = new Check();
        var period = UsagePeriod.Between(from, to, tools.Today, check, "/from", "/to");
        check.ThrowIfAny();
        var breakdown = await reader.ReadAsync(tenant, period, ["outcome", "task", "provider"], ct);
        var (total, causes) = (breakdown.Total, breakdown.Groups.Where(g => g.Failed > 0));
        return TypedResults.Ok(new WasteResponse(true, period.Start, period.End, Money.UsdShown(total.Cost), Money.UsdShown(total.Waste), Percent(total.Waste, total.Cost),
            total.Calls, total.Failed, [.. causes.Select(c => new WasteCause(c.Key1, c.Key2, c.Key3, c.Calls, c.Tokens, Money.UsdShown(c.Cost), Percent(c.Cost, total.Waste)))]));
    }

    private static async Task<IReadOnlyList<UsageGroup>> GroupsAsync(Breakdown breakdown, TenantDirectory tenants, CancellationToken ct)
    {
        var by = breakdown.By;
        var at = by.ToList().IndexOf("tenant");
        Guid TenantOf(BreakdownSum sum) => Guid.Parse(at == 0 ? sum.Key1 : sum.Key2);
        var names = at < 0 ? [] : await tenants.NamesAsync([.. breakdown.Groups.Select(TenantOf).Distinct()], ct);
        return [.. breakdown.Shown.Select(sum =>
        {
            string Value(int key) => key == at ? TenantOf(sum).ToString() : key == 0 ? sum.Key1 : sum.Key2;
            return UsageGroup.Of(sum, by.Select((side, key) => (side, key)).ToDictionary(s => s.side, s => Value(s.key)), at < 0 ? null : names.GetValueOrDefault(TenantOf(sum)));
        })];
    }

    private static decimal? Percent(long part, long whole) => whole == 0 ? null : decimal.Round(100m * part / whole, 2);
}

/// <summary>What a breakdown is asked for.</summary>
internal sealed record BreakdownQuery
{
    /// <summary>The first day, UTC; thirty days until the last unless given.</summary>
    public string? From { get; init; }

    /// <summary>The last day, UTC; today unless given.</summary>
    public string? To { get; init; }

    /// <summary>One or two of <c>tenant</c>, <c>product</c>, <c>task</c>, <c>provider</c>, <c>model</c>, <c>user</c>, <c>key</c>, <c>day</c> and <c>month</c>, with a comma between; <c>model</c> unless given.</summary>
    public string? GroupBy { get; init; }

    /// <summary><c>json</c> or <c>csv</c>; json unless given.</summary>
    public string? Format { get; init; }
}
