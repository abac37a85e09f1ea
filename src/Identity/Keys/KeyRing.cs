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
            known = (await LoadAsync(key, ct), time.GetTimestamp());
            _known[hash] = known;
        }

        return known.Key is { RevokedAt: null } row && (row.ExpiresAt is null || row.ExpiresAt > time.GetUtcNow().UtcDateTime) ? row : null;
    }

    public void Forget() => _known.Clear();

    private async Task<ApiKey?> LoadAsync(string key, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().BePlatform();
        var prefix = KeyText.PrefixOf(key);
        var candidates = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<ApiKey>().AsNoTracking().Where(k => k.Prefix == prefix).Take(10).ToListAsync(ct);
        return candidates.Find(k => KeyText.Matches(key, k.Hash));
    }
}
