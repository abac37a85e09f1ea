using Dapper;
using Microsoft.AspNetCore.Http;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Platform.Idempotency;

/// <summary>The rows behind <see cref="IdempotencyFilter"/>. The unique key decides between two requests at once, on whatever node.</summary>
internal sealed class IdempotencyStore(Storage storage, TimeProvider time)
{
    // To the millisecond, which both databases store exactly: it tells this claim from a later one of the same key.
    private readonly DateTime _claimedAt = Whole(time.GetUtcNow().UtcDateTime);

    /// <summary>Null when the key is now ours; the kept answer when it was used before.</summary>
    public async Task<IdempotencyRow?> ClaimAsync(Guid tenant, string key, string fingerprint, TimeSpan holds, CancellationToken ct)
    {
        var now = _claimedAt;
        var row = new { TenantId = tenant, Key = key, Fingerprint = fingerprint, Now = now, ExpiresAt = now + holds };
        return await storage.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM platform_idempotency WHERE tenant_id = @TenantId AND key = @Key AND expires_at < @Now", row, transaction, cancellationToken: ct));
            var ours = await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO platform_idempotency (tenant_id, key, fingerprint, claimed_at, expires_at)
                VALUES (@TenantId, @Key, @Fingerprint, @Now, @ExpiresAt) ON CONFLICT DO NOTHING
                """, row, transaction, cancellationToken: ct));
            if (ours == 1) return null;
            var earlier = await connection.QuerySingleOrDefaultAsync<IdempotencyRow>(new CommandDefinition(
                """
                SELECT tenant_id AS TenantId, key AS Key, fingerprint AS Fingerprint, status AS Status, content_type AS ContentType,
                       location AS Location, body AS Body
                FROM platform_idempotency WHERE tenant_id = @TenantId AND key = @Key
                """, row, transaction, cancellationToken: ct))
                ?? throw InProgress();
            if (earlier.Fingerprint != fingerprint)
                throw new Problem(422, "idempotency_key_reused", "Idempotency key reused", "This Idempotency-Key was used with another request.").AsException();
            return earlier.Status is null ? throw InProgress() : earlier;
        }, ct);
    }

    public Task KeepAsync(Guid tenant, string key, HttpResponse response, string? body, TimeSpan kept) => RunAsync(
        """
        UPDATE platform_idempotency SET status = @Status, content_type = @ContentType, location = @Location, body = @Body, expires_at = @ExpiresAt
        WHERE tenant_id = @TenantId AND key = @Key AND claimed_at = @ClaimedAt AND status IS NULL
        """,
        new
        {
            TenantId = tenant, Key = key, ClaimedAt = _claimedAt, Status = response.StatusCode, response.ContentType,
            Location = response.Headers.Location.ToString() is { Length: > 0 } location ? location : null,
            Body = body, ExpiresAt = time.GetUtcNow().UtcDateTime + kept,
        });

    public Task ReleaseAsync(Guid tenant, string key) => RunAsync(
        "DELETE FROM platform_idempotency WHERE tenant_id = @TenantId AND key = @Key AND claimed_at = @ClaimedAt AND status IS NULL",
        new { TenantId = tenant, Key = key, ClaimedAt = _claimedAt });

    private static DateTime Whole(DateTime at) => new(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);

    private static ProblemException InProgress() =>
        Problem.Conflict("idempotency_in_progress", "The first request with this Idempotency-Key is still running.").AsException();

    // Not the request's token: the row must not stay claimed because the caller went away.
    private Task RunAsync(string sql, object parameters) =>
        storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(sql, parameters, t)), CancellationToken.None);
}
