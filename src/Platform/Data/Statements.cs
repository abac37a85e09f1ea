using System.Data.Common;

namespace Steward.Platform.Data;

/// <summary>
/// Statements of one transaction that need none of each other's answers. On PostgreSQL they gather and go in one round trip; on SQLite, which has
/// none to save, each runs when it is added.
/// </summary>
/// <param name="storage">The database.</param>
/// <param name="connection">An open connection.</param>
/// <param name="transaction">Its transaction.</param>
public sealed class Statements(Storage storage, DbConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    private readonly DbBatch? _batch = storage.Kind == StorageKind.Postgres ? connection.CreateBatch() : null;

    /// <summary>The database.</summary>
    public Storage Storage => storage;

    /// <summary>The connection.</summary>
    public DbConnection Connection => connection;

    /// <summary>The transaction.</summary>
    public DbTransaction Transaction => transaction;

    /// <summary>Adds a statement on PostgreSQL; the caller fills in its parameters.</summary>
    /// <exception cref="InvalidOperationException">The database is SQLite.</exception>
    public DbBatchCommand Add(string sql)
    {
        if (_batch is null) throw new InvalidOperationException("On SQLite statements run one after the other.");
        var command = _batch.CreateBatchCommand();
        command.CommandText = sql;
        _batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>Adds a statement on PostgreSQL, or runs it on SQLite.</summary>
    /// <param name="sql">The same on both.</param>
    /// <param name="values">Its parameters by name, without the sign before it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task AddAsync(string sql, IEnumerable<(string Name, object? Value)> values, CancellationToken ct)
    {
        if (_batch is not null)
        {
            var added = Add(sql);
            Fill(added.Parameters, added.CreateParameter, values);
            return;
        }

        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        Fill(command.Parameters, command.CreateParameter, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Sends what has gathered.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        if (_batch is null or { BatchCommands.Count: 0 }) return;
        _batch.Transaction = transaction;
        await _batch.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_batch is not null) await _batch.DisposeAsync();
    }

    private static void Fill(DbParameterCollection parameters, Func<DbParameter> create, IEnumerable<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values)
        {
            var parameter = create();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            parameters.Add(parameter);
        }
    }
}
