using Dapper;
using Microsoft.Extensions.Logging;
using Steward.Platform.Data;

namespace Steward.Gateway.Spend;

/// <summary>Tells once a month each that a limit is used to 80, 95 and 100 percent, and shows how far the companies' budgets are used.</summary>
internal sealed class BudgetWatch(Storage storage, Months months, GatewayMetrics metrics, ILogger<BudgetWatch> log)
{
    // limit / 100 * percent: the product of spent and 100 might not fit.
    private static string Used(string now) =>
        $"""
        FROM gateway_budgets b CROSS JOIN (SELECT 80 AS percent UNION ALL SELECT 95 UNION ALL SELECT 100) p CROSS JOIN (SELECT 'usd' AS unit UNION ALL SELECT 'tokens') u
        WHERE b.month {now}
          AND CASE WHEN u.unit = 'usd' THEN b.spent_pico > 0 AND b.spent_pico >= b.limit_pico / 100 * p.percent
              ELSE b.limit_tokens IS NOT NULL AND b.spent_tokens > 0 AND b.spent_tokens * 100 >= b.limit_tokens * p.percent END
          AND NOT EXISTS (SELECT 1 FROM gateway_budget_alerts a WHERE a.tenant_id = b.tenant_id AND a.scope = b.scope AND a.month = b.month AND a.unit = u.unit AND a.percent = p.percent)
        """;

    public async Task PassAsync(CancellationToken ct)
    {
        // Around a month's end it is the next one in some places: what was used of the last is still told.
        var now = storage.Kind == StorageKind.Postgres ? "= ANY(@months)" : "IN @months";
        var values = new { months = months.Anywhere };
        var (largest, any) = await storage.ReadAsync(async c => (
            await c.QueryAsync<Left>(new CommandDefinition(
                $"""
                SELECT tenant_id AS TenantId, limit_pico AS LimitPico, spent_pico AS SpentPico FROM gateway_budgets
                WHERE month {now} AND scope = '' ORDER BY month DESC, spent_pico DESC LIMIT 50
                """, values, cancellationToken: ct)),
            await c.ExecuteScalarAsync<int?>(new CommandDefinition($"SELECT 1 {Used(now)} LIMIT 1", values, cancellationToken: ct))), ct);
        metrics.Budgets(largest.Select(l => (l.TenantId, l.LimitPico, l.SpentPico)));
        if (any is null) return;
        // Two processes may look at once: the row's key lets one of them tell.
        var raised = await storage.WriteAsync(async (c, t) => (await c.QueryAsync<Alert>(new CommandDefinition(
            $"""
            INSERT INTO gateway_budget_alerts (tenant_id, scope, month, unit, percent, at)
            SELECT b.tenant_id, b.scope, b.month, u.unit, p.percent, {storage.Now} {Used(now)}
            ON CONFLICT DO NOTHING
            RETURNING tenant_id AS TenantId, scope AS Scope, unit AS Unit, percent AS Percent
            """, values, t, cancellationToken: ct))).AsList(), ct);
        // Of a limit only its kind: a user's id may be his address.
        foreach (var alert in raised) GatewayLog.BudgetUsed(log, alert.TenantId, alert.Scope.Length == 0 ? "company" : alert.Scope.Split(':')[0], alert.Unit == "usd" ? "budget" : "token quota", alert.Percent);
    }

    private sealed class Left
    {
        public Guid TenantId { get; set; }
        public long LimitPico { get; set; }
        public long SpentPico { get; set; }
    }

    private sealed class Alert
    {
        public Guid TenantId { get; set; }
        public string Scope { get; set; } = "";
        public string Unit { get; set; } = "";
        public int Percent { get; set; }
    }
}
