using System.Data.Common;

namespace Steward.Platform.Data;

/// <summary>
/// The columns of many rows that one statement takes: on PostgreSQL as one array per column, on SQLite as parameters of a prepared statement that
/// runs once for each row.
/// </summary>
internal sealed class BulkColumns<TRow>
{
    private readonly List<ColumnOf> _columns = [];

    /// <summary>Names, separated by commas.</summary>
    public string Names => string.Join(", ", _columns.Select(c => c.Name));

    /// <summary>What stands for the columns: arrays to unnest on PostgreSQL, parameters on SQLite.</summary>
    public string Places(Storage storage) => string.Join(", ", storage.Kind == StorageKind.Postgres
        ? _columns.Select(c => $"@{c.Name}::{c.PostgresType}[]") : _columns.Select(c => "@" + c.Name));

    public void Add<T>(string name, string postgresType, Func<TRow, T> value) =>
        _columns.Add(new ColumnOf(name, postgresType, row => value(row), rows => rows.Select(value).ToArray()));

    public IEnumerable<string> NamesBut(string key) => _columns.Select(c => c.Name).Where(name => name != key);

    public string PlacesAsColumns() => string.Join(", ", _columns.Select(c => $"@{c.Name} AS {c.Name}"));

    /// <summary>Sends <paramref name="sql"/> for the rows: once on PostgreSQL, for each on SQLite.</summary>
    public async Task RunAsync(Storage storage, DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<TRow> rows, Func<DbCommand, Task> send)
    {
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        if (storage.Kind == StorageKind.Postgres)
        {
            Fill(command.Parameters, command.CreateParameter, rows);
            await send(command);
            return;
        }

        var parameters = _columns.ConvertAll(c => Add(command.Parameters, command.CreateParameter, c.Name));
        foreach (var row in rows)
        {
            for (var i = 0; i < parameters.Count; i++) parameters[i].Value = _columns[i].Value(row) ?? DBNull.Value;
            await send(command);
        }
    }

    /// <summary>Adds <paramref name="sql"/> for the rows to what goes in one round trip, or runs it for each on SQLite.</summary>
    public Task AddToAsync(Statements statements, string sql, IReadOnlyList<TRow> rows, CancellationToken ct)
    {
        if (statements.Storage.Kind != StorageKind.Postgres)
            return RunAsync(statements.Storage, statements.Connection, statements.Transaction, sql, rows, command => command.ExecuteNonQueryAsync(ct));
        var command = statements.Add(sql);
        Fill(command.Parameters, command.CreateParameter, rows);
        return Task.CompletedTask;
    }

    private void Fill(DbParameterCollection parameters, Func<DbParameter> create, IReadOnlyList<TRow> rows)
    {
        foreach (var column in _columns) Add(parameters, create, column.Name).Value = column.Values(rows);
    }

    private static DbParameter Add(DbParameterCollection parameters, Func<DbParameter> create, string name)
    {
        var parameter = create();
        parameter.ParameterName = name;
        parameters.Add(parameter);
        return parameter;
    }

    private sealed record ColumnOf(string Name, string PostgresType, Func<TRow, object?> Value, Func<IReadOnlyList<TRow>, Array> Values);
}
