using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Gateway.Spend;
using Steward.Identity.Tenants;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Reports;

/// <summary>A company's month.</summary>
internal sealed record BudgetResponse(bool Success, BudgetState Budget);

/// <summary>Sets a company's monthly budget in US dollars.</summary>
internal sealed record SetBudget(decimal? Budget);

/// <summary>What AI cost, in total and by provider and model; each breakdown sums to the total.</summary>
internal sealed record CostMetricsResponse(bool Success, CostMetrics Metrics);

/// <inheritdoc cref="CostMetricsResponse"/>
internal sealed record CostMetrics(
    long TotalRequests, decimal TotalCost, long TotalTokens, decimal AvgCostPerRequest,
    IReadOnlyDictionary<string, CostShare> ByProvider, IReadOnlyDictionary<string, CostShare> ByModel);

/// <summary>One part of a breakdown.</summary>
internal sealed record CostShare(long Count, decimal Cost, long Tokens);

internal static class CostApi
{
    public static void MapCosts(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1/cost", "/cost"])
        {
            var cost = routes.MapGroup(prefix).On(Service.Q2Q).WithTags("Cost");
            cost.MapGet("/budget/{companyId}", BudgetAsync).Require("gateway.read").WithSummary("The company's AI budget this month");
            cost.MapPut("/budget/{companyId}", SetBudgetAsync).Require("gateway.manage").WithSummary("Set the company's monthly AI budget");
            cost.MapGet("/metrics", MetricsAsync).Require("gateway.read").WithSummary("What AI cost, by provider and model");
        }
    }

    private static async Task<Ok<BudgetResponse>> BudgetAsync(string companyId, TenantDirectory tenants, Purse purse, HttpContext http, CancellationToken ct)
    {
        var tenant = await tenants.OfCallerAsync(http.Caller(), companyId, ct);
        return TypedResults.Ok(new BudgetResponse(true, await purse.StateAsync(tenant, ct)));
    }

    private static async Task<Ok<BudgetResponse>> SetBudgetAsync(
        string companyId, SetBudget body, SpendTools tools, HttpContext http, CancellationToken ct)
    {
        new Check().That(body.Budget is not null, "/budget", "required", "The budget in US dollars is required.")
            .Range("/budget", (double?)body.Budget, 0, 1_000_000).ThrowIfAny();
        var tenant = await tools.Tenants.OfCallerAsync(http.Caller(), companyId, ct);
        await tools.Db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
            await tools.Limits.SetMoneyAsync(connection, transaction, tenant, Money.Pico(body.Budget!.Value), ct);
            await tools.Trail.RecordAsync(new AuditEvent(tenant, http.Caller().Id, "budget.set", $"tenant:{tenant}", new { budgetUsd = body.Budget }), ct);
            await tools.Jobs.ResumeParkedAsync(tenant, JobErrorType.Budget, ct);
        }, ct);
        return TypedResults.Ok(new BudgetResponse(true, await tools.Purse.StateAsync(tenant, ct)));
    }

    private static async Task<Ok<CostMetricsResponse>> MetricsAsync(string? companyId, TenantDirectory tenants, Storage storage, HttpContext http, CancellationToken ct)
    {
        var tenant = await tenants.OfReportAsync(http.Caller(), companyId, ct);
        var rows = await storage.ReadAsync(async c => (await c.QueryAsync<LedgerSum>(new CommandDefinition(
            $"""
            SELECT provider AS Provider, model AS Model, count(*) - count(corrects_id) AS Count, CAST(sum(cost_pico) AS bigint) AS CostPico,
                   CAST(sum(input_tokens + cached_tokens + cache_write_tokens + output_tokens) AS bigint) AS Tokens
            FROM gateway_ledger {(tenant is null ? "" : "WHERE tenant_id = @tenant")} GROUP BY provider, model
            """, new { tenant }, cancellationToken: ct))).AsList(), ct);
        var (count, pico) = (rows.Sum(r => r.Count), rows.Sum(r => r.CostPico));
        return TypedResults.Ok(new CostMetricsResponse(true, new CostMetrics(count, Money.UsdShown(pico), rows.Sum(r => r.Tokens),
            count == 0 ? 0m : decimal.Round(Money.Usd(pico) / count, 12), SharesBy(rows, r => r.Provider), SharesBy(rows, r => r.Model))));
    }

    private static Dictionary<string, CostShare> SharesBy(List<LedgerSum> rows, Func<LedgerSum, string> by) => rows.GroupBy(by)
        .ToDictionary(g => g.Key, g => new CostShare(g.Sum(r => r.Count), Money.UsdShown(g.Sum(r => r.CostPico)), g.Sum(r => r.Tokens)));

    private sealed class LedgerSum
    {
        public string Provider { get; set; } = "";
        public string Model { get; set; } = "";
        public long Count { get; set; }
        public long CostPico { get; set; }
        public long Tokens { get; set; }
    }
}

/// <summary>What setting a budget touches.</summary>
internal sealed record SpendTools(TenantDirectory Tenants, Purse Purse, Limits Limits, AppDb Db, Trail Trail, JobQueue Jobs);
