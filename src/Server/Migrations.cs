using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Steward.Platform.Data;

namespace Steward.Server;

/// <summary>Moves the schema up and down. SQLite is moved by <c>serve</c> itself; a shared PostgreSQL only by <c>migrate</c>.</summary>
internal static class Migrations
{
    public static async Task PrepareAsync(AppDb db, CancellationToken ct)
    {
        if (db.Storage.Kind == StorageKind.Sqlite)
        {
            // Asked first: migrating takes a lock row, which a process killed at that moment would leave behind.
            if ((await db.Database.GetPendingMigrationsAsync(ct)).Any()) await db.Database.MigrateAsync(ct);
            return;
        }

        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
            throw new StartException($"The database's schema is older than this program ({pending.Count} migrations to apply, first {pending[0]}). Run: steward migrate up");
    }

    public static async Task<int> UpAsync(AppDb db, TextWriter output, CancellationToken ct)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        await db.Database.MigrateAsync(ct);
        await output.WriteLineAsync(pending.Count == 0 ? "The schema is up to date." : $"Applied {pending.Count}: {string.Join(", ", pending)}");
        return 0;
    }

    /// <summary>Goes back to a migration, or before the first with <c>0</c>; without a target one step.</summary>
    public static async Task<int> DownAsync(AppDb db, string? target, TextWriter output, CancellationToken ct)
    {
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        if (applied.Count == 0)
        {
            await output.WriteLineAsync("No migration is applied.");
            return 0;
        }

        if (target is not (null or Migration.InitialDatabase) && !db.Database.GetMigrations().Contains(target))
            throw new StartException($"There is no migration '{target}'; steward migrate status lists them.");
        var to = target ?? (applied.Count > 1 ? applied[^2] : Migration.InitialDatabase);
        await db.GetService<IMigrator>().MigrateAsync(to, ct);
        await output.WriteLineAsync($"Went back to {to}.");
        return 0;
    }

    public static async Task<int> StatusAsync(AppDb db, TextWriter output, CancellationToken ct)
    {
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToHashSet();
        foreach (var migration in db.Database.GetMigrations())
            await output.WriteLineAsync($"{(applied.Contains(migration) ? "applied" : "pending")}  {migration}");
        return db.Database.GetMigrations().All(applied.Contains) ? 0 : 1;
    }
}
