using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Steward.Platform.Data;

/// <summary>The databases Steward runs on.</summary>
public enum StorageKind
{
    /// <summary>One file, one writer.</summary>
    Sqlite,

    /// <summary>A server shared by any number of processes.</summary>
    Postgres,
}

/// <summary>What differs between the two databases: how to connect, how to ask the database's clock, how it says "already there".</summary>
public abstract class Storage
{
    /// <summary>Which database this is.</summary>
    public abstract StorageKind Kind { get; }

    /// <summary>SQL expression of the database's clock: UTC, comparable with a stored time.</summary>
    public abstract string Now { get; }

    /// <summary>SQL expression of the database's clock in milliseconds since 1970.</summary>
    public abstract string NowMs { get; }

    /// <summary>SQL expression of the database's clock moved by a number of milliseconds, given as an SQL expression.</summary>
    public abstract string NowPlus(string milliseconds);

    /// <summary>Sets the provider of an <see cref="AppDb"/>.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>An open, pooled connection with the provider's settings applied.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>The same, whose commits do not wait for the disk.</summary>
    protected abstract Task<DbConnection> OpenRelaxedAsync(CancellationToken ct);

    /// <summary>True when a unique index refused the row.</summary>
    public abstract bool IsUniqueViolation(Exception error);

    /// <summary>True when the same statement may succeed later: busy, deadlock, connection lost, server restarting.</summary>
    public abstract bool IsTransient(Exception error);

    /// <summary>True when the database cannot take writes now: disk full, read-only file or server.</summary>
    public abstract bool IsUnwritable(Exception error);

    /// <summary>Waits for the right to write. On SQLite one writer of this process at a time, first come first served; on PostgreSQL at once.</summary>
    /// <exception cref="TimeoutException">Nobody let go within 30 seconds.</exception>
    public abstract ValueTask<IDisposable> TakeTurnAsync(CancellationToken ct);

    /// <summary>Runs <paramref name="work"/> in one write transaction on a connection of its own.</summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken ct) => WriteAsync(OpenAsync, work, ct);

    /// <summary>
    /// Runs <paramref name="work"/> in one write transaction that does not wait for the disk, so that its locks are held no longer than its statements take. It outlives this
    /// process; the machine or the database server may lose it, with all that was committed after it, until <see cref="FlushAsync"/> has returned.
    /// </summary>
    public Task<T> WriteRelaxedAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken ct) => WriteAsync(OpenRelaxedAsync, work, ct);

    /// <summary>Returns when everything that was committed before is on disk.</summary>
    public abstract Task FlushAsync(CancellationToken ct);

    /// <summary>Runs <paramref name="work"/> on a connection of its own, outside a transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        return await work(connection);
    }

    private async Task<T> WriteAsync<T>(Func<CancellationToken, Task<DbConnection>> open, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken ct)
    {
        using var turn = await TakeTurnAsync(ct);
        await using var connection = await open(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection, transaction);
        await transaction.CommitAsync(ct);
        return result;
    }
}
