using System.Data.Common;
using Npgsql;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>A job whose lease this process now holds.</summary>
internal sealed record ClaimedJob(Guid Id, Guid TenantId, string Kind, int Attempt, int MaxAttempts, long Lease, string Payload, DateTime RunAt, DateTime ClaimedAt, string? RequestId);

/// <summary>What a worker asks for: up to <paramref name="Limit"/> jobs of the kinds it knows; tenants take turns, starting after <paramref name="LastTenant"/>.</summary>
internal sealed record ClaimRequest(string Queue, string[] Kinds, Guid Worker, int Limit, Guid LastTenant);

/// <summary>
/// Takes jobs in one statement per tenant share: kinds and tenants are filtered before the limit, each claim raises the lease number, and two
/// workers never wait for or get the same row.
/// </summary>
internal static partial class JobClaim
{
    public static Task<IReadOnlyList<ClaimedJob>> RunAsync(Storage storage, ClaimRequest request, CancellationToken ct) =>
        storage.Kind == StorageKind.Postgres ? FromPostgresAsync(storage, request, ct) : FromSqliteAsync(storage, request, ct);

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

    private static async Task<IReadOnlyList<ClaimedJob>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var jobs = new List<ClaimedJob>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            jobs.Add(new ClaimedJob(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5),
                reader.GetString(6), Utc(reader, 7), Utc(reader, 8), reader.IsDBNull(9) ? null : reader.GetString(9)));
        return jobs;
    }

    private static DateTime Utc(DbDataReader reader, int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);
}
