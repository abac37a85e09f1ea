using Steward.Platform.Data;

namespace Steward.Jobs.Control;

/// <summary>Dead letters of one cause.</summary>
/// <param name="Signature">What they share.</param>
/// <param name="ErrorType">Why they failed, as <see cref="JobErrorType"/> is written.</param>
/// <param name="Kind">What they do.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The first failure, in UTC.</param>
/// <param name="Last">The last failure, in UTC.</param>
/// <param name="CostUsd">What they paid, in US dollars.</param>
/// <param name="CanRetry">False where the same arguments will fail again.</param>
/// <param name="SampleJobId">One of them.</param>
public sealed record DeadLetterGroup(string Signature, string? ErrorType, string Kind, long Count, DateTime First, DateTime Last, decimal CostUsd, bool CanRetry, Guid SampleJobId);

/// <summary>The queue of dead letters in numbers; every breakdown sums to the total.</summary>
/// <param name="Total">All.</param>
/// <param name="Retryable">Those that may well succeed as they are.</param>
/// <param name="NonRetryable">The others.</param>
/// <param name="CostUsd">What they paid, in US dollars.</param>
/// <param name="ByProvider">By the AI provider asked last; <c>none</c> where none was.</param>
/// <param name="ByErrorType">By why they failed.</param>
/// <param name="ByKind">By what they do.</param>
/// <param name="Groups">By cause, the largest first; at most fifty.</param>
public sealed record DeadLetterStats(
    long Total, long Retryable, long NonRetryable, decimal CostUsd, IReadOnlyDictionary<string, long> ByProvider, IReadOnlyDictionary<string, long> ByErrorType,
    IReadOnlyDictionary<string, long> ByKind, IReadOnlyList<DeadLetterGroup> Groups);

/// <summary>Counts dead letters that wait for somebody; single ones are found with <see cref="JobReader"/> and <see cref="JobFilter.Unsettled"/>.</summary>
public sealed class DeadLetters
{
    private const int MostGroups = 50;
    private readonly AppDb _db;

    internal DeadLetters(AppDb db) => _db = db;

    /// <summary>Those within reach, in numbers.</summary>
    /// <param name="reach">Whose.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="kind">Only those of a kind.</param>
    public async Task<DeadLetterStats> StatsAsync(JobReach reach, CancellationToken ct, string? kind = null)
    {
        var groups = await GroupsAsync(reach, kind, ct);
        IReadOnlyDictionary<string, long> By(Func<Group, string?> of) =>
            groups.GroupBy(g => of(g) ?? "none").OrderByDescending(g => g.Sum(d => d.Count)).ToDictionary(g => g.Key, g => g.Sum(d => d.Count));
        var (total, retryable) = (groups.Sum(g => g.Count), groups.Where(g => JobWords.CanRetry(g.ErrorType)).Sum(g => g.Count));
        return new DeadLetterStats(
            total, retryable, total - retryable, Usd(groups.Sum(g => g.CostPico)), By(g => g.Provider), By(g => g.ErrorType), By(g => g.Kind),
            [.. groups.Take(MostGroups).Select(g => new DeadLetterGroup(g.Signature ?? "none", g.ErrorType, g.Kind, g.Count, g.First, g.Last, Usd(g.CostPico), JobWords.CanRetry(g.ErrorType), g.Sample))]);
    }

    private Task<IReadOnlyList<Group>> GroupsAsync(JobReach reach, string? kind, CancellationToken ct) => _db.QueryAsync<Group>(
        $"""
        SELECT signature AS Signature, error_type AS ErrorType, provider AS Provider, kind AS Kind, CAST(count(*) AS bigint) AS Count, min(finished_at) AS First,
               max(finished_at) AS Last, CAST(coalesce(sum(cost_pico), 0) AS bigint) AS CostPico, {(_db.Storage.Kind == StorageKind.Postgres ? "(max(CAST(id AS text)))::uuid" : "max(id)")} AS Sample
        FROM jobs_history h WHERE state = 5 AND retried_as IS NULL AND discarded IS NULL{(reach.Tenant is null ? "" : " AND tenant_id = @Tenant")}{(kind is null ? "" : " AND kind = @kind")}
        {(reach.UserId is null ? "" : "AND EXISTS (SELECT 1 FROM jobs_payloads p WHERE p.id = h.id AND p.user_id = @UserId)")}
        GROUP BY signature, error_type, provider, kind ORDER BY count(*) DESC
        """, new { reach.Tenant, reach.UserId, kind }, ct);

    private static decimal Usd(long pico) => pico / 1_000_000_000_000m;

    private sealed class Group
    {
        public string? Signature { get; set; }
        public string? ErrorType { get; set; }
        public string? Provider { get; set; }
        public string Kind { get; set; } = "";
        public long Count { get; set; }
        public DateTime First { get; set; }
        public DateTime Last { get; set; }
        public long CostPico { get; set; }
        public Guid Sample { get; set; }
    }
}
