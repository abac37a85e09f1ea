using System.Text.Json;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Narrows the trail; what is null does not narrow.</summary>
public sealed record AuditFilter
{
    /// <summary>Who did it, for example <c>key:…</c>.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done, for example <c>key.created</c>.</summary>
    public string? Action { get; init; }

    /// <summary>To what, for example <c>flag:…</c>.</summary>
    public string? Object { get; init; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A link of the tenant's chain.</summary>
/// <param name="Seq">Its number in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Object">To what.</param>
/// <param name="Details">More of it; null once erased.</param>
/// <param name="Hash">The chain's hash up to here.</param>
public sealed record AuditEntry(long Seq, DateTimeOffset At, string Actor, string Action, string Object, JsonElement? Details, string Hash);

/// <summary>The tenant's audit trail. Needs the permission <c>audit.read</c>.</summary>
public sealed class AuditClient
{
    private readonly Wire _wire;

    internal AuditClient(Wire wire) => _wire = wire;

    /// <summary>A page of the trail, newest first.</summary>
    /// <param name="filter">Narrows it; everything when null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">From the page before, with the same filter; null starts.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Page<AuditEntry>> ListAsync(AuditFilter? filter = null, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<AuditEntry>>(
            Call.Get(CallPath.Query("v1/audit", ("actor", filter?.Actor), ("action", filter?.Action), ("object", filter?.Object),
                ("from", filter?.From), ("to", filter?.To), ("limit", limit), ("cursor", cursor))), ct);
}
