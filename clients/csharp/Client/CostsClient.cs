using Steward.Client.Http;

namespace Steward.Client;

/// <summary>A company's AI money this month, in US dollars.</summary>
/// <param name="Allowed">Whether there is any left.</param>
/// <param name="Budget">The month's limit.</param>
/// <param name="Spent">Spent so far.</param>
/// <param name="Remaining">Left.</param>
public sealed record AiBudget(bool Allowed, decimal Budget, decimal Spent, decimal Remaining);

/// <summary>One part of a breakdown.</summary>
/// <param name="Count">Requests.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="Tokens">Input and output together.</param>
public sealed record CostShare(long Count, decimal Cost, long Tokens);

/// <summary>What AI cost; each breakdown sums to the total.</summary>
/// <param name="TotalRequests">Requests.</param>
/// <param name="TotalCost">US dollars.</param>
/// <param name="TotalTokens">Input and output together.</param>
/// <param name="AvgCostPerRequest">US dollars.</param>
/// <param name="ByProvider">By who answered.</param>
/// <param name="ByModel">By model.</param>
public sealed record CostMetrics(
    long TotalRequests, decimal TotalCost, long TotalTokens, decimal AvgCostPerRequest,
    IReadOnlyDictionary<string, CostShare> ByProvider, IReadOnlyDictionary<string, CostShare> ByModel);

/// <summary>A monthly limit and where it stands, in US dollars.</summary>
/// <param name="Scope"><c>company</c>, or <c>task:…</c>, <c>user:…</c>, <c>key:…</c>, <c>model:…</c> for a part of it.</param>
/// <param name="Budget">A month; null where money is not limited.</param>
/// <param name="Spent">So far.</param>
/// <param name="Reserved">Set aside for calls under way.</param>
/// <param name="Remaining">What is neither; below zero where the limit was lowered.</param>
/// <param name="UsedPercent">Spent of the budget; null where that is zero.</param>
/// <param name="Alerts">Which of 80, 95 and 100 percent were told of this month.</param>
public sealed record AiLimit(string Scope, decimal? Budget, decimal Spent, decimal Reserved, decimal? Remaining, decimal? UsedPercent, IReadOnlyList<int> Alerts)
{
    /// <summary>Tokens a month; null where they are not limited.</summary>
    public long? Tokens { get; init; }

    /// <summary>Tokens used this month.</summary>
    public long TokensUsed { get; init; }

    /// <summary>Requests in any minute; null where they are not limited.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute; null where they are not limited.</summary>
    public long? TokensPerMinute { get; init; }
}

/// <summary>The limits of a scope. What is null is not limited; a company without a budget of its own has the usual one.</summary>
/// <param name="Scope"><c>company</c>, <c>task:…</c>, <c>user:…</c>, <c>key:…</c> or <c>model:…</c>.</param>
/// <param name="Budget">US dollars a month, 0 to 1,000,000.</param>
/// <param name="Tokens">Tokens a month.</param>
/// <param name="RequestsPerMinute">Requests in any minute.</param>
/// <param name="TokensPerMinute">Tokens in any minute.</param>
/// <param name="TimeZone">In which place's time a company's months begin, as an IANA name; UTC where null.</param>
public sealed record NewLimits(string Scope, decimal? Budget = null, long? Tokens = null, int? RequestsPerMinute = null, long? TokensPerMinute = null, string? TimeZone = null);

/// <summary>A company's limits, its own first.</summary>
/// <param name="Month">The month that they stand for, <c>yyyy-MM</c>.</param>
/// <param name="TimeZone">In which it is counted.</param>
/// <param name="Budgets">The limits.</param>
public sealed record AiLimits(string Month, string TimeZone, IReadOnlyList<AiLimit> Budgets);

/// <summary>Budgets and what AI cost. Needs the permissions <c>gateway.read</c> and, to set a budget, <c>gateway.manage</c>.</summary>
public sealed class CostsClient
{
    private readonly Wire _wire;

    internal CostsClient(Wire wire) => _wire = wire;

    /// <summary>What AI cost a company; with null the caller's own, or all of them for the platform's owner.</summary>
    public async Task<CostMetrics> MetricsAsync(string? companyId = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<MetricsAnswer>(Call.Get(CallPath.Query("v1/cost/metrics", ("companyId", companyId))), ct)).Metrics;

    /// <summary>A company's AI budget this month.</summary>
    /// <exception cref="StewardException">404: no such company.</exception>
    public async Task<AiBudget> BudgetAsync(string companyId, CancellationToken ct = default) =>
        (await _wire.SendAsync<BudgetAnswer>(Call.Get($"v1/cost/budget/{CallPath.Part(companyId)}"), ct)).Budget;

    /// <summary>Sets a company's monthly AI budget, this month's included.</summary>
    /// <param name="companyId">A UUID or a name from outside.</param>
    /// <param name="usd">US dollars, 0 to 1,000,000.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">400: out of range; 404: no such company.</exception>
    public async Task<AiBudget> SetBudgetAsync(string companyId, decimal usd, CancellationToken ct = default) =>
        (await _wire.SendAsync<BudgetAnswer>(Call.Put($"v1/cost/budget/{CallPath.Part(companyId)}", new { budget = usd }), ct)).Budget;

    /// <summary>A company's limits; with null the caller's.</summary>
    /// <exception cref="StewardException">404: no such company.</exception>
    public Task<AiLimits> LimitsAsync(string? companyId = null, CancellationToken ct = default) =>
        _wire.SendAsync<AiLimits>(Call.Get(CallPath.Query("v1/budgets", ("companyId", companyId))), ct);

    /// <summary>Sets the limits of the caller's company, or of a part of it, as a whole, this month's included.</summary>
    /// <exception cref="StewardException">400: out of range, or no such kind of scope.</exception>
    public async Task<AiLimit> SetLimitsAsync(NewLimits limits, CancellationToken ct = default) => (await _wire.SendAsync<LimitAnswer>(Call.Put("v1/budgets", limits), ct)).Budget;

    /// <summary>Removes the limits of a task, a user, a key or a model.</summary>
    /// <exception cref="StewardException">404: it has none; 400: the company's own can be set, not removed.</exception>
    public Task RemoveLimitAsync(string scope, CancellationToken ct = default) => _wire.SendAsync(Call.Delete(CallPath.Query("v1/budgets", ("scope", scope))), ct);

    private sealed record LimitAnswer(AiLimit Budget);

    private sealed record MetricsAnswer(CostMetrics Metrics);

    private sealed record BudgetAnswer(AiBudget Budget);
}
