using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Connections;

/// <summary>Connects accounts and lets go of them: the row and the trail's entry are one transaction. Credentials are kept encrypted and never shown.</summary>
internal sealed class ConnectionBook(AppDb db, Vault vault, Trail trail, TimeProvider time)
{
    private const int MostConnections = 100;

    public async Task<Connection> FindAsync(Guid id, CancellationToken ct) =>
        await db.Set<Connection>().SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw Problem.NotFound("Connection", id.ToString()).AsException();

    /// <summary>Adds the account, or replaces its credentials.</summary>
    public Task<Connection> ConnectAsync(Caller caller, string platform, ConnectRequest wish, Credentials credentials, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var (tenant, now) = (caller.Company(), time.GetUtcNow().UtcDateTime);
        var row = await db.Set<Connection>().SingleOrDefaultAsync(c => c.TenantId == tenant && c.Platform == platform && c.Account == wish.Account, ct);
        if (row is null)
        {
            if (await db.Set<Connection>().CountAsync(c => c.TenantId == tenant, ct) >= MostConnections)
                throw Problem.Conflict("too_many_connections", $"At most {MostConnections} accounts.").AsException();
            db.Add(row = new Connection { Id = Guid.CreateVersion7(), TenantId = tenant, Platform = platform, Account = wish.Account!, Status = "connected", CreatedAt = now });
        }

        (row.Status, row.Places, row.BaseUrl, row.Trouble, row.UpdatedAt) = (StatusOf(platform, credentials), wish.Places, wish.BaseUrl, null, now);
        row.Sealed = vault.Seal(row.Id, credentials);
        await db.SaveChangesAsync(ct);
        await trail.RecordAsync(new AuditEvent(tenant, caller.Id, "moderation.connected", $"connection:{row.Id}", new { platform, wish.Account }), ct);
        return row;
    }, ct);

    /// <summary>Forgets the credentials; comments and what was done stay.</summary>
    public Task DisconnectAsync(Connection row, string by, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        (row.Status, row.Sealed, row.Trouble, row.UpdatedAt) = ("disconnected", null, null, time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(ct);
        await trail.RecordAsync(new AuditEvent(row.TenantId, by, "moderation.disconnected", $"connection:{row.Id}", new { row.Platform, row.Account }), ct);
    }, ct);

    /// <summary>Forgets the tokens; what signs events and lets a person sign in again stays.</summary>
    public Task SignOutAsync(Connection row, string by, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var kept = vault.Open(row.Id, row.Sealed) with { AccessToken = null, RefreshToken = null, ExpiresAt = null, RenewedAt = null };
        (row.Status, row.Sealed, row.Trouble, row.UpdatedAt) = ("signing_in", vault.Seal(row.Id, kept), null, time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(ct);
        await trail.RecordAsync(new AuditEvent(row.TenantId, by, "moderation.signed_out", $"connection:{row.Id}", new { row.Platform, row.Account }), ct);
    }, ct);

    public Account Open(Connection row) => new(row, vault.Open(row.Id, row.Sealed));

    // An account whose sign-in is still to come has no token.
    private static string StatusOf(string platform, Credentials credentials) =>
        PlatformList.Of(platform).Needs.Contains("access_token") && credentials.AccessToken is null ? "signing_in" : "connected";
}
