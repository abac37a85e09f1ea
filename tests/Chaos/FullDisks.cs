using Chaos.Stage;
using Dapper;
using Npgsql;
using Steward.Platform.Data;

namespace Chaos;

/// <summary>The database's disk is full, again and again.</summary>
public sealed class FullDisks
{
    private const int Round = 300;
    private const int Rounds = 2;
    private const string NotPermitted = "A small file system cannot be mounted here: that takes root.";

    [Fact, Trait("Speed", "Slow")]
    public async Task Sqlite_file_that_cannot_grow_holds_the_work_up_and_loses_nothing()
    {
        using var disk = SmallDisk.TryMount(megabytes: 32);
        Assert.SkipWhen(disk is null, NotPermitted);
        await using var scene = await Scene.OpenAsync(Database.Sqlite, Path.Combine(disk.Folder, "steward.db"));
        await CheckAsync(scene, disk);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Postgres_that_cannot_extend_its_tables_holds_the_work_up_and_loses_nothing()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        using var disk = SmallDisk.TryMount(megabytes: 64);
        Assert.SkipWhen(disk is null, NotPermitted);
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = false });
        await AddDatabaseAsync(postgres, disk.FolderOf("postgres", "tables"));
        await using var scene = await Scene.OpenAsync(Database.Postgres, await Scene.MigratedAsync(postgres.ConnectionStringFor("small")));
        await CheckAsync(scene, disk);
    }

    private static async Task AddDatabaseAsync(PrivatePostgres postgres, string folder)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionStringFor("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await connection.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{folder}'");
        await connection.ExecuteAsync("CREATE DATABASE small TABLESPACE small");
    }

    private static async Task CheckAsync(Scene scene, SmallDisk disk)
    {
        var workers = await scene.StartWorkersAsync(2);
        for (var round = 0; round < Rounds; round++)
        {
            await scene.EnqueueAsync(Round);
            await scene.EndedAsync(round * Round + Round / 10);
            // A write-ahead log that has grown would take many more writes without asking for space.
            if (scene.Storage.Kind == StorageKind.Sqlite) await scene.ListAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)");
            disk.Fill();
            await Scene.CannotWriteAsync(workers);
            disk.Empty();
        }

        (await scene.AftermathAsync()).Check(Rounds * Round);
        workers.ShouldAllBe(w => !w.HasExited);
    }
}
