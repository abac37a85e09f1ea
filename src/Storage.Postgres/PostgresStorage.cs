using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Steward.Platform.Data;

namespace Steward.Storage.Postgres;

/// <summary>A PostgreSQL server. Every call has a time-out, so that a dead connection is noticed and replaced.</summary>
public sealed class PostgresStorage : Platform.Data.Storage, IAsyncDisposable, IDisposable
{
    private static readonly IDisposable FreeTurn = new Free();

    /// <summary>Prepares the pools, for the model's queries, for hand-written statements, and for those that wait for no disk; nothing is opened yet.</summary>
    /// <param name="connectionString">An Npgsql connection string. Time-outs, keep-alive and the size of each pool are set where it does not set them.</param>
    public PostgresStorage(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ShouldSerialize("Timeout")) given.Timeout = 5;
        if (!given.ShouldSerialize("Command Timeout")) given.CommandTimeout = 15;
        if (!given.ShouldSerialize("Keepalive")) given.KeepAlive = 10;
        if (!given.ShouldSerialize("Maximum Pool Size")) given.MaxPoolSize = 30;
        if (!given.ShouldSerialize("Max Auto Prepare")) given.MaxAutoPrepare = 50;
        // Nothing here leaves a session changed for its next user (settings, temporary tables, advisory locks), so there is nothing to reset between users.
        given.NoResetOnClose = true;
        given.Options = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off";
        Source = NpgsqlDataSource.Create(given);
        // Hand-written statements find rows by their keys whatever the values are; planning each anew would cost more than running it.
        given.Options += " -c plan_cache_mode=force_generic_plan";
        Planned = NpgsqlDataSource.Create(given);
        given.Options += " -c synchronous_commit=off";
        given.MaxPoolSize = Math.Min(given.MaxPoolSize, 5);
        Relaxed = NpgsqlDataSource.Create(given);
    }

    /// <summary>The pool of the model's queries.</summary>
    internal NpgsqlDataSource Source { get; }

    /// <summary>The pool of hand-written statements.</summary>
    internal NpgsqlDataSource Planned { get; }

    /// <summary>The same, whose commits do not wait for the disk.</summary>
    internal NpgsqlDataSource Relaxed { get; }

    /// <inheritdoc />
    public override StorageKind Kind => StorageKind.Postgres;

    /// <inheritdoc />
    public override string Now => "clock_timestamp()";

    /// <inheritdoc />
    public override string NowMs => "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /// <inheritdoc />
    public override string NowPlus(string milliseconds) => $"(clock_timestamp() + ({milliseconds}) * interval '1 millisecond')";

    /// <inheritdoc />
    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseNpgsql(Source, o => o.MigrationsAssembly(typeof(PostgresStorage).Assembly));

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync(CancellationToken ct) => await Planned.OpenConnectionAsync(ct);

    /// <inheritdoc />
    protected override async Task<DbConnection> OpenRelaxedAsync(CancellationToken ct) => await Relaxed.OpenConnectionAsync(ct);

    // A commit waits for the disk only where its transaction has written something: a message to nobody, after which all that was written before is there too.
    /// <inheritdoc />
    public override async Task FlushAsync(CancellationToken ct)
    {
        await using var connection = await Planned.OpenConnectionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_logical_emit_message(true, 'steward', '')";
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc />
    public override bool IsUniqueViolation(Exception error) => Find(error) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <inheritdoc />
    public override bool IsTransient(Exception error) => Find(error)?.IsTransient == true || error is TimeoutException;

    /// <inheritdoc />
    public override bool IsUnwritable(Exception error) =>
        Find(error) is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DiskFull };

    /// <inheritdoc />
    public override ValueTask<IDisposable> TakeTurnAsync(CancellationToken ct) => new(FreeTurn);

    /// <inheritdoc />
    public void Dispose()
    {
        Source.Dispose();
        Planned.Dispose();
        Relaxed.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Planned.DisposeAsync();
        await Relaxed.DisposeAsync();
    }

    private static NpgsqlException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is NpgsqlException found) return found;
        return null;
    }

    private sealed class Free : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
