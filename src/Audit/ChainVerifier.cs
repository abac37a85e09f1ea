using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Audit;

/// <summary>What a walk along one tenant's chain found.</summary>
/// <param name="TenantId">Whose chain.</param>
/// <param name="Entries">Entries walked.</param>
/// <param name="BrokenAt">The first entry that does not hold, if any.</param>
/// <param name="Reason">Why it does not hold.</param>
/// <param name="Head">Hash of the last entry; keep it outside to notice a chain that was cut or rewritten as a whole.</param>
public sealed record ChainReport(Guid TenantId, long Entries, long? BrokenAt, string? Reason, string Head);

/// <summary>Walks the chains and names the first entry that was changed, removed or invented.</summary>
public sealed class ChainVerifier(AppDb db)
{
    /// <summary>Verifies every tenant's chain. The scope must see all tenants.</summary>
    public async Task<IReadOnlyList<ChainReport>> VerifyAsync(CancellationToken ct)
    {
        var heads = await db.Set<AuditHead>().AsNoTracking().OrderBy(h => h.TenantId).ToListAsync(ct);
        var orphans = await db.Set<AuditEntry>().Select(e => e.TenantId).Distinct().ToListAsync(ct);
        var reports = new List<ChainReport>();
        foreach (var tenant in heads.Select(h => h.TenantId).Union(orphans))
            reports.Add(await WalkAsync(tenant, heads.SingleOrDefault(h => h.TenantId == tenant), ct));
        return reports;
    }

    private async Task<ChainReport> WalkAsync(Guid tenant, AuditHead? head, CancellationToken ct)
    {
        var (count, previous) = (0L, AuditChain.Genesis);
        var rows = db.Set<AuditEntry>().AsNoTracking().Where(e => e.TenantId == tenant).OrderBy(e => e.Seq)
            .GroupJoin(db.Set<AuditDetail>().Where(d => d.TenantId == tenant), e => e.Seq, d => d.Seq, (e, d) => new { e, d })
            .SelectMany(x => x.d.DefaultIfEmpty(), (x, d) => new { Entry = x.e, Detail = d });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (Fault(row.Entry, row.Detail, count + 1, previous) is { } reason)
                return new ChainReport(tenant, count, row.Entry.Seq, reason, previous);
            (count, previous) = (count + 1, row.Entry.Hash);
        }

        var cut = head is null || head.Seq != count || head.Hash != previous;
        return new ChainReport(tenant, count, cut ? count + 1 : null, cut ? "entries are missing at the end" : null, previous);
    }

    private static string? Fault(AuditEntry entry, AuditDetail? detail, long expected, string previous) =>
        entry.Seq != expected ? $"entry {expected} is missing"
        : entry.PreviousHash != previous ? "it does not follow the entry before it"
        : AuditChain.Link(entry) != entry.Hash ? "it was changed"
        : detail is not null && AuditChain.Commit(detail.Salt, detail.Details) != entry.Commitment ? "its details were changed"
        : null;
}
