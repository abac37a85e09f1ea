using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Gateway.Spend;

/// <summary>The limits of a company: its own, and what keys, users, tasks and models may have of it.</summary>
internal sealed class Limits(Storage storage, Purse purse, Months months)
{
    /// <summary>What the company's own limit is called.</summary>
    public const string Company = "company";

    public static string Shown(string scope) => scope.Length == 0 ? Company : scope;

    /// <summary>The limits with where they stand this month, the company's own first.</summary>
    public async Task<IReadOnlyList<BudgetLine>> ListAsync(Guid tenant, CancellationToken ct)
    {
        var month = await months.OfAsync(tenant, ct);
        return await storage.ReadAsync(c => ListAsync(c, tenant, month, ct), ct);
    }

    private async Task<IReadOnlyList<BudgetLine>> ListAsync(DbConnection c, Guid tenant, string month, CancellationToken ct)
    {
        var rows = (await c.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT l.scope AS Scope, l.pico AS LimitPico, l.tokens AS Tokens, l.requests AS RequestsPerMinute, l.pace AS TokensPerMinute,
                   coalesce(b.spent_pico, 0) AS SpentPico, coalesce(b.reserved_pico, 0) AS ReservedPico, coalesce(b.spent_tokens, 0) AS SpentTokens
            FROM (SELECT scope, coalesce(monthly_limit_pico, CASE WHEN scope = '' THEN @OtherwisePico END) AS pico, monthly_tokens AS tokens, requests_per_minute AS requests, tokens_per_minute AS pace
                  FROM gateway_limits WHERE tenant_id = @tenant
                  UNION ALL SELECT '', @OtherwisePico, NULL, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM gateway_limits WHERE tenant_id = @tenant AND scope = '')) l
            LEFT JOIN gateway_budgets b ON b.tenant_id = @tenant AND b.scope = l.scope AND b.month = @month ORDER BY l.scope
            """, new { tenant, purse.OtherwisePico, month }, cancellationToken: ct))).AsList();
        var alerts = (await c.QueryAsync<(string Scope, string Unit, int Percent)>(new CommandDefinition(
            "SELECT scope, unit, percent FROM gateway_budget_alerts WHERE tenant_id = @tenant AND month = @month", new { tenant, month }, cancellationToken: ct))).ToLookup(a => (a.Scope, a.Unit), a => a.Percent);
        return [.. rows.Select(r => LineOf(r, [.. alerts[(r.Scope, "usd")].Order()], [.. alerts[(r.Scope, "tokens")].Order()]))];
    }

    /// <summary>Sets the limits of a scope, this month's included, in the caller's transaction. What is null is not limited, but for a company's money, which then has the usual budget.</summary>
    public async Task SetAsync(DbConnection connection, DbTransaction? transaction, (Guid Tenant, string Scope) of, LimitsOf limits, CancellationToken ct)
    {
        var values = new
        {
            of.Tenant, of.Scope, limits.Pico, limits.Tokens, limits.RequestsPerMinute, limits.TokensPerMinute, limits.TimeZone, Month = await months.OfAsync(of.Tenant, ct), NowPico = limits.Pico ?? (of.Scope.Length == 0 ? purse.OtherwisePico : Books.Unlimited),
        };
        await RunAsync(
            """
            INSERT INTO gateway_limits (tenant_id, scope, monthly_limit_pico, monthly_tokens, requests_per_minute, tokens_per_minute, time_zone) VALUES (@Tenant, @Scope, @Pico, @Tokens, @RequestsPerMinute, @TokensPerMinute, @TimeZone)
            ON CONFLICT (tenant_id, scope) DO UPDATE SET time_zone = excluded.time_zone, monthly_limit_pico = excluded.monthly_limit_pico, monthly_tokens = excluded.monthly_tokens,
              requests_per_minute = excluded.requests_per_minute, tokens_per_minute = excluded.tokens_per_minute
            """);
        await RunAsync(
            """
            INSERT INTO gateway_budgets (tenant_id, scope, month, limit_pico, spent_pico, reserved_pico, limit_tokens, spent_tokens, reserved_tokens, requests_per_minute, tokens_per_minute, minute)
            VALUES (@Tenant, @Scope, @Month, @NowPico, 0, 0, @Tokens, 0, 0, @RequestsPerMinute, @TokensPerMinute, '')
            ON CONFLICT (tenant_id, scope, month) DO UPDATE SET limit_pico = excluded.limit_pico, limit_tokens = excluded.limit_tokens,
              requests_per_minute = excluded.requests_per_minute, tokens_per_minute = excluded.tokens_per_minute
            """);
        months.Forget(of.Tenant);
        // What was told of the old limit and does not hold for the new one may be told again.
        await RunAsync(
            """
            DELETE FROM gateway_budget_alerts WHERE tenant_id = @Tenant AND scope = @Scope AND month = @Month AND EXISTS (
              SELECT 1 FROM gateway_budgets b WHERE b.tenant_id = @Tenant AND b.scope = @Scope AND b.month = @Month
                AND CASE WHEN unit = 'usd' THEN percent * (b.limit_pico / 100) > b.spent_pico ELSE b.limit_tokens IS NULL OR percent * b.limit_tokens > b.spent_tokens * 100 END)
            """);
        Task RunAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: ct));
    }

    /// <summary>Sets the company's money alone and leaves its other limits as they are.</summary>
    public async Task SetMoneyAsync(DbConnection connection, DbTransaction? transaction, Guid tenant, long pico, CancellationToken ct)
    {
        var now = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT monthly_tokens AS Tokens, requests_per_minute AS RequestsPerMinute, tokens_per_minute AS TokensPerMinute, time_zone AS TimeZone FROM gateway_limits WHERE tenant_id = @tenant AND scope = ''",
            new { tenant }, transaction, cancellationToken: ct));
        await SetAsync(connection, transaction, (tenant, ""), new LimitsOf(pico, now?.Tokens, now?.RequestsPerMinute, now?.TokensPerMinute, now?.TimeZone), ct);
    }

    /// <summary>Removes the limits of a scope, this month's included. What was used under them stays with the month.</summary>
    public async Task<bool> RemoveAsync(DbConnection connection, DbTransaction? transaction, (Guid Tenant, string Scope) of, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM gateway_limits WHERE tenant_id = @Tenant AND scope = @Scope", new { of.Tenant, of.Scope }, transaction, cancellationToken: ct)) == 1;

    private static BudgetLine LineOf(Row row, IReadOnlyList<int> alerts, IReadOnlyList<int> tokenAlerts) => new(
        Shown(row.Scope), row.LimitPico is { } limit ? Money.UsdShown(limit) : null, Money.UsdShown(row.SpentPico), Money.UsdShown(row.ReservedPico),
        row.LimitPico is { } of ? Money.UsdShown(of - row.SpentPico - row.ReservedPico) : null, row.LimitPico is null or 0 ? null : decimal.Round(100m * row.SpentPico / row.LimitPico.Value, 2), alerts)
    {
        Tokens = row.Tokens, TokensUsed = row.SpentTokens, TokenAlerts = tokenAlerts, RequestsPerMinute = row.RequestsPerMinute, TokensPerMinute = row.TokensPerMinute,
    };

    private sealed class Row
    {
        public string Scope { get; set; } = "";
        public long? LimitPico { get; set; }
        public long SpentPico { get; set; }
        public long ReservedPico { get; set; }
        public long? Tokens { get; set; }
        public long SpentTokens { get; set; }
        public int? RequestsPerMinute { get; set; }
        public long? TokensPerMinute { get; set; }
        public string? TimeZone { get; set; }
    }
}

/// <summary>The limits of one scope; what is null is not limited. The time zone is that of a company's months.</summary>
internal sealed record LimitsOf(long? Pico, long? Tokens, int? RequestsPerMinute, long? TokensPerMinute, string? TimeZone = null);
