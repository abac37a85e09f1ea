using System.Data.Common;
using System.Text.Json;
using Dapper;
using Npgsql;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Steward.Jobs.Queue;

/// <summary>A job ready to be inserted.</summary>
internal sealed record NewJob(Guid Id, Guid TenantId, JobKind Kind, string Payload, JobOptions Options)
{
    public string? RequestId { get; } = RequestIds.Current;

    private static readonly TimeSpan UntilReleased = TimeSpan.FromDays(36_500);

    /// <summary>The batch that counts it.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>It waits until the last job of a batch has ended.</summary>
    public bool AwaitsBatch { get; init; }

    public long DelayMs => (long)(AwaitsBatch ? UntilReleased : Options.Delay ?? TimeSpan.Zero).TotalMilliseconds;

    public short State => (short)(AwaitsBatch ? JobState.Parked : DelayMs > 0 ? JobState.Delayed : JobState.Waiting);

    public static NewJob For(JobKind kind, Guid tenant, object args, JobOptions? options)
    {
        options ??= new JobOptions();
        return new NewJob(options.Id ?? OrderedIds.Next(TimeProvider.System), tenant, kind, JsonSerializer.Serialize(args, args.GetType(), JobKind.Json), options);
    }
}

/// <summary>Inserts jobs in the caller's transaction; times are the database's. A job whose unique key is taken is left out.</summary>
internal static class JobInsert
{
    public static async Task RunAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        if (jobs.Count == 0) return;
        if (connection is NpgsqlConnection postgres) await IntoPostgresAsync(postgres, (NpgsqlTransaction?)transaction, jobs, ct);
        else await IntoSqliteAsync(storage, connection, transaction, jobs, ct);
    }

    /// <summary>Inserts jobs in a transaction of their own: on PostgreSQL one statement, thus one round trip.</summary>
    public static async Task AloneAsync(Storage storage, IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        if (storage.Kind == StorageKind.Sqlite)
        {
            await storage.WriteAsync(async (c, t) => { await RunAsync(storage, c, t, jobs, ct); return 0; }, ct);
            return;
        }

        await using var connection = await storage.OpenAsync(ct);
        await RunAsync(storage, connection, null, jobs, ct);
    }

    /// <summary>Inserts jobs together with the other statements of the caller's transaction.</summary>
    public static Task AddToAsync(Statements statements, IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        if (jobs.Count == 0) return Task.CompletedTask;
        if (statements.Storage.Kind != StorageKind.Postgres) return IntoSqliteAsync(statements.Storage, statements.Connection, statements.Transaction, jobs, ct);
        Fill(((NpgsqlBatchCommand)statements.Add(PostgresInsert)).Parameters, jobs);
        return Task.CompletedTask;
    }

    private static async Task IntoPostgresAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(PostgresInsert, connection, transaction);
        Fill(command.Parameters, jobs);
        await command.ExecuteNonQueryAsync(ct);
    }

    private const string PostgresInsert =
        """
        WITH given AS (
          SELECT * FROM unnest(@ids, @tenants, @queues, @kinds, @states, @priorities, @attempts, @delays, @keys, @payloads, @requests, @users, @batches)
            AS g(id, tenant_id, queue, kind, state, priority, max_attempts, delay, unique_key, payload, request_id, user_id, batch_id)),
        added AS (
          INSERT INTO jobs_queue (id, tenant_id, queue, kind, state, priority, attempt, max_attempts, lease, run_at, enqueued_at, unique_key, cancelling, batch_id)
          SELECT id, tenant_id, queue, kind, state, priority, 0, max_attempts, 0,
                 clock_timestamp() + delay * interval '1 millisecond', clock_timestamp(), unique_key, false, batch_id FROM given
          ON CONFLICT (tenant_id, kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
          RETURNING id)
        INSERT INTO jobs_payloads (id, tenant_id, payload, enqueued_at, request_id, user_id)
        SELECT given.id, tenant_id, payload, clock_timestamp(), request_id, user_id FROM given JOIN added ON added.id = given.id
        """;

    private static void Fill(NpgsqlParameterCollection into, IReadOnlyList<NewJob> jobs)
    {
        into.AddWithValue("ids", jobs.Select(j => j.Id).ToArray());
        into.AddWithValue("tenants", jobs.Select(j => j.TenantId).ToArray());
        into.AddWithValue("queues", jobs.Select(j => j.Kind.Options.Queue).ToArray());
        into.AddWithValue("kinds", jobs.Select(j => j.Kind.Name).ToArray());
        into.AddWithValue("states", jobs.Select(j => j.State).ToArray());
        into.AddWithValue("priorities", jobs.Select(j => j.Options.Priority).ToArray());
        into.AddWithValue("attempts", jobs.Select(j => j.Kind.Options.MaxAttempts).ToArray());
        into.AddWithValue("delays", jobs.Select(j => j.DelayMs).ToArray());
        into.Add(new NpgsqlParameter<string?[]>("keys", [.. jobs.Select(j => j.Options.UniqueKey)]));
        into.AddWithValue("payloads", jobs.Select(j => j.Payload).ToArray());
        into.Add(new NpgsqlParameter<string?[]>("requests", [.. jobs.Select(j => j.RequestId)]));
        into.Add(new NpgsqlParameter<string?[]>("users", [.. jobs.Select(j => j.Options.UserId)]));
        into.Add(new NpgsqlParameter<Guid?[]>("batches", [.. jobs.Select(j => j.BatchId)]));
    }

    private static async Task IntoSqliteAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        var insertJob =
            $"""
            INSERT INTO jobs_queue (id, tenant_id, queue, kind, state, priority, attempt, max_attempts, lease, run_at, enqueued_at, unique_key, cancelling, batch_id)
            VALUES (@Id, @TenantId, @Queue, @Kind, @State, @Priority, 0, @MaxAttempts, 0, {storage.NowPlus("@DelayMs")}, {storage.Now}, @UniqueKey, FALSE, @BatchId)
            ON CONFLICT (tenant_id, kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
            """;
        var insertPayload = $"INSERT INTO jobs_payloads (id, tenant_id, payload, enqueued_at, request_id, user_id) VALUES (@Id, @TenantId, @Payload, {storage.Now}, @RequestId, @UserId)";
        foreach (var job in jobs)
        {
            var row = new
            {
                job.Id, job.TenantId, job.Kind.Options.Queue, Kind = job.Kind.Name, job.State, job.Options.Priority,
                job.Kind.Options.MaxAttempts, job.DelayMs, job.Options.UniqueKey, job.Payload, job.RequestId, job.Options.UserId, job.BatchId,
            };
            if (await connection.ExecuteAsync(new CommandDefinition(insertJob, row, transaction, cancellationToken: ct)) == 1)
                await connection.ExecuteAsync(new CommandDefinition(insertPayload, row, transaction, cancellationToken: ct));
        }
    }
}
