using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Gateway.Reports;
using Steward.Identity.Tenants;
using Steward.Jobs;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Spend;

/// <summary>A limit and where it stands this month, in US dollars.</summary>
/// <param name="Scope"><c>company</c>, or <c>task:…</c>, <c>user:…</c>, <c>key:…</c>, <c>model:…</c> for a part of it.</param>
/// <param name="Budget">A month; null where money is not limited.</param>
/// <param name="Spent">So far.</param>
/// <param name="Reserved">Set aside for calls under way.</param>
/// <param name="Remaining">What is neither; below zero where the limit was lowered.</param>
/// <param name="UsedPercent">Spent of the budget; null where that is zero.</param>
/// <param name="Alerts">Which of 80, 95 and 100 percent were told of this month.</param>
internal sealed record BudgetLine(string Scope, decimal? Budget, decimal Spent, decimal Reserved, decimal? Remaining, decimal? UsedPercent, IReadOnlyList<int> Alerts)
{
    /// <summary>Tokens a month; null where they are not limited.</summary>
    public long? Tokens { get; init; }

    /// <summary>Tokens used this month.</summary>
    public long TokensUsed { get; init; }

    /// <summary>Which of 80, 95 and 100 percent of the tokens were told of this month.</summary>
    public IReadOnlyList<int> TokenAlerts { get; init; } = [];

    /// <summary>Requests in any minute; null where they are not limited.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute; null where they are not limited.</summary>
    public long? TokensPerMinute { get; init; }
}

/// <summary>All limits of a company.</summary>
internal sealed record BudgetsResponse(bool Success, string Month, string TimeZone, IReadOnlyList<BudgetLine> Budgets);

/// <summary>One of them.</summary>
internal sealed record BudgetLineResponse(bool Success, BudgetLine Budget);

/// <summary>The limits of a scope, as a whole: US dollars and tokens a month, requests and tokens in any minute. What is left out is not limited; at least one is needed.</summary>
internal sealed record SetLimit(string? Scope, decimal? Budget, long? Tokens, int? RequestsPerMinute, long? TokensPerMinute)
{
    /// <summary>An IANA name: in which place's time the company's months begin and end. UTC where it is left out.</summary>
    public string? TimeZone { get; init; }

    private const long MostTokens = 1_000_000_000_000;

    public Check Checked() => new Check()
        .That(TimeZone is not null || Budget is not null || Tokens is not null || RequestsPerMinute is not null || TokensPerMinute is not null, "/budget", "required", "One of budget (US dollars), tokens, requestsPerMinute and tokensPerMinute is required.")
        .Range("/budget", (double?)Budget, 0, 1_000_000).Range("/tokens", Tokens, 0, MostTokens).Range("/requestsPerMinute", RequestsPerMinute, 1, 1_000_000).Range("/tokensPerMinute", TokensPerMinute, 1, MostTokens)
        .That(TimeZone is null || (Scope == Spend.Limits.Company && TimeZone.Length <= 60 && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)), "/timeZone", "invalid", "A time zone like Europe/Oslo is required, and only the company has one.");

    public LimitsOf Limits() => new(Budget is { } usd ? Money.Pico(usd) : null, Tokens, RequestsPerMinute, TokensPerMinute, TimeZone);
}

internal static class BudgetsApi
{
    public static void MapBudgets(this IEndpointRouteBuilder routes)
    {
        var budgets = routes.MapGroup("/v1/budgets").On(Service.Platform).WithTags("Budgets");
        budgets.MapGet("", ListAsync).Require("gateway.read").WithSummary("The company's limits, and what keys, users, tasks and models may have of them");
        budgets.MapPut("", SetAsync).Require("gateway.manage").WithSummary("Set the limits of the company, a key, a user, a task or a model");
        budgets.MapDelete("", RemoveAsync).Require("gateway.manage").WithSummary("Remove the limits of a key, a user, a task or a model");
    }

    private static async Task<Ok<BudgetsResponse>> ListAsync(string? companyId, TenantDirectory tenants, Limits limits, Months months, HttpContext http, CancellationToken ct)
    {
        var tenant = await tenants.OfCallerAsync(http.Caller(), companyId, ct);
        return TypedResults.Ok(new BudgetsResponse(true, await months.OfAsync(tenant, ct), (await months.ZoneAsync(tenant, ct)).Id, await limits.ListAsync(tenant, ct)));
    }

    private static async Task<Ok<BudgetLineResponse>> SetAsync(SetLimit body, SpendTools tools, Limits limits, HttpContext http, CancellationToken ct)
    {
        var scope = ScopeOf(body.Scope, "/scope", body.Checked());
        var tenant = http.Caller().Company();
        await tools.Db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
            await limits.SetAsync(connection, transaction, (tenant, scope), body.Limits(), ct);
            await tools.Trail.RecordAsync(new AuditEvent(tenant, http.Caller().Id, "budget.set", $"tenant:{tenant}", new { budgetUsd = body.Budget, body.Tokens, body.RequestsPerMinute, body.TokensPerMinute, body.TimeZone, scope = Limits.Shown(scope) }), ct);
            await tools.Jobs.ResumeParkedAsync(tenant, JobErrorType.Budget, ct);
        }, ct);
        return TypedResults.Ok(new BudgetLineResponse(true, (await limits.ListAsync(tenant, ct)).Single(l => l.Scope == Limits.Shown(scope))));
    }

    private static async Task<NoContent> RemoveAsync(string? scope, SpendTools tools, Limits limits, HttpContext http, CancellationToken ct)
    {
        var known = ScopeOf(scope, "/scope", new Check().That(scope != Limits.Company, "/scope", "invalid", "The company's own budget can be set, not removed."));
        var tenant = http.Caller().Company();
        await tools.Db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
            if (!await limits.RemoveAsync(connection, transaction, (tenant, known), ct)) throw Problem.NotFound("Budget", known).AsException();
            await tools.Trail.RecordAsync(new AuditEvent(tenant, http.Caller().Id, "budget.removed", $"tenant:{tenant}", new { scope = known }), ct);
            await tools.Jobs.ResumeParkedAsync(tenant, JobErrorType.Budget, ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static string ScopeOf(string? scope, string pointer, Check check)
    {
        check.Text(pointer, scope, Check.MaxIdLength + 10).That(scope is null or Limits.Company || (scope.Split(':', 2) is [var kind, { Length: > 0 and <= Check.MaxIdLength }] && kind is "task" or "user" or "key" or "model"),
            pointer, "invalid", "company, task:NAME, user:ID, key:ID or model:PROVIDER/MODEL is required.").ThrowIfAny();
        return scope == Limits.Company ? "" : scope!;
    }
}
