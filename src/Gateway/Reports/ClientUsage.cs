using System.Text.Json.Serialization;

namespace Steward.Gateway.Reports;

/// <summary>An answer of the cost code service.</summary>
/// <param name="Data">What was asked for.</param>
/// <param name="Meta">About the answer.</param>
internal sealed record ClientAnswer<T>(T Data, ClientMeta Meta);

/// <summary>About an answer.</summary>
/// <param name="RequestId">Finds the request in the log.</param>
/// <param name="Timestamp">When it was answered.</param>
internal sealed record ClientMeta([property: JsonPropertyName("request_id")] string RequestId, DateTime Timestamp);

/// <summary>What a client's calls of models took in a period.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="FromDate">The first day, UTC.</param>
/// <param name="ToDate">The last day, UTC.</param>
/// <param name="GroupBy"><c>operation_type</c>, <c>model_name</c>, <c>day</c> or <c>month</c>.</param>
/// <param name="Summary">All calls.</param>
/// <param name="Breakdown">Parts that sum to it: days and months in their order, of the others what cost most first.</param>
internal sealed record ClientUsage(
    [property: JsonPropertyName("client_id")] Guid ClientId, [property: JsonPropertyName("from_date")] DateOnly FromDate, [property: JsonPropertyName("to_date")] DateOnly ToDate,
    [property: JsonPropertyName("group_by")] string GroupBy, ClientSummary Summary, IReadOnlyList<ClientUsagePart> Breakdown);

/// <summary>Tokens, cost and number of calls.</summary>
internal sealed record ClientSummary(
    [property: JsonPropertyName("total_tokens")] long TotalTokens, [property: JsonPropertyName("total_cost_usd")] decimal TotalCostUsd,
    [property: JsonPropertyName("operations_count")] long OperationsCount)
{
    public static ClientSummary Of(BreakdownSum sum) => new(sum.Tokens, Money.UsdShown(sum.Cost), sum.Calls);
}

/// <summary>One part: it has the member that is grouped by.</summary>
internal sealed record ClientUsagePart(
    [property: JsonPropertyName("tokens_input")] long TokensInput, [property: JsonPropertyName("tokens_output")] long TokensOutput,
    [property: JsonPropertyName("tokens_total")] long TokensTotal, [property: JsonPropertyName("cost_usd")] decimal CostUsd,
    [property: JsonPropertyName("operations_count")] long OperationsCount)
{
    /// <summary>analysis, refactor, search, recommendation or other.</summary>
    [JsonPropertyName("operation_type"), JsonPropertyOrder(-1)]
    public string? OperationType { get; init; }

    /// <summary>The model.</summary>
    [JsonPropertyName("model_name"), JsonPropertyOrder(-1)]
    public string? ModelName { get; init; }

    /// <summary>The day, UTC.</summary>
    [JsonPropertyOrder(-1)]
    public string? Day { get; init; }

    /// <summary>The month, UTC.</summary>
    [JsonPropertyOrder(-1)]
    public string? Month { get; init; }
}

/// <summary>A client's month so far.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Month">Which, UTC.</param>
/// <param name="TotalTokens">Read and written.</param>
/// <param name="TotalCostUsd">US dollars.</param>
/// <param name="OperationsCount">Calls of models.</param>
/// <param name="MonthlyBudgetUsd">What a month may cost.</param>
/// <param name="BudgetUsedPercent">Of it; null where the budget is zero.</param>
internal sealed record ClientMonth(
    [property: JsonPropertyName("client_id")] Guid ClientId, string Month, [property: JsonPropertyName("total_tokens")] long TotalTokens,
    [property: JsonPropertyName("total_cost_usd")] decimal TotalCostUsd, [property: JsonPropertyName("operations_count")] long OperationsCount,
    [property: JsonPropertyName("monthly_budget_usd")] decimal MonthlyBudgetUsd, [property: JsonPropertyName("budget_used_percent")] decimal? BudgetUsedPercent);
