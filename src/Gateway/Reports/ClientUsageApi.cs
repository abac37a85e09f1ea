using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Steward.Gateway.Spend;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Reports;

/// <summary>The ledger as the cost code service shows it: a client is a company, an operation a call of a model.</summary>
internal static class ClientUsageApi
{
    private static readonly Dictionary<string, string> Sides = new() { ["operation_type"] = "task", ["model_name"] = "model", ["day"] = "day", ["month"] = "month" };

    public static void MapClientUsage(this IEndpointRouteBuilder routes)
    {
        var usage = routes.MapGroup("/v1/clients/{id}/llm-usage").On(Service.Codebook).Require("gateway.read").WithTags("Usage").WithMetadata(ClientErrors.Shape);
        usage.MapGet("", UsageAsync).WithSummary("What a client's calls of models took, by operation, model, day or month");
        usage.MapGet("/summary", SummaryAsync).WithSummary("A client's month so far, beside its budget");
    }

    private static async Task<Ok<ClientAnswer<ClientUsage>>> UsageAsync(
        string id, [AsParameters] ClientUsageQuery query, BreakdownReader reader, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var client = await tools.Tenants.OfCallerAsync(http.Caller(), id, ct);
        var check = new Check();
        var by = query.GroupBy ?? "operation_type";
        var period = UsagePeriod.Between(query.FromDate, query.ToDate, tools.Today, check, "/from_date", "/to_date");
        check.OneOf("/group_by", by, Sides.Keys).ThrowIfAny();
        var usage = await reader.ReadAsync(client, period, [Sides[by]], ct);
        return Answer(new ClientUsage(client, period.Start, period.End, by, ClientSummary.Of(usage.Total), [.. Parts(usage, by)]), tools, http);
    }

    private static async Task<Ok<ClientAnswer<ClientMonth>>> SummaryAsync(string id, BreakdownReader reader, Purse purse, UsageTools tools, HttpContext http, CancellationToken ct)
    {
        var client = await tools.Tenants.OfCallerAsync(http.Caller(), id, ct);
        var month = (await reader.ReadAsync(client, UsagePeriod.Month(tools.Today), ["month"], ct)).Total;
        var (budget, cost) = ((await purse.StateAsync(client, ct)).Budget, Money.UsdShown(month.Cost));
        return Answer(new ClientMonth(client, $"{tools.Today:yyyy-MM}", month.Tokens, cost, month.Calls, budget, budget == 0 ? null : decimal.Round(100 * cost / budget, 2)), tools, http);
    }

    private static Ok<ClientAnswer<T>> Answer<T>(T data, UsageTools tools, HttpContext http) =>
        TypedResults.Ok(new ClientAnswer<T>(data, new ClientMeta(http.TraceIdentifier, tools.Time.GetUtcNow().UtcDateTime)));

    private static IEnumerable<ClientUsagePart> Parts(Breakdown usage, string by)
    {
        if (by != "operation_type") return usage.Shown.Select(s => Part(s, by, s.Key1));
        return usage.Groups.GroupBy(s => OperationOf(s.Key1)).Select(g => (Operation: g.Key, Sum: g.Aggregate((all, one) => all.Plus(one))))
            .OrderByDescending(o => o.Sum.Cost).ThenBy(o => o.Operation, StringComparer.Ordinal).Select(o => Part(o.Sum, by, o.Operation));
    }

    private static ClientUsagePart Part(BreakdownSum sum, string by, string name) => new(sum.Tokens - sum.Output, sum.Output, sum.Tokens, Money.UsdShown(sum.Cost), sum.Calls)
    {
        OperationType = by == "operation_type" ? name : null, ModelName = by == "model_name" ? name : null, Day = by == "day" ? name : null, Month = by == "month" ? name : null,
    };

    // What stands behind the product in the task's name; of tasks that are no operation of this service, other.
    private static string OperationOf(string task) => task[(task.LastIndexOf('.') + 1)..] switch
    {
        "analysis" or "analyze" => "analysis",
        "refactor" => "refactor",
        "search" => "search",
        "recommendation" or "recommend" => "recommendation",
        _ => "other",
    };
}

/// <summary>What a client's usage is asked for.</summary>
internal sealed record ClientUsageQuery
{
    /// <summary>The first day, UTC; thirty days until the last unless given.</summary>
    [FromQuery(Name = "from_date")]
    public string? FromDate { get; init; }

    /// <summary>The last day, UTC; today unless given.</summary>
    [FromQuery(Name = "to_date")]
    public string? ToDate { get; init; }

    /// <summary><c>operation_type</c>, <c>model_name</c>, <c>day</c> or <c>month</c>; operation_type unless given.</summary>
    [FromQuery(Name = "group_by")]
    public string? GroupBy { get; init; }
}
