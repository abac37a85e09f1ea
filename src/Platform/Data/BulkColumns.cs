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
        var parameters = _columns.ConvertAll(c => Add(command, c.Name));
        if (storage.Kind == StorageKind.Postgres)
        {
            for (var i = 0; i < parameters.Count; i++) parameters[i].Value = _columns[i].Values(rows);
            await send(command);
            return;
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < parameters.Count; i++) parameters[i].Value = _columns[i].Value(row) ?? DBNull.Value;
            await send(command);
        }
    }

    private static DbParameter Add(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private sealed record ColumnOf(string Name, string PostgresType, Func<TRow, object?> Value, Func<IReadOnlyList<TRow>, Array> Values);
}
