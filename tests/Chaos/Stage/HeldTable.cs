using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Chaos.Stage;

/// <summary>A lock that lets nobody write to a table until it is disposed. SQLite locks the whole file.</summary>
internal sealed class HeldTable : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly string _table;

    private HeldTable(DbConnection connection, string table) => (_connection, _table) = (connection, table);

    public static async Task<HeldTable> TakeAsync(Database on, string connection, string table)
    {
        DbConnection opened = on == Database.Sqlite ? new SqliteConnection($"Data Source={connection};Pooling=False") : new NpgsqlConnection(connection + ";Pooling=false");
        await opened.OpenAsync(TestContext.Current.CancellationToken);
        await opened.ExecuteAsync(on == Database.Sqlite ? "BEGIN IMMEDIATE" : $"BEGIN; LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE");
        return new HeldTable(opened, table);
    }

    /// <summary>Waits until so many stand before the lock. SQLite does not say who waits.</summary>
    public async Task WaitedForAsync(int count = 1)
    {
        if (_connection is SqliteConnection) return;
        await TestServer.EventuallyAsync(() => _connection.ExecuteScalarAsync<long>(
            $"SELECT count(*) FROM pg_locks WHERE relation = '{_table}'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND NOT granted"), waiting => waiting >= count);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
