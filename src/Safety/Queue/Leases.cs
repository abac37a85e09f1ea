using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Safety.Queue;

/// <summary>Gives a reviewer an item to himself for a while, by the database's clock: no two look at the same text.</summary>
internal sealed class Leases(AppDb db, IOptions<SafetyOptions> options)
{
    // Of reviewers who ask at once each finds another free one among these.
    private const int Candidates = 20;

    /// <summary>Takes or renews the lease of one item; false when it is decided, another has it, or the appeal is against oneself.</summary>
    public async Task<bool> TakeAsync(string id, Caller caller, CancellationToken ct) => await db.ExecuteAsync(
        $"""
        UPDATE safety_review_queue SET leased_by = @me, leased_until = {db.Storage.NowPlus(Milliseconds)}
        WHERE tenant_id = @TenantId AND id = @id AND status IN ('pending', 'escalated') AND {Free}
        """, new { me = caller.Id, caller.TenantId, id }, ct) == 1;

    /// <summary>The item that is due first and that nobody else has, is assigned to, or was skipped by oneself; null when there is none.</summary>
    public async Task<string?> TakeNextAsync(Caller caller, CancellationToken ct)
    {
        while (true)
        {
            var ids = await db.QueryAsync<string>(
                $"""
                SELECT id FROM safety_review_queue
                WHERE tenant_id = @TenantId AND (status = 'pending' AND (assigned_to IS NULL OR assigned_to = @me) OR status = 'escalated' AND assigned_to = @me) AND {Free}
                  AND NOT EXISTS (SELECT 1 FROM safety_review_events e
                    WHERE e.tenant_id = @TenantId AND e.item_id = safety_review_queue.id AND e.action = 'skipped' AND e.actor = @me)
                ORDER BY CASE WHEN leased_by = @me THEN 0 ELSE 1 END, coalesce(due_at, created_at), id LIMIT {Candidates}
                """, new { caller.TenantId, me = caller.Id }, ct);
            if (ids.Count == 0) return null;
            foreach (var id in ids)
                if (await db.InTransactionAsync(() => TakeAsync(id, caller, ct), ct)) return id;
        }
    }

    /// <summary>Gives an item back; false when another has it.</summary>
    public async Task<bool> GiveBackAsync(string id, Caller caller, CancellationToken ct) => await db.Set<ReviewItem>()
        .Where(i => i.TenantId == caller.TenantId && i.Id == id && (i.LeasedBy == null || i.LeasedBy == caller.Id))
        .ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedBy, (string?)null).SetProperty(i => i.LeasedUntil, (DateTime?)null), ct) == 1;

    private string Free => $"(leased_by IS NULL OR leased_by = @me OR leased_until < {db.Storage.Now}) AND (appealed_against IS NULL OR appealed_against <> @me)";

    private string Milliseconds => ((long)(options.Value.LeaseMinutes * 60_000)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
