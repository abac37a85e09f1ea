using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Server;
using Steward.Server.Verbs;
using Steward.Tests.Support;

namespace Steward.Bench.Foundation;

internal enum Target
{
    Sqlite,
    Postgres,
}

/// <summary>A fresh, migrated database with a data folder of its own.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private BenchDatabase(Target target, string folder, string[] settings) => (Target, Folder, Settings) = (target, folder, settings);

    public Target Target { get; }

    public string Folder { get; }

    public string[] Settings { get; }

    public static async Task<BenchDatabase> CreateAsync(Target target, PrivatePostgres postgres)
    {
        var folder = Directory.CreateTempSubdirectory("steward-bench-").FullName;
        string[] settings = target == Target.Postgres
            ? [$"Database:Postgres={await postgres.CreateDatabaseAsync()}"] : [$"Database:Sqlite={Path.Combine(folder, "steward.db")}"];
        var database = new BenchDatabase(target, folder, settings);
        await database.MigrateAsync();
        return database;
    }

    /// <summary>A database that another process made; the folder is its maker's.</summary>
    public static BenchDatabase Open(Target target, string folder, string address) => new(target, folder, [$"Database:{target}={address}"]);

    public Task MigrateAsync() => DatabaseVerb.RunAsync(
        Folder, Settings, scope => Migrations.UpAsync(scope.GetRequiredService<AppDb>(), TextWriter.Null, CancellationToken.None));

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
