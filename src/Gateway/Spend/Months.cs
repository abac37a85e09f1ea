using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Gateway.Spend;

/// <summary>Which month it is for a tenant, in the time zone that its months are counted in. A change made by another process is known within a minute.</summary>
internal sealed class Months(Storage storage, TimeProvider time)
{
    // The longest that a place's clock is before or behind UTC.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1), Furthest = TimeSpan.FromHours(14);
    private readonly ConcurrentDictionary<Guid, (TimeZoneInfo Zone, long ReadAt)> _zones = new();

    /// <summary>The months that it is somewhere now: one, or two around a month's end.</summary>
    public string[] Anywhere => [.. new[] { -Furthest, Furthest }.Select(by => Name(time.GetUtcNow() + by)).Distinct()];

    /// <summary>The tenant's month, <c>yyyy-MM</c>.</summary>
    public async ValueTask<string> OfAsync(Guid tenant, CancellationToken ct) => Name(TimeZoneInfo.ConvertTime(time.GetUtcNow(), await ZoneAsync(tenant, ct)));

    /// <summary>The tenant's time zone; UTC unless it has set one.</summary>
    public async ValueTask<TimeZoneInfo> ZoneAsync(Guid tenant, CancellationToken ct)
    {
        if (_zones.TryGetValue(tenant, out var known) && time.GetElapsedTime(known.ReadAt) < Fresh) return known.Zone;
        var name = await storage.ReadAsync(c => c.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT time_zone FROM gateway_limits WHERE tenant_id = @tenant AND scope = ''", new { tenant }, cancellationToken: ct)), ct);
        var zone = name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc;
        _zones[tenant] = (zone, time.GetTimestamp());
        return zone;
    }

    /// <summary>The tenant's time zone may be another now.</summary>
    public void Forget(Guid tenant) => _zones.TryRemove(tenant, out _);

    private static string Name(DateTimeOffset moment) => moment.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
