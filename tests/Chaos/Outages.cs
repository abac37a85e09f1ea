using Chaos.Stage;
using Npgsql;

namespace Chaos;

/// <summary>A database that goes away again and again while jobs run: it restarts, its file is locked, its connections fall silent.</summary>
public sealed class Outages
{
    private const int Round = 200;
    private const int Rounds = 3;

    [Fact, Trait("Speed", "Slow"), Trait("MustNot", "3.6.5")]
    public async Task Database_that_crashes_and_comes_back_again_and_again_loses_no_job()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = false });
        await using var scene = await Scene.OpenAsync(Database.Postgres, await Scene.MigratedAsync(await postgres.CreateDatabaseAsync()));
        await scene.EnqueueAsync((Rounds + 1) * Round);
        var workers = await scene.StartWorkersAsync(2);
        for (var round = 1; round <= Rounds; round++)
        {
            await scene.EndedAsync(round * Round);
            await postgres.RestartAsync(PostgresShutdown.Immediate);
        }

        (await scene.AftermathAsync()).Check((Rounds + 1) * Round);
        workers.ShouldAllBe(w => !w.HasExited);
    }

    [Fact, Trait("Speed", "Slow"), Trait("MustNot", "3.6.18")]
    public async Task Write_lock_of_another_process_held_until_every_lease_has_run_out_loses_no_job()
    {
        await using var scene = await Scene.OpenAsync(Database.Sqlite);
        await scene.EnqueueAsync(Rounds * Round);
        var workers = await scene.StartWorkersAsync(2);
        for (var round = 1; round < Rounds; round++)
        {
            await scene.EndedAsync(round * Round);
            var holder = scene.Start([LockProgram.Verb, scene.Connection]);
            await holder.WaitForLineAsync(LockProgram.Held);
            // With leases of two seconds that is longer than the five for which SQLite itself waits for a lock.
            await scene.WhenAsync($"jobs_workers WHERE lease_until < {scene.Storage.NowPlus("-4000")}", silent => silent == workers.Count);
            await holder.Kill9Async();
        }

        (await scene.AftermathAsync()).Check(Rounds * Round);
        workers.ShouldAllBe(w => !w.HasExited);
    }

    /// <summary>Every other time what the silent worker sent meanwhile arrives late, when its jobs are long somebody else's.</summary>
    [Fact, Trait("Speed", "Slow"), Trait("MustNot", "3.6.5")]
    public async Task Worker_that_falls_silent_again_and_again_loses_its_jobs_to_the_other_and_its_late_answers_are_refused()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var scene = await Scene.OpenAsync(Database.Postgres);
        await using var proxy = HalfOpenProxy.Start("127.0.0.1", new NpgsqlConnectionStringBuilder(scene.Connection).Port);
        var through = new NpgsqlConnectionStringBuilder(scene.Connection) { Port = proxy.Port, Timeout = 2, CommandTimeout = 2, CancellationTimeout = 500 };
        ServerProcess[] workers = [scene.StartWorker(), scene.StartWorker(through.ConnectionString)];
        foreach (var worker in workers) await worker.WaitForLineAsync(WorkerProgram.Ready);
        for (var round = 0; round < Rounds; round++)
        {
            await scene.WhenAsync("jobs_workers", alive => alive == 2);
            await scene.EnqueueAsync(Round, milliseconds: 50);
            await scene.EndedAsync(round * Round + Round / 4);
            proxy.Pause();
            await scene.WhenAsync("jobs_workers", alive => alive == 1);
            if (round % 2 == 1) proxy.Drop();
            proxy.Resume();
        }

        var after = await scene.AftermathAsync();
        after.Check(Rounds * Round);
        after.Rescues.ShouldBeGreaterThan(0);
        await scene.WhenAsync("jobs_workers", alive => alive == 2);
        workers.ShouldAllBe(w => !w.HasExited);
    }
}
