using System.Data.Common;
using Npgsql;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>A job whose lease this process now holds.</summary>
internal sealed record ClaimedJob(
    Guid Id, Guid TenantId, string Kind, int Attempt, int MaxAttempts, long Lease, string Payload, DateTime RunAt, DateTime ClaimedAt, string? RequestId, int Priority, double Weight);

/// <summary>What a worker asks for: up to <paramref name="Limit"/> jobs of the kinds it knows.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Kinds">The kinds.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Limit">Jobs at most.</param>
/// <param name="Turns">Whose turn it is.</param>
/// <param name="InTurn">The queue may be limited: claimers take turns. Otherwise a limited queue gives nothing but the news that it is one.</param>
internal sealed record ClaimRequest(string Queue, string[] Kinds, Guid Worker, int Limit, FairTurns Turns, bool InTurn = true);

/// <summary>What a claim gave.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Wait">Where jobs wait for a rate: when it has room again.</param>
/// <param name="Limited">The queue is limited.</param>
internal sealed record Claim(IReadOnlyList<ClaimedJob> Jobs, TimeSpan? Wait, bool Limited)
{
    public static readonly Claim Nothing = new([], null, false);
}

/// <summary>
/// Takes jobs. Pause, kinds, limits and shares are settled before the limit, each claim raises the lease number, and two workers never get the same row.
/// Claimers of a limited queue take turns, so that together they start exactly as many as the limits allow; others never wait for each other.
/// </summary>
internal static partial class JobClaim
{
    /// <summary>Claims in a transaction of the caller.</summary>
    public static async Task<Claim> InTransactionAsync(Storage storage, DbConnection connection, DbTransaction transaction, ClaimRequest request, CancellationToken ct)
    {
        if (connection is not NpgsqlConnection postgres) return await FromSqliteAsync(storage, connection, transaction, request, ct);
        await using var batch = new NpgsqlBatch(postgres, (NpgsqlTransaction)transaction);
        AddTo(batch, request);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, request, ct);
    }

    /// <summary>True when the queue holds anything to claim; a read, so that an idle poll never takes the write lock.</summary>
    public static Task<bool> AnyWaitingAsync(Storage storage, string queue, CancellationToken ct) => storage.ReadAsync(async connection =>
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM jobs_queue WHERE queue = @queue AND state = 0 LIMIT 1";
        Add(command, "queue", queue);
        return await command.ExecuteScalarAsync(ct) is not null;
    }, ct);

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static ClaimedJob JobOf(DbDataReader reader, double weight) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5),
        reader.GetString(6), Utc(reader, 7), Utc(reader, 8), reader.IsDBNull(9) ? null : reader.GetString(9), reader.GetInt32(10), weight);

    private static DateTime Utc(DbDataReader reader, int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);
}
