using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Keys;

/// <summary>Finds who a key belongs to. Answers are remembered for five seconds, so a key revoked on another node dies within that time, here at once.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (ApiKey? Key, long At)> _known = new();

    /// <summary>The key's row if it holds now: right, not revoked, not expired.</summary>
    public async Task<ApiKey?> FindAsync(string key, CancellationToken ct)
    {
        var hash = KeyText.HashOf(key);
        if (!_known.TryGetValue(hash, out var known) || time.GetElapsedTime(known.At) > Remembered)
        {
            if (_known.Count > MostRemembered) _known.Clear();
            var prefix = KeyText.PrefixOf(key);
            known = (await LoadAsync(keys => keys.Where(k => k.Prefix == prefix), k => KeyText.Matches(key, k.Hash), ct), time.GetTimestamp());
            // A wrong key is not remembered: ten thousand of them would push out the right ones.
            if (known.Key is not null) _known[hash] = known;
        }

        return Holds(known.Key) ? known.Key : null;
    }

    /// <summary>Whether the key of this id still holds: a token lives no longer than the key that it was changed for.</summary>
    public async Task<bool> HoldsAsync(Guid id, CancellationToken ct)
    {
        var slot = id.ToString();
        if (!_known.TryGetValue(slot, out var known) || time.GetElapsedTime(known.At) > Remembered)
        {
            if (_known.Count > MostRemembered) _known.Clear();
            known = (await LoadAsync(keys => keys.Where(k => k.Id == id), _ => true, ct), time.GetTimestamp());
            _known[slot] = known;
        }

        return Holds(known.Key);
    }

    public void Forget() => _known.Clear();

    private bool Holds(ApiKey? key) => key is { RevokedAt: null } && (key.ExpiresAt is null || key.ExpiresAt > time.GetUtcNow().UtcDateTime);

    private async Task<ApiKey?> LoadAsync(Func<IQueryable<ApiKey>, IQueryable<ApiKey>> narrow, Predicate<ApiKey> matches, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        return (await narrow(scope.ServiceProvider.GetRequiredService<AppDb>().Set<ApiKey>().AsNoTracking()).OrderBy(k => k.Id).Take(10).ToListAsync(ct)).Find(matches);
    }
}
