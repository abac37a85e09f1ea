using System.Data.Common;

namespace Steward.Platform.Data;

/// <summary>
/// Inserts many rows in one go: on PostgreSQL one statement over arrays, on SQLite one prepared statement run for each row. The columns' order
/// and types are fixed once, where the table's owner declares them.
/// </summary>
/// <typeparam name="TRow">What a row is made from.</typeparam>
/// <param name="table">The table.</param>
/// <param name="conflict">What follows the values, for example <c>ON CONFLICT DO NOTHING</c>.</param>
public sealed class BulkInsert<TRow>(string table, string conflict = "")
{
    private readonly List<ColumnOf> _columns = [];

    /// <summary>Adds a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="postgresType">Its type on PostgreSQL, for example <c>uuid</c>.</param>
    /// <param name="value">Its value of a row.</param>
    public BulkInsert<TRow> Column<T>(string name, string postgresType, Func<TRow, T> value)
    {
        _columns.Add(new ColumnOf(name, postgresType, row => value(row), rows => rows.Select(value).ToArray()));
        return this;
    }

    /// <summary>Inserts the rows; answers the ids of those that were inserted, read from the column <c>id</c>.</summary>
    public async Task<HashSet<Guid>> InsertReturningIdsAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<TRow> rows, CancellationToken ct)
    {
        var ids = new HashSet<Guid>();
        await RunAsync(storage, connection, transaction, rows, " RETURNING id", async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) ids.Add(reader.GetGuid(0));
        });
        return ids;
    }

    /// <summary>Inserts the rows.</summary>
    public Task InsertAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<TRow> rows, CancellationToken ct) =>
        RunAsync(storage, connection, transaction, rows, "", command => command.ExecuteNonQueryAsync(ct));

    private async Task RunAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<TRow> rows, string returning, Func<DbCommand, Task> send)
    {
        if (rows.Count == 0) return;
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var names = string.Join(", ", _columns.Select(c => c.Name));
        if (storage.Kind == StorageKind.Postgres)
        {
            command.CommandText = $"INSERT INTO {table} ({names}) SELECT * FROM unnest({string.Join(", ", _columns.Select(c => $"@{c.Name}::{c.PostgresType}[]"))}) {conflict}{returning}";
            foreach (var column in _columns) Add(command, column.Name).Value = column.Values(rows);
            await send(command);
            return;
        }

        command.CommandText = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", _columns.Select(c => "@" + c.Name))}) {conflict}{returning}";
        var parameters = _columns.ConvertAll(c => Add(command, c.Name));
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
