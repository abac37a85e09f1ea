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
    private readonly BulkColumns<TRow> _columns = new();

    /// <summary>Adds a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="postgresType">Its type on PostgreSQL, for example <c>uuid</c>.</param>
    /// <param name="value">Its value of a row.</param>
    public BulkInsert<TRow> Column<T>(string name, string postgresType, Func<TRow, T> value)
    {
        _columns.Add(name, postgresType, value);
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

    /// <summary>Inserts the rows together with the other statements.</summary>
    public Task InsertAsync(Statements statements, IReadOnlyList<TRow> rows, CancellationToken ct) =>
        rows.Count == 0 ? Task.CompletedTask : _columns.AddToAsync(statements, Sql(statements.Storage), rows, ct);

    private Task RunAsync(Storage storage, DbConnection connection, DbTransaction? transaction, IReadOnlyList<TRow> rows, string returning, Func<DbCommand, Task> send)
    {
        return rows.Count == 0 ? Task.CompletedTask : _columns.RunAsync(storage, connection, transaction, Sql(storage) + returning, rows, send);
    }

    private string Sql(Storage storage)
    {
        var values = storage.Kind == StorageKind.Postgres ? $"SELECT * FROM unnest({_columns.Places(storage)})" : $"VALUES ({_columns.Places(storage)})";
        return $"INSERT INTO {table} ({_columns.Names}) {values} {conflict}";
    }
}
