using Dapper;
using Steward.Platform.Data;

namespace Steward.Gateway.Reports;

/// <summary>Which entries of the ledger. What is null does not matter.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Period">When the calls ended.</param>
/// <param name="UserId">For whom.</param>
/// <param name="Providers">By which providers, by any of these names.</param>
/// <param name="Model">By which model.</param>
internal sealed record UsageFilter(Guid? Tenant, UsagePeriod Period, string? UserId, IReadOnlyList<string>? Providers, string? Model);

/// <summary>
/// Sums the ledger in one statement, so that every breakdown sees the same entries. Tokens and cost belong to the part of their own entry; a job is one
/// job, in the part of its last entry that the filter lets through, and a call without a job counts as one. A correction is money and no call.
/// </summary>
internal sealed partial class UsageReader(Storage storage)
{
    // No longer than the server lets a statement run.
    private const int Seconds = 30;

    private const string Entries =
        $"""
        provider, model, coalesce(user_id, '{UsageSums.Nobody}') AS person, input_tokens + cached_tokens + cache_write_tokens AS prompt, output_tokens AS completion, cost_pico AS cost,
        CASE WHEN corrects_id IS NOT NULL THEN 0
             WHEN job_id IS NULL OR row_number() OVER (PARTITION BY job_id, corrects_id IS NULL ORDER BY at DESC, id DESC) = 1 THEN 1 ELSE 0 END AS job
        """;

    public Task<UsageSums> ReadAsync(UsageFilter filter, int topUsers, CancellationToken ct) => storage.ReadAsync(async connection =>
    {
        var sums = new UsageSums(topUsers);
        var sql = storage.Kind == StorageKind.Postgres ? PostgresSums(filter) : SqliteSums(filter);
        var values = new { filter.Tenant, filter.Period.From, filter.Period.Until, filter.UserId, filter.Providers, filter.Model };
        await foreach (var sum in connection.QueryUnbufferedAsync<UsageSum>(sql, values, commandTimeout: Seconds).WithCancellation(ct)) sums.Add(sum);
        return sums;
    }, ct);

    private static string Where(UsageFilter filter, string ofProviders) => "at >= @From AND at < @Until"
        + (filter.Tenant is null ? "" : " AND tenant_id = @Tenant")
        + (filter.UserId is null ? "" : $" AND coalesce(user_id, '{UsageSums.Nobody}') = @UserId")
        + (filter.Providers is null ? "" : $" AND provider {ofProviders}")
        + (filter.Model is null ? "" : " AND model = @Model");
}
