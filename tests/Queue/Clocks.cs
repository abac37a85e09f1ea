using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Cron;
using Steward.Jobs.Queue;

namespace Queue;

/// <summary>Leases, delays and schedules go by the database's clock, whatever the machines' clocks say.</summary>
public sealed class Clocks
{
    private sealed class SkewedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    private static TestServerOptions Skewed(double hours) => new()
    {
        Roles = ["worker", "scheduler"], Settings = ["Jobs:LeaseSeconds=4"],
        Services = services =>
        {
            QueueServers.Know(services);
            services.AddSingleton<TimeProvider>(new SkewedTime(TimeSpan.FromHours(hours)));
        },
    };

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.12"), Trait("Speed", "Slow")]
    public async Task Workers_whose_clocks_are_hours_off_do_not_take_each_other_for_dead(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var release = new TaskCompletionSource();
        var play = new Play(_ => release.Task);
        await cluster.AddAsync(Skewed(-5));
        await cluster.AddAsync(Skewed(+5));
        var workers = await TestServer.EventuallyAsync(() => tables.ListAsync<Guid>("SELECT id FROM jobs_workers"), all => all.Count == 2);
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 8).Select(play.Job)]);
        await play.BegunAsync(8);
        foreach (var lease in await tables.ListAsync<DateTime>("SELECT lease_until FROM jobs_workers"))
            (lease - await tables.ClockAsync()).TotalSeconds.ShouldBeInRange(-4, 4);

        // Long enough for several leases: each worker's has to be renewed twice before the jobs may end.
        for (var renewal = 0; renewal < 2; renewal++)
        {
            var until = await tables.ScalarAsync<DateTime>("SELECT max(lease_until) FROM jobs_workers");
            await TestServer.EventuallyAsync(() => tables.ListAsync<DateTime>("SELECT lease_until FROM jobs_workers"), all => all.Count == 2 && all.TrueForAll(l => l > until.AddSeconds(1)));
        }

        release.SetResult();
        var ended = await tables.AllEndedAsync(tenant, 8);
        ended.ShouldAllBe(j => j.Attempts == 1 && j.Lease == 1);
        (await tables.ListAsync<Guid>("SELECT id FROM jobs_workers")).ShouldBe(workers, ignoreOrder: true);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.12")]
    public async Task Delays_and_schedules_of_a_process_whose_clock_is_off_are_the_databases(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        foreach (var hours in (double[])[-5, 5])
        {
            var off = await cluster.AddAsync(Skewed(hours));
            var id = await off.EnqueueAsync(tenant, new Play().Job(), new JobOptions(TimeSpan.FromHours(1)));
            ((await tables.LiveAsync(id))!.RunAt - await tables.ClockAsync()).TotalMinutes.ShouldBeInRange(59, 60);
            await using var scope = off.Scope(tenant);
            var next = await scope.ServiceProvider.GetRequiredService<Schedules>().SaveAsync(
                new ScheduleDefinition($"test:{hours}", "* * * * *"), new Scripted(tenant), CancellationToken.None);
            (next - await tables.ClockAsync()).TotalSeconds.ShouldBeInRange(-5, 60);
        }

        // Somebody else's process whose clock is ahead must not think that the delay is over.
        var play = new Play();
        await tables.EndedAsync(await cluster.Home.EnqueueAsync(tenant, play.Job(), new JobOptions(TimeSpan.FromMilliseconds(300))));
        (await tables.LiveOfAsync(tenant)).Count(j => j.Is == JobState.Delayed).ShouldBe(2);
    }
}
