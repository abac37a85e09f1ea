using Steward.Audit;
using Steward.Platform.Data;

namespace Steward.Identity.Keys;

/// <summary>The key somebody wants.</summary>
internal sealed record KeyWish(string Name, string Role, IReadOnlyList<string> Scopes, int? ExpiresInDays, bool Test);

/// <summary>Makes keys: for the API, and for the first owner before anybody can sign in.</summary>
internal sealed class KeyMaker(AppDb db, Trail trail, TimeProvider time)
{
    public async Task<CreatedKey> MakeAsync(Guid tenant, string by, KeyWish wish, CancellationToken ct)
    {
        var text = KeyText.New(wish.Test);
        var now = time.GetUtcNow().UtcDateTime;
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(), TenantId = tenant, Name = wish.Name, Prefix = KeyText.PrefixOf(text), Hash = KeyText.HashOf(text), Role = wish.Role,
            Scopes = string.Join(' ', wish.Scopes), CreatedAt = now, CreatedBy = by,
            ExpiresAt = wish.ExpiresInDays is { } days ? now.AddDays(days) : null,
        };
        await db.InTransactionAsync(async () =>
        {
            db.Add(key);
            await trail.RecordAsync(new AuditEvent(tenant, by, "key.created", $"key:{key.Id}", new { key.Name, key.Prefix, key.Role, wish.Scopes }), ct);
        }, ct);
        return new CreatedKey(key.Id, key.Name, text, key.Role, wish.Scopes, key.ExpiresAt);
    }
}
