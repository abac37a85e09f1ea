using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Steward.Platform.Data;
using Steward.Safety.Learning;
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
    /// <summary>Its models that are live or in shadow, one of each at most.</summary>
    public IReadOnlyList<ActingModel> Models { get; init; } = [];

    /// <summary>A language model is asked where neither rules nor its own model are sure.</summary>
    public bool AskJudge { get; init; }

    /// <summary>Changes whenever a text might be judged differently.</summary>
    public string Mark => Version == 0 && Rules.Count == 0 && Models.Count == 0 ? ""
        : $"/t{Version}{string.Concat(Rules.Where(r => r.Live).Select(r => $"/{r.Id:N}.{r.Version}"))}{string.Concat(Models.Where(m => m.Live).Select(m => $"/m{m.Version}"))}";
}

/// <summary>
/// The policies of tenants. A change holds here at once, in other processes within two seconds: so often it is asked whether there was one. Texts come by the thousand,
/// changes once a month. What reviewers made of rules is read anew every minute.
/// </summary>
internal sealed class TenantPolicies(Storage storage, TimeProvider time)
{
    private const int MostKept = 10_000;
    // A model is a quarter of a megabyte.
    private const int MostModels = 200;
    private static readonly TimeSpan Asked = TimeSpan.FromSeconds(2), Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, Known> _policies = new();

    public async ValueTask<TenantPolicy> OfAsync(Guid tenant, CancellationToken ct)
    {
        var known = _policies.GetValueOrDefault(tenant);
        if (known is not null && time.GetElapsedTime(known.AskedAt) < Asked) return known.Policy;
        var now = time.GetTimestamp();
        var read = await storage.ReadAsync(async c =>
        {
            var stamp = await c.QuerySingleAsync<Stamp>(new CommandDefinition(
                """
                SELECT (SELECT max(version) FROM safety_thresholds WHERE tenant_id = @tenant) AS Version,
                       (SELECT max(changed_at) FROM safety_rules WHERE tenant_id = @tenant) AS ChangedAt,
                       (SELECT max(changed_at) FROM safety_models WHERE tenant_id = @tenant) AS ModelsAt
                """, new { tenant }, cancellationToken: ct));
            return known is not null && known.Stamp == stamp && time.GetElapsedTime(known.ReadAt) < Kept
                ? known with { AskedAt = now } : new Known(now, now, stamp, await ReadAsync(c, tenant, known?.Policy.Models ?? [], ct));
        }, ct);
        if (_policies.Count >= MostKept || (read.Policy.Models.Count > (known?.Policy.Models.Count ?? 0) && _policies.Values.Sum(p => p.Policy.Models.Count) >= MostModels)) _policies.Clear();
        _policies[tenant] = read;
        return read.Policy;
    }

    /// <summary>It was changed.</summary>
    public void Forget(Guid tenant) => _policies.TryRemove(tenant, out _);

    private static async Task<TenantPolicy> ReadAsync(DbConnection connection, Guid tenant, IReadOnlyList<ActingModel> known, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            SELECT version AS Version, low AS Low, medium AS Medium, high AS High, auto_dismiss_below AS AutoDismissBelow, ask_judge AS AskJudge
            FROM safety_thresholds WHERE tenant_id = @tenant ORDER BY version DESC LIMIT 1
            """, new { tenant }, cancellationToken: ct));
        var rules = await LoadedRule.ReadAsync(connection, tenant, ct);
        var models = await ActingModel.ReadAsync(connection, tenant, known, ct);
        return row is null ? new TenantPolicy(0, Thresholds.Default, null, rules) { Models = models }
            : new TenantPolicy(row.Version, new Thresholds(row.Low, row.Medium, row.High), row.AutoDismissBelow, rules) { Models = models, AskJudge = row.AskJudge };
    }

    private sealed record Known(long AskedAt, long ReadAt, Stamp Stamp, TenantPolicy Policy);

    private sealed record Stamp
    {
        public long? Version { get; set; }
        public DateTime? ChangedAt { get; set; }
        public DateTime? ModelsAt { get; set; }
    }

    private sealed class Row
    {
        public long Version { get; set; }
        public double Low { get; set; }
        public double Medium { get; set; }
        public double High { get; set; }
        public double? AutoDismissBelow { get; set; }
        public bool AskJudge { get; set; }
    }
}
