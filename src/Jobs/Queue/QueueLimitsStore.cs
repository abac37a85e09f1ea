using System.Data.Common;
using Dapper;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>The rows that say what of a queue may run.</summary>
internal static class QueueLimitsStore
{
    /// <summary>Gives the queues the limits their modules declared, unless an operator has set others.</summary>
    public static Task EnsureAsync(Storage storage, IReadOnlyDictionary<string, QueueLimits> declared, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        foreach (var (name, limits) in declared.OrderBy(d => d.Key, StringComparer.Ordinal)) await EnsureAsync(c, t, name, limits, ct);
        return 0;
    }, ct);

    /// <inheritdoc cref="EnsureAsync(Storage, IReadOnlyDictionary{string, QueueLimits}, CancellationToken)"/>
    public static Task EnsureAsync(DbConnection connection, DbTransaction? transaction, string name, QueueLimits limits, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO jobs_queues (name, max_active, per_second, tenant_max_active, tenant_per_second, limited, next_start, configured)
            VALUES (@name, @MaxActive, @PerSecond, @TenantMaxActive, @TenantPerSecond, @Any, 0, FALSE)
            ON CONFLICT (name) DO UPDATE SET max_active = excluded.max_active, per_second = excluded.per_second, tenant_max_active = excluded.tenant_max_active,
              tenant_per_second = excluded.tenant_per_second, limited = excluded.limited OR EXISTS (
                SELECT 1 FROM jobs_shares s WHERE s.queue = jobs_queues.name AND coalesce(s.max_active, s.per_second) IS NOT NULL)
            WHERE NOT jobs_queues.configured
            """, new { name, limits.MaxActive, limits.PerSecond, limits.TenantMaxActive, limits.TenantPerSecond, limits.Any }, transaction, cancellationToken: ct));
}
