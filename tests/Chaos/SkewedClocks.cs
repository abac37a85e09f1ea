using Chaos.Stage;
using Steward.Jobs;

namespace Chaos;

/// <summary>A worker process whose machine's clock is an hour off and jumps while it runs, beside one whose clock is right.</summary>
public sealed class SkewedClocks
{
    private const int Few = 40;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(4);

    private sealed class Delayed
    {
        public Guid Id { get; set; }
        public DateTime RunAt { get; set; }
    }

    [Fact, Trait("Speed", "Slow"), Trait("MustNot", "3.6.12")]
    public async Task Clocks_that_are_off_or_jump_start_nothing_early_steal_no_lease_and_run_nothing_twice()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        Assert.SkipUnless(FalseClock.Available, FalseClock.WhyNotAvailable);
        using var clock = new FalseClock(+1);
        await using var scene = await Scene.OpenAsync(Database.Postgres);
        scene.LeaseSeconds = 15;
        ServerProcess[] workers = [scene.StartWorker(), scene.StartWorker(environment: clock.Environment)];
        foreach (var worker in workers) await worker.WaitForLineAsync(WorkerProgram.Ready, TimeSpan.FromSeconds(60));
        var alive = await scene.ListAsync<Guid>("SELECT id FROM jobs_workers");
        alive.Count.ShouldBe(2);

        for (var n = 0; n < Few; n++) await scene.EnqueueAsync(new Errand(n, Ending.Returns, 5), new JobOptions(Delay));
        var due = (await scene.ListAsync<Delayed>("SELECT id AS Id, run_at AS RunAt FROM jobs_queue WHERE state = 1")).ToDictionary(d => d.Id, d => d.RunAt);
        due.Count.ShouldBe(Few);
        var count = Few;
        foreach (var hours in (int[])[+1, -1, 0])
        {
            clock.Set(hours);
            // Until the process whose clock jumps has worked with its new time.
            await TestServer.EventuallyAsync(async () =>
            {
                await scene.EnqueueAsync(Few);
                count += Few;
                await scene.EndedAsync(count - due.Count);
                return scene.HoursOff();
            }, off => Jumped(off, hours));
        }

        var after = await scene.AftermathAsync();
        after.Check(count);
        after.Rescues.ShouldBe(0);
        after.Repetitions.ShouldBe(after.Stumbles);
        after.Ended.Where(e => due.ContainsKey(e.Id)).ShouldAllBe(e => e.StartedAt >= due[e.Id]);
        (await scene.ListAsync<Guid>("SELECT id FROM jobs_workers")).ShouldBe(alive, ignoreOrder: true);
        scene.HoursOff().SelectMany(h => h).Distinct().ShouldBe([-1, 0, 1], ignoreOrder: true);
    }

    // One process is right all the time; the other has been off by an hour.
    private static bool Jumped(IReadOnlyList<HashSet<int>> off, int hours) => off.Any(h => h.Contains(+1) && h.Contains(hours));
}
