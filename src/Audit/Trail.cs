using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Audit;

/// <summary>Something that happened and must be provable later.</summary>
/// <param name="TenantId">Whose chain; <see cref="Guid.Empty"/> is the platform's own.</param>
/// <param name="Actor">Who: <c>user:…</c>, <c>key:…</c>, <c>job:…</c> or <c>system</c>.</param>
/// <param name="Action">What, for example <c>key.created</c>.</param>
/// <param name="Object">To what, for example <c>key:0198…</c>.</param>
/// <param name="Details">More, as JSON; may hold personal data, since it can be erased without breaking the chain.</param>
public sealed record AuditEvent(Guid TenantId, string Actor, string Action, string Object, object? Details = null);

/// <summary>Appends to the hash-chained trail in the caller's transaction: what is rolled back was never recorded.</summary>
public sealed class Trail(AppDb db, TimeProvider time)
{
    /// <summary>Appends one entry; it commits with whatever else the current transaction holds.</summary>
    public Task RecordAsync(AuditEvent happened, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var (connection, transaction) = await db.ConnectionAsync(ct);
        await AppendAsync(connection, transaction, happened, time.GetUtcNow().UtcDateTime, ct);
    }, ct);

    /// <summary>Appends one entry on a connection with an open transaction.</summary>
    public static async Task AppendAsync(DbConnection connection, DbTransaction? transaction, AuditEvent happened, DateTime at, CancellationToken ct)
    {
        CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: ct);
        // The upsert takes the head's row lock on PostgreSQL, so two appends of one tenant follow each other.
        var head = await connection.QuerySingleAsync<Head>(Command(
            """
            INSERT INTO audit_heads (tenant_id, seq, hash) VALUES (@TenantId, 1, @Genesis)
            ON CONFLICT (tenant_id) DO UPDATE SET seq = audit_heads.seq + 1
            RETURNING seq AS Seq, hash AS Hash
            """, new { happened.TenantId, AuditChain.Genesis }));
        var details = JsonSerializer.Serialize(happened.Details ?? new { }, JsonSerializerOptions.Web);
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var entry = new AuditEntry
        {
            TenantId = happened.TenantId, Seq = head.Seq, At = new DateTime(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc),
            Actor = happened.Actor, Action = happened.Action, Object = happened.Object,
            Commitment = AuditChain.Commit(salt, details), PreviousHash = head.Hash, Hash = "",
        };
        entry.Hash = AuditChain.Link(entry);
        await connection.ExecuteAsync(Command(
            """
            INSERT INTO audit_entries (tenant_id, seq, at, actor, action, object, commitment, previous_hash, hash)
            VALUES (@TenantId, @Seq, @At, @Actor, @Action, @Object, @Commitment, @PreviousHash, @Hash);
            INSERT INTO audit_details (tenant_id, seq, salt, details) VALUES (@TenantId, @Seq, @Salt, @Details);
            UPDATE audit_heads SET hash = @Hash WHERE tenant_id = @TenantId;
            """,
            new
            {
                entry.TenantId, entry.Seq, entry.At, entry.Actor, entry.Action, entry.Object, entry.Commitment, entry.PreviousHash, entry.Hash,
                Salt = salt, Details = details,
            }));
    }

    private sealed class Head
    {
        public long Seq { get; set; }
        public string Hash { get; set; } = "";
    }
}
