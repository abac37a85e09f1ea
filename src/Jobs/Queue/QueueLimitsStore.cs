using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>The rows that say what of a queue may run.</summary>
internal static class QueueLimitsStore
{
    /// <summary>Adds the queues that have no row yet, with the limits their modules declared.</summary>
    public static Task EnsureAsync(Storage storage, IReadOnlyDictionary<string, QueueLimits> declared, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        foreach (var (name, limits) in declared.OrderBy(d => d.Key, StringComparer.Ordinal)) await EnsureAsync(c, t, name, limits, ct);
        return 0;
    }, ct);

    /// <summary>Adds one queue unless it has a row.</summary>
    public static Task EnsureAsync(DbConnection connection, DbTransaction? transaction, string name, QueueLimits limits, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO jobs_queues (name, max_active, per_second, tenant_max_active, tenant_per_second, limited, next_start)
            VALUES (@name, @MaxActive, @PerSecond, @TenantMaxActive, @TenantPerSecond, @Any, 0) ON CONFLICT (name) DO NOTHING
            """, new { name, limits.MaxActive, limits.PerSecond, limits.TenantMaxActive, limits.TenantPerSecond, limits.Any }, transaction, cancellationToken: ct));
}
