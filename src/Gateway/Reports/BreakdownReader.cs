using Dapper;
using Steward.Platform.Data;

namespace Steward.Gateway.Reports;

/// <summary>
/// Sums the ledger by up to three of its sides, in one statement, so that the groups and their total are of the same entries. Latencies are summed in
/// steps of two digits, of which a percentile is read without sorting the calls.
/// </summary>
internal sealed partial class BreakdownReader(Storage storage)
{
    /// <summary>Groups that are told apart, those that cost most; the others are one.</summary>
    public const int MostGroups = 10_000;

    // No longer than the server lets a statement run.
    private const int Seconds = 30;

    private const string Latency =
        "CASE WHEN latency_ms < 100 THEN latency_ms WHEN latency_ms < 1000 THEN latency_ms / 10 * 10 WHEN latency_ms < 10000 THEN latency_ms / 100 * 100 ELSE latency_ms / 1000 * 1000 END";

    // Not those that the cache answered, nor corrections, which are no calls.
    private const string Failed = "outcome IN ('failed', 'invalid', 'unknown')";

    // A batch is not waited for: how long it took says nothing about calls.
    private const string Timed = "outcome = 'ok' AND NOT batch";

    private static readonly string[] Sums = ["calls", "answered", "failed", "jobs", "input", "cached", "cachewrite", "output", "cost", "waste", "saved", "latency"];

    /// <param name="tenant">Whose calls; everybody's where null.</param>
    /// <param name="period">When they ended.</param>
    /// <param name="by">One to three of task, product, provider, model, user, key, tenant, outcome, day and month.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Breakdown> ReadAsync(Guid? tenant, UsagePeriod period, IReadOnlyList<string> by, CancellationToken ct) => storage.ReadAsync(async connection =>
    {
        var (total, groups, other) = (new BreakdownSum(), new List<BreakdownSum>(), (BreakdownSum?)null);
        var values = new { Tenant = tenant, period.From, period.Until };
        await foreach (var sum in connection.QueryUnbufferedAsync<BreakdownSum>(Sql(tenant, by), values, commandTimeout: Seconds).WithCancellation(ct))
        {
            if (sum.Whole == 1) total = sum;
            else if (groups.Count < MostGroups) groups.Add(sum);
            else other = (other ?? new BreakdownSum()).Plus(sum);
        }

        return new Breakdown(by, total, groups, other);
    }, ct);

    private string Sql(Guid? tenant, IReadOnlyList<string> by)
    {
        var keys = string.Join(", ", Enumerable.Range(0, 3).Select(i => $"{(i < by.Count ? KeyOf(by[i]) : "CAST('' AS text)")} AS key{i + 1}"));
        var where = "at >= @From AND at < @Until" + (tenant is null ? "" : " AND tenant_id = @Tenant");
        // A job counts once, where its last call is. Those are found apart: sorting whole entries by job would take most of the time.
        return $"""
            WITH parts AS MATERIALIZED (
              SELECT {keys}, CASE WHEN {Timed} THEN {Latency} END AS step, count(*) - count(corrects_id) AS calls, count(*) FILTER (WHERE {Timed}) AS answered,
                     count(*) FILTER (WHERE {Failed}) AS failed, count(*) FILTER (WHERE job_id IS NULL AND corrects_id IS NULL) AS jobs, sum(input_tokens) AS input, sum(cached_tokens) AS cached, sum(cache_write_tokens) AS cachewrite,
                     sum(output_tokens) AS output, sum(cost_pico) AS cost, sum(CASE WHEN {Failed} THEN cost_pico ELSE 0 END) AS waste, sum(saved_pico) AS saved,
                     sum(CASE WHEN {Timed} THEN latency_ms ELSE 0 END) AS latency
              FROM gateway_ledger WHERE {where} GROUP BY key1, key2, key3, step
              UNION ALL
              SELECT key1, key2, key3, NULL, 0, 0, 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0
              FROM (SELECT {keys}, row_number() OVER (PARTITION BY job_id ORDER BY at DESC, id DESC) AS nth FROM gateway_ledger WHERE {where} AND job_id IS NOT NULL AND corrects_id IS NULL) last
              WHERE nth = 1 GROUP BY key1, key2, key3)
            {Level(1, $"(SELECT '' AS key1, '' AS key2, '' AS key3, step, {string.Join(", ", Sums)} FROM parts)")}
            UNION ALL {Level(0, "parts")}
            ORDER BY whole DESC, cost DESC, calls DESC, key1, key2, key3
            """;
    }

    private static string Level(int whole, string parts) =>
        $"""
        SELECT {whole} AS whole, key1, key2, key3, {string.Join(", ", Sums.Select(s => $"CAST(sum({s}) AS bigint) AS {s}"))},
               CAST(min(CASE WHEN upto * 100 >= answers * 95 THEN step END) AS bigint) AS p95
        FROM (SELECT p.*, sum(answered) OVER (PARTITION BY key1, key2, key3 ORDER BY step) AS upto, sum(answered) OVER (PARTITION BY key1, key2, key3) AS answers FROM {parts} p) ranked
        GROUP BY key1, key2, key3
        """;

    private string KeyOf(string side) => side switch
    {
        "provider" or "model" or "task" or "outcome" => side,
        "user" => $"coalesce(user_id, '{UsageSums.Nobody}')",
        "key" => $"coalesce(key_id, '{UsageSums.Nobody}')",
        "tenant" => "CAST(tenant_id AS text)",
        _ => storage.Kind == StorageKind.Postgres ? PostgresKeyOf(side) : SqliteKeyOf(side),
    };
}
