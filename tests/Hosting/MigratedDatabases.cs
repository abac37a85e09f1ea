using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Server;
using Steward.Server.Verbs;

namespace Steward.Tests.Hosting;

/// <summary>A database is brought to the program's schema once per process and engine; each test gets a copy of it.</summary>
internal static class MigratedDatabases
{
    private const string Template = "migrated";

    private static readonly Lazy<Task> Postgres = new(async () =>
        await UpAsync($"Database:Postgres={await (await PrivatePostgres.Shared).CreateDatabaseAsync(Template)};Pooling=false"));

    private static readonly Lazy<Task<string>> Sqlite = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("steward-migrated-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var file = Path.Combine(folder, "steward.db");
        await UpAsync($"Database:Sqlite={file}");
        // The last connection that closes brings the log into the file.
        SqliteConnection.ClearAllPools();
        return file;
    });

    /// <summary>A new database; for SQLite the file in the folder.</summary>
    /// <returns>The connection string or the file.</returns>
    public static async Task<string> NewAsync(Database database, string folder)
    {
        if (database == Database.Postgres)
        {
            await Postgres.Value;
            return await (await PrivatePostgres.Shared).CreateDatabaseAsync(template: Template);
        }

        var file = Path.Combine(folder, "steward.db");
        File.Copy(await Sqlite.Value, file);
        return file;
    }

    private static async Task UpAsync(string setting)
    {
        var data = Directory.CreateTempSubdirectory("steward-migrate-").FullName;
        (await DatabaseVerb.RunAsync(data, [setting],
            async scope => await Migrations.UpAsync(scope.GetRequiredService<AppDb>(), TextWriter.Null, CancellationToken.None))).ShouldBe(0);
        Directory.Delete(data, recursive: true);
    }
}
