namespace Steward.Platform.Data;

/// <summary>Updates many rows in one go, by their column <c>id</c>; the counterpart of <see cref="BulkInsert{TRow}"/>.</summary>
/// <typeparam name="TRow">What a row is made from.</typeparam>
/// <param name="table">The table.</param>
/// <param name="condition">What must hold besides; <c>stored</c> is the row, <c>given</c> what is to be written.</param>
public sealed class BulkUpdate<TRow>(string table, string condition = "1 = 1")
{
    private const string Key = "id";
    private readonly BulkColumns<TRow> _columns = new();

    /// <summary>Adds a column.</summary>
    /// <param name="name">The column's name; <c>id</c> finds the row.</param>
    /// <param name="postgresType">Its type on PostgreSQL, for example <c>uuid</c>.</param>
    /// <param name="value">Its value of a row.</param>
    public BulkUpdate<TRow> Column<T>(string name, string postgresType, Func<TRow, T> value)
    {
        _columns.Add(name, postgresType, value);
        return this;
    }

    /// <summary>Updates the rows together with the other statements.</summary>
    public Task UpdateAsync(Statements statements, IReadOnlyList<TRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return Task.CompletedTask;
        var storage = statements.Storage;
        var given = storage.Kind == StorageKind.Postgres ? $"unnest({_columns.Places(storage)}) AS given({_columns.Names})" : $"(SELECT {_columns.PlacesAsColumns()}) AS given";
        var set = string.Join(", ", _columns.NamesBut(Key).Select(name => $"{name} = given.{name}"));
        return _columns.AddToAsync(statements, $"UPDATE {table} AS stored SET {set} FROM {given} WHERE stored.{Key} = given.{Key} AND ({condition})", rows, ct);
    }
}
