using Chaos.Stage;

namespace Chaos;

/// <summary>Processes that end without a chance to clean up, again and again.</summary>
public sealed class Kills
{
    private const int Count = 800;
    private const int Times = 4;

    [Theory, OnBothDatabases, Trait("Speed", "Slow"), Trait("Requirement", "P042"), Trait("Requirement", "P058")]
    public async Task Two_workers_killed_again_and_again_end_every_job_once(Database on)
    {
        await using var scene = await Scene.OpenAsync(on);
        await scene.EnqueueAsync(Count);
        var workers = (await scene.StartWorkersAsync(2)).ToList();
        for (var kill = 0; kill < Times; kill++)
        {
            await scene.EndedAsync(kill * Count / Times + Random.Shared.Next(1, Count / Times / 2));
            var victim = Random.Shared.Next(workers.Count);
            await workers[victim].Kill9Async();
            workers[victim] = scene.StartWorker();
        }

        // Once nobody is left: what comes after finds only what the database says.
        await Task.WhenAll(workers.Select(w => w.Kill9Async()));
        await scene.StartWorkersAsync(1);
        var after = await scene.AftermathAsync();
        after.Check(Count);
        after.Rescues.ShouldBeGreaterThan(0);
        after.Repetitions.ShouldBeGreaterThan(after.Stumbles, "Some were killed in the middle.");
    }
}
