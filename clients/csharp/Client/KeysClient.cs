using Steward.Client.Http;

namespace Steward.Client;

/// <summary>What a new key is to be.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
public sealed record NewKey(string Name)
{
    /// <summary>admin, operator, reviewer, analyst, viewer or member; the server's default (operator) when null.</summary>
    public string? Role { get; init; }

    /// <summary>Narrows the role: ingest, classify, screen, review, deliver, pages, alerts, chat, read. Empty: everything the role may.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Days until it expires, 1 to 3650; null: never.</summary>
    public int? ExpiresInDays { get; init; }

    /// <summary>A key that only development servers accept.</summary>
    public bool Test { get; init; }
}

/// <summary>A new key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Key">The key itself, shown this once.</param>
/// <param name="Role">Its role.</param>
/// <param name="Scopes">What narrows the role.</param>
/// <param name="ExpiresAt">When it stops to hold; null: never.</param>
public sealed record CreatedKey(Guid Id, string Name, string Key, string Role, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A key as lists show it: never the key itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Role">Its role.</param>
/// <param name="Scopes">What narrows the role.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops to hold; null: never.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
public sealed record ApiKey(
    Guid Id, string Name, string Prefix, string Role, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>API keys of the caller's tenant. Needs the permission <c>keys.manage</c>.</summary>
public sealed class KeysClient
{
    private readonly Wire _wire;

    internal KeysClient(Wire wire) => _wire = wire;

    /// <summary>Makes a key.</summary>
    /// <exception cref="StewardException">400: what is asked for is wrong; 403: not allowed.</exception>
    public Task<CreatedKey> CreateAsync(NewKey key, CancellationToken ct = default) => _wire.SendAsync<CreatedKey>(Call.PostOnce("v1/keys", key), ct);

    /// <summary>A page of the tenant's keys, oldest first.</summary>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">From the page before; null starts.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Page<ApiKey>> ListAsync(int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        _wire.SendAsync<Page<ApiKey>>(Call.Get(CallPath.Query("v1/keys", ("limit", limit), ("cursor", cursor))), ct);

    /// <summary>Revokes a key at once. One that was revoked before stays so.</summary>
    /// <exception cref="StewardException">404: the tenant has no such key.</exception>
    public Task RevokeAsync(Guid id, CancellationToken ct = default) => _wire.SendAsync(Call.Delete($"v1/keys/{id}"), ct);
}
