using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Steward.Platform.Data;

namespace Steward.Storage.Sqlite;

/// <summary>One SQLite file in WAL mode: many readers, one writer, each commit flushed to disk (<c>synchronous=FULL</c>).</summary>
public sealed class SqliteStorage : Platform.Data.Storage, IDisposable
{
    private const int InputOutputError = 10;
    private static readonly TimeSpan TurnTimeout = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _connectionString;

    /// <summary>Opens or creates the file; its folder is created if need be.</summary>
    /// <param name="path">The database file.</param>
    public SqliteStorage(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = true, DefaultTimeout = 30, ForeignKeys = true }.ToString();
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <inheritdoc />
    public override StorageKind Kind => StorageKind.Sqlite;

    /// <inheritdoc />
    public override string Now => "strftime('%Y-%m-%d %H:%M:%f', 'now')";

    /// <inheritdoc />
    public override string NowMs => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    /// <inheritdoc />
    public override string NowPlus(string milliseconds) =>
        $"strftime('%Y-%m-%d %H:%M:%f', 'now', (({milliseconds}) / 1000.0) || ' seconds')";

    /// <inheritdoc />
    public override void Configure(DbContextOptionsBuilder options) => options
        .UseSqlite(_connectionString, o => o.MigrationsAssembly(typeof(SqliteStorage).Assembly))
        // To rebuild a table, foreign keys are switched off, which SQLite allows only outside a transaction: nothing an operator could act on.
        .ConfigureWarnings(w => w.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning))
        .AddInterceptors(Settings.Instance);

    /// <inheritdoc />
    public override async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(ct);
        Settings.Apply(connection);
        return connection;
    }

    /// <inheritdoc />
    protected override async Task<DbConnection> OpenRelaxedAsync(CancellationToken ct)
    {
        var connection = await OpenAsync(ct);
        // Until the connection is opened again. A commit then only writes to the log of changes, which a checkpoint flushes before it uses it.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = NORMAL;";
        command.ExecuteNonQuery();
        return connection;
    }

    // The log of changes holds what no checkpoint has moved into the file, and a checkpoint flushes both. Locks are on other files, so closing this one lets go of none.
    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken ct)
    {
        try
        {
            using var log = File.OpenHandle(Path + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(log);
        }
        catch (FileNotFoundException)
        {
            // Everything is in the file.
        }
        catch (IOException error)
        {
            throw new SqliteException(error.Message, InputOutputError);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override bool IsUniqueViolation(Exception error) => Find(error)?.SqliteExtendedErrorCode is 1555 or 2067;

    /// <inheritdoc />
    public override bool IsTransient(Exception error) => Find(error)?.SqliteErrorCode is 5 or 6;

    // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
    /// <inheritdoc />
    public override bool IsUnwritable(Exception error) => Find(error)?.SqliteErrorCode is 8 or 10 or 13 or 14;

    /// <inheritdoc />
    public override async ValueTask<IDisposable> TakeTurnAsync(CancellationToken ct)
    {
        if (!await _writer.WaitAsync(TurnTimeout, ct))
            throw new TimeoutException("Another write to the SQLite file has not finished for 30 seconds.");
        return new Turn(_writer);
    }

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    private static SqliteException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is SqliteException found) return found;
        return null;
    }

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        private SemaphoreSlim? _writer = writer;

        public void Dispose() => Interlocked.Exchange(ref _writer, null)?.Release();
    }

    private sealed class Settings : DbConnectionInterceptor
    {
        public static readonly Settings Instance = new();

        public static void Apply(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            // Other processes may hold the file's write lock: wait inside SQLite, which is fairer than the driver's retry.
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }
    }
}
