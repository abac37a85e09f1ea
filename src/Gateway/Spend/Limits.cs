using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Gateway.Spend;

/// <summary>The monthly limits of a company: its own, and what keys, users and tasks may have of it.</summary>
internal sealed class Limits(Storage storage, Purse purse)
{
    /// <summary>What the company's own limit is called.</summary>
    public const string Company = "company";

    public string Month => purse.Month();

    public static string Shown(string scope) => scope.Length == 0 ? Company : scope;

    /// <summary>The limits with where they stand this month, the company's own first.</summary>
    public Task<IReadOnlyList<BudgetLine>> ListAsync(Guid tenant, CancellationToken ct) => storage.ReadAsync<IReadOnlyList<BudgetLine>>(async c =>
    {
        var rows = (await c.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT l.scope AS Scope, l.monthly_limit_pico AS LimitPico, coalesce(b.spent_pico, 0) AS SpentPico, coalesce(b.reserved_pico, 0) AS ReservedPico
            FROM (SELECT scope, monthly_limit_pico FROM gateway_limits WHERE tenant_id = @tenant
                  UNION ALL SELECT '', @OtherwisePico WHERE NOT EXISTS (SELECT 1 FROM gateway_limits WHERE tenant_id = @tenant AND scope = '')) l
            LEFT JOIN gateway_budgets b ON b.tenant_id = @tenant AND b.scope = l.scope AND b.month = @Month ORDER BY l.scope
            """, new { tenant, purse.OtherwisePico, Month }, cancellationToken: ct))).AsList();
        var alerts = (await c.QueryAsync<(string Scope, int Percent)>(new CommandDefinition(
            "SELECT scope, percent FROM gateway_budget_alerts WHERE tenant_id = @tenant AND month = @Month", new { tenant, Month }, cancellationToken: ct))).ToLookup(a => a.Scope, a => a.Percent);
        return [.. rows.Select(r => new BudgetLine(Shown(r.Scope), Money.UsdShown(r.LimitPico), Money.UsdShown(r.SpentPico), Money.UsdShown(r.ReservedPico),
            Money.UsdShown(r.LimitPico - r.SpentPico - r.ReservedPico), r.LimitPico == 0 ? null : decimal.Round(100m * r.SpentPico / r.LimitPico, 2), [.. alerts[r.Scope].Order()]))];
    }, ct);

    /// <summary>Sets a limit, this month's included, in the caller's transaction.</summary>
    public async Task SetAsync(DbConnection connection, DbTransaction? transaction, (Guid Tenant, string Scope) of, long limitPico, CancellationToken ct)
    {
        var values = new { of.Tenant, of.Scope, limitPico, Month };
        await RunAsync(
            """
            INSERT INTO gateway_limits (tenant_id, scope, monthly_limit_pico) VALUES (@Tenant, @Scope, @limitPico)
            ON CONFLICT (tenant_id, scope) DO UPDATE SET monthly_limit_pico = excluded.monthly_limit_pico
            """);
        await RunAsync(
            """
            INSERT INTO gateway_budgets (tenant_id, scope, month, limit_pico, spent_pico, reserved_pico) VALUES (@Tenant, @Scope, @Month, @limitPico, 0, 0)
            ON CONFLICT (tenant_id, scope, month) DO UPDATE SET limit_pico = excluded.limit_pico
            """);
        // What was told of the old limit and does not hold for the new one may be told again.
        await RunAsync(
            """
            DELETE FROM gateway_budget_alerts WHERE tenant_id = @Tenant AND scope = @Scope AND month = @Month
              AND percent * (@limitPico / 100) > (SELECT spent_pico FROM gateway_budgets b WHERE b.tenant_id = @Tenant AND b.scope = @Scope AND b.month = @Month)
            """);
        Task RunAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: ct));
    }

    /// <summary>Removes a limit. What was spent under it stays with the month.</summary>
    public async Task<bool> RemoveAsync(DbConnection connection, DbTransaction? transaction, (Guid Tenant, string Scope) of, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM gateway_limits WHERE tenant_id = @Tenant AND scope = @Scope", new { of.Tenant, of.Scope }, transaction, cancellationToken: ct)) == 1;

    private sealed class Row
    {
        public string Scope { get; set; } = "";
        public long LimitPico { get; set; }
        public long SpentPico { get; set; }
        public long ReservedPico { get; set; }
    }
}
