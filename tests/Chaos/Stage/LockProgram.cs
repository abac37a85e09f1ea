using Dapper;
using Microsoft.Data.Sqlite;

namespace Chaos.Stage;

/// <summary>A process that takes the write lock of a SQLite file and keeps it until it is killed.</summary>
internal static class LockProgram
{
    public const string Verb = "lock";
    public const string Held = "The lock is held";

    public static async Task<int> RunAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=60");
        await connection.OpenAsync();
        await connection.ExecuteAsync("BEGIN IMMEDIATE; UPDATE chaos_effects SET lease = lease");
        Console.WriteLine(Held);
        // Until it is killed.
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
