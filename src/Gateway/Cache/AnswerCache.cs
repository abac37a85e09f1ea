using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.Options;
using Steward.Gateway.Admission;
using Steward.Gateway.Spend;
using Steward.Platform.Data;

namespace Steward.Gateway.Cache;

/// <summary>
/// Answers that were paid for, to be given again to the same question of the same tenant. Only whole, usable answers are kept; each is linked to everybody whose text asked for it, and is
/// erased with any of them.
/// </summary>
internal sealed class AnswerCache(Storage storage, FreeCall free, GatewayMetrics metrics, IOptions<GatewayOptions> options)
{
    private readonly double _hours = options.Value.CacheHours;

    /// <summary>SQL of what is kept no longer.</summary>
    public string IsOld => string.Create(CultureInfo.InvariantCulture, $"stored_at <= {storage.NowPlus($"-{(long)TimeSpan.FromHours(_hours).TotalMilliseconds}")}");

    /// <summary>Answers are kept at all.</summary>
    public bool IsOn => _hours > 0;

    /// <summary>The name of a question: no two different ones share it.</summary>
    public static string KeyOf(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The answer to a question asked before, entered into the ledger as a call that cost nothing; null where there is none that still holds.</summary>
    public async Task<CachedAnswer?> FindAsync(Payer payer, string key, string? subjectId, CancellationToken ct)
    {
        if (!IsOn) return null;
        var found = await storage.ReadAsync(c => c.QuerySingleOrDefaultAsync<CachedAnswer>(new CommandDefinition(
            $"""
            SELECT key AS Key, tenant_id AS TenantId, task AS Task, answer AS Answer, provider AS Provider, model AS Model, cost_pico AS CostPico,
                   EXISTS (SELECT 1 FROM gateway_cache_subjects s WHERE s.tenant_id = @TenantId AND s.key = @key AND s.subject_id = @subjectId) AS IsLinked
            FROM gateway_cache WHERE tenant_id = @TenantId AND key = @key AND NOT ({IsOld})
            """, new { payer.TenantId, key, subjectId }, cancellationToken: ct)), ct);
        metrics.Cached(payer.Task, found is not null);
        if (found is null) return null;
        // Whoever asks for it has it erased with him too.
        if (subjectId is not null && !found.IsLinked && !await LinkAsync(payer.TenantId, key, subjectId, ct)) return null;
        await free.RecordAsync(payer.Spending(found.Provider, found.Model), new Settlement("cached", TokenUsage.None, 0, false, 0, null) { SavedPico = found.CostPico }, ct);
        return found;
    }

    /// <summary>Erases those of the tenant's answers that are meant; tells how many.</summary>
    public async Task<int> EraseAsync(DbConnection connection, DbTransaction? transaction, Guid tenant, CachedAnswers which, CancellationToken ct)
    {
        var whose = (which.SubjectId is null ? "" : " AND key IN (SELECT key FROM gateway_cache_subjects WHERE tenant_id = @tenant AND subject_id = @SubjectId)")
            + (which.Task is null ? "" : " AND task = @Task") + (which.Model is null ? "" : " AND provider || '/' || model = @Model");
        var erased = await connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM gateway_cache WHERE tenant_id = @tenant{whose}", new { tenant, which.SubjectId, which.Task, which.Model }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM gateway_cache_subjects WHERE tenant_id = @tenant AND NOT EXISTS (SELECT 1 FROM gateway_cache c WHERE c.tenant_id = @tenant AND c.key = gateway_cache_subjects.key)",
            new { tenant }, transaction, cancellationToken: ct));
        return erased;
    }

    /// <summary>What the tenant's cache holds, and what it saved this month, in pico-dollars.</summary>
    public Task<(long Answers, long Hits, long SavedPico)> StateAsync(Guid tenant, string month, CancellationToken ct) => storage.ReadAsync(c => c.QuerySingleAsync<(long, long, long)>(new CommandDefinition(
        """
        SELECT (SELECT count(*) FROM gateway_cache WHERE tenant_id = @tenant), count(*), CAST(coalesce(sum(saved_pico), 0) AS bigint)
        FROM gateway_ledger WHERE tenant_id = @tenant AND month = @month AND outcome = 'cached'
        """, new { tenant, month }, cancellationToken: ct)), ct);

    /// <summary>Forgets answers that are too old.</summary>
    public Task PruneAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct) => connection.ExecuteAsync(new CommandDefinition(
        $"""
        DELETE FROM gateway_cache WHERE {IsOld};
        DELETE FROM gateway_cache_subjects WHERE NOT EXISTS (SELECT 1 FROM gateway_cache c WHERE c.tenant_id = gateway_cache_subjects.tenant_id AND c.key = gateway_cache_subjects.key);
        """, transaction: transaction, cancellationToken: ct));

    // Not where the answer was erased at this moment.
    private Task<bool> LinkAsync(Guid tenant, string key, string subjectId, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        var (values, lockIt) = (new { tenant, key, subjectId }, storage.Kind == StorageKind.Postgres ? " FOR UPDATE" : "");
        if (await c.ExecuteScalarAsync<int?>(new CommandDefinition($"SELECT 1 FROM gateway_cache WHERE tenant_id = @tenant AND key = @key{lockIt}", values, t, cancellationToken: ct)) is null) return false;
        await c.ExecuteAsync(new CommandDefinition("INSERT INTO gateway_cache_subjects (tenant_id, key, subject_id) VALUES (@tenant, @key, @subjectId) ON CONFLICT DO NOTHING", values, t, cancellationToken: ct));
        return true;
    }, ct);
}
