using System.Collections.Concurrent;
using Dapper;
using Steward.Platform.Data;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Policies;

/// <summary>What a tenant has decided about the screening of its texts.</summary>
/// <param name="Version">Of the thresholds; 0 where it never set any.</param>
/// <param name="Thresholds">Where confidences begin to count.</param>
/// <param name="AutoDismissBelow">What would wait for a person with less confidence is dismissed at once.</param>
/// <param name="Rules">Its rules that are live or in shadow.</param>
internal sealed record TenantPolicy(long Version, Thresholds Thresholds, double? AutoDismissBelow, IReadOnlyList<LoadedRule> Rules)
{
    /// <summary>Changes whenever a text might be judged differently.</summary>
    public string Mark => Version == 0 && Rules.Count == 0 ? ""
        : $"/t{Version}{string.Concat(Rules.Where(r => r.Live).Select(r => $"/{r.Id:N}.{r.Version}"))}";
}

/// <summary>
/// The policies of tenants, kept for two seconds: a change holds here at once, in other processes soon after. Texts come by the thousand, changes once a month.
/// </summary>
internal sealed class TenantPolicies(Storage storage, TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, (long ReadAt, TenantPolicy Policy)> _policies = new();

    public async ValueTask<TenantPolicy> OfAsync(Guid tenant, CancellationToken ct)
    {
        if (_policies.TryGetValue(tenant, out var known) && time.GetElapsedTime(known.ReadAt) < Kept) return known.Policy;
        var readAt = time.GetTimestamp();
        var policy = await storage.ReadAsync(async c =>
        {
            var row = await c.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                """
                SELECT version AS Version, low AS Low, medium AS Medium, high AS High, auto_dismiss_below AS AutoDismissBelow
                FROM safety_thresholds WHERE tenant_id = @tenant ORDER BY version DESC LIMIT 1
                """, new { tenant }, cancellationToken: ct));
            var rules = await LoadedRule.ReadAsync(c, tenant, ct);
            return row is null ? new TenantPolicy(0, Thresholds.Default, null, rules)
                : new TenantPolicy(row.Version, new Thresholds(row.Low, row.Medium, row.High), row.AutoDismissBelow, rules);
        }, ct);
        if (_policies.Count >= MostKept) _policies.Clear();
        _policies[tenant] = (readAt, policy);
        return policy;
    }

    /// <summary>It was changed.</summary>
    public void Forget(Guid tenant) => _policies.TryRemove(tenant, out _);

    private sealed class Row
    {
        public long Version { get; set; }
        public double Low { get; set; }
        public double Medium { get; set; }
        public double High { get; set; }
        public double? AutoDismissBelow { get; set; }
    }
}
