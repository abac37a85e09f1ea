using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;

namespace Queue;

/// <summary>Limits hold exactly, however many claim at once; shares go by weight; a pause neither loses nor reorders.</summary>
public sealed class Limits
{
    private static readonly TestServerOptions IdleServer = new() { Roles = ["web"] };

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.10"), Trait("Requirement", "P002"), Trait("Requirement", "P042")]
    public async Task Ten_concurrent_claimers_never_run_more_of_a_queue_than_its_limit(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        await ControlAsync(server, c => c.LimitAsync("test", new QueueLimits(MaxActive: 7), CancellationToken.None));
        await server.EnqueueManyAsync(Guid.CreateVersion7(), [.. Enumerable.Range(0, 80).Select(n => new Play().Job(n))]);
        var ended = 0;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var (worker, turns) = (await tables.AddWorkerAsync(), new FairTurns());
            while (Volatile.Read(ref ended) < 80)
            {
                var claimed = await tables.ClaimAsync(worker, 4, turns);
                (await tables.CountAsync("jobs_queue WHERE state = 2")).ShouldBeLessThanOrEqualTo(7);
                if (claimed.Count == 0) continue;
                await tables.ApplyAsync([.. claimed.Select(j => JobOutcome.Completed(j, null))]);
                Interlocked.Add(ref ended, claimed.Count);
            }
        }));
        ended.ShouldBe(80);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.10")]
    public async Task Limit_of_each_tenant_holds_under_ten_claimers_and_leaves_room_for_the_others(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        Guid[] tenants = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await ControlAsync(server, async c =>
        {
            await c.LimitAsync("test", new QueueLimits(TenantMaxActive: 3), CancellationToken.None);
            await c.ShareAsync("test", tenants[2], 1, 5, null, CancellationToken.None);
        });
        foreach (var tenant in tenants) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 30).Select(n => new Play().Job(n))]);
        var taken = new ConcurrentBag<ClaimedJob>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var worker = await tables.AddWorkerAsync();
            for (var i = 0; i < 4; i++)
                foreach (var job in await tables.ClaimAsync(worker, 4)) taken.Add(job);
        }));
        tenants.Select(t => taken.Count(j => j.TenantId == t)).ShouldBe([3, 3, 5]);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P003"), Trait("MustNot", "3.6.10")]
    public async Task Twenty_a_second_are_started_and_no_second_wherever_it_begins_sees_more(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        await ControlAsync(server, c => c.LimitAsync("test", new QueueLimits(PerSecond: 20), CancellationToken.None));
        await server.EnqueueManyAsync(Guid.CreateVersion7(), [.. Enumerable.Range(0, 100).Select(n => new Play().Job(n))]);
        var starts = await StartsAsync(tables, 45);
        Spread(starts, 20).ShouldBeGreaterThan(950);
        // And not fewer than it may: 45 starts are 2.2 seconds at the full rate.
        (starts[^1] - starts[0]).TotalSeconds.ShouldBeLessThan(8);
    }

    [Theory, OnBothDatabases]
    public async Task Rate_of_each_tenant_is_its_own(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        Guid[] tenants = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        await ControlAsync(server, c => c.LimitAsync("test", new QueueLimits(TenantPerSecond: 10), CancellationToken.None));
        foreach (var tenant in tenants) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 60).Select(n => new Play().Job(n))]);
        await StartsAsync(tables, 40);
        foreach (var tenant in tenants)
        {
            var starts = await tables.ListAsync<DateTime>("SELECT claimed_at FROM jobs_queue WHERE state = 2 AND tenant_id = @tenant ORDER BY claimed_at", new { tenant });
            starts.Count.ShouldBeInRange(17, 23);
            Spread(starts, 10).ShouldBeGreaterThan(950);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Rate_of_a_single_tenant_slows_that_tenant_and_nobody_else(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, slow, free) = (server.Tables(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await ControlAsync(server, c => c.ShareAsync("test", slow, 1, null, 10, CancellationToken.None));
        foreach (var tenant in (Guid[])[slow, free]) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 60).Select(n => new Play().Job(n))]);
        await StartsAsync(tables, 72);
        (await tables.CountAsync("jobs_queue WHERE state = 2 AND tenant_id = @free", new { free })).ShouldBe(60);
        var starts = await tables.ListAsync<DateTime>("SELECT claimed_at FROM jobs_queue WHERE state = 2 AND tenant_id = @slow ORDER BY claimed_at", new { slow });
        starts.Count.ShouldBeGreaterThanOrEqualTo(12);
        Spread(starts, 10).ShouldBeGreaterThan(950);
    }

    [Theory, OnBothDatabases]
    public async Task None_of_three_hundred_busy_tenants_is_passed_over(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        var tenants = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var tenant in tenants) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 6).Select(n => new Play().Job(n))]);
        var (worker, turns, taken) = (await tables.AddWorkerAsync(), new FairTurns(), new HashSet<Guid>());
        // A third of the work, 50 jobs at a time.
        for (var i = 0; i < 12; i++) taken.UnionWith((await tables.ClaimAsync(worker, 50, turns)).Select(j => j.TenantId));
        tenants.Except(taken).Count().ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData(1), InlineData(20), InlineData(49), InlineData(50), InlineData(333), InlineData(10_000)]
    public void Rate_lets_through_no_more_than_itself_in_a_second_and_nearly_as_much(int perSecond)
    {
        var rate = new StartRate(perSecond);
        var (next, starts) = (0.0, new List<double>());
        for (var now = 1000.0; now < 6000; now += 0.25)
        {
            var possible = rate.StartsAt(now, next);
            if (possible == 0) continue;
            starts.AddRange(Enumerable.Repeat(now, possible));
            next = rate.After(now, next, possible);
        }

        for (var i = 0; i + perSecond < starts.Count; i++) (starts[i + perSecond] - starts[i]).ShouldBeGreaterThanOrEqualTo(1000 - 0.0001);
        starts.Count.ShouldBeGreaterThan((int)(4.8 * perSecond));
    }

    [Theory, OnBothDatabases]
    public async Task Tenants_share_by_weight_within_a_tenth_one_slot_at_a_time_or_many(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        Guid[] tenants = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await ControlAsync(server, async c =>
        {
            for (var i = 0; i < 3; i++) await c.ShareAsync("test", tenants[i], 3 - i, null, null, CancellationToken.None);
        });
        foreach (var tenant in tenants) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 200).Select(n => new Play().Job(n))]);
        var (worker, turns, taken) = (await tables.AddWorkerAsync(), new FairTurns(), new List<Guid>());
        while (taken.Count < 120) taken.AddRange((await tables.ClaimAsync(worker, 1, turns)).Select(j => j.TenantId));
        while (taken.Count < 240) taken.AddRange((await tables.ClaimAsync(worker, 10, turns)).Select(j => j.TenantId));
        while (taken.Count < 360) taken.AddRange((await tables.ClaimFreelyAsync(worker, 10, turns)).Jobs.Select(j => j.TenantId));
        foreach (var part in taken.Take(360).Chunk(120))
        {
            part.Count(t => t == tenants[0]).ShouldBeInRange(54, 66);
            part.Count(t => t == tenants[1]).ShouldBeInRange(36, 44);
            part.Count(t => t == tenants[2]).ShouldBeInRange(18, 22);
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P029"), Trait("MustNot", "3.6.19")]
    public async Task Pause_stops_new_jobs_and_a_resumed_queue_goes_on_in_the_same_order_with_none_lost(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant, gate) = (cluster.Home.Tables(), Guid.CreateVersion7(), new TaskCompletionSource());
        var play = new Play(act => act.Number == 0 ? gate.Task : Task.CompletedTask);
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 30).Select(play.Job)]);
        await cluster.AddAsync("worker", "Jobs:Concurrency=1");
        await play.BegunAsync(1);
        await ControlAsync(cluster.Home, c => c.PauseAsync("test", null, "user:op", "Provider is down", CancellationToken.None));
        gate.SetResult();
        // The running one may end; the next is not begun, though the worker looks.
        await tables.AllEndedAsync(tenant, 1);
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(30, 5).Select(play.Job)]);
        (await tables.ClaimAsync(await tables.AddWorkerAsync(), 10)).ShouldBeEmpty();
        play.Acts.Count.ShouldBe(1);
        (await tables.CountAsync("jobs_queue WHERE state = 0")).ShouldBe(34);

        await ControlAsync(cluster.Home, c => c.ResumeAsync("test", null, CancellationToken.None));
        await tables.AllEndedAsync(tenant, 35);
        play.Acts.Select(a => a.Number).ShouldBe(Enumerable.Range(0, 35));
    }

    [Theory, OnBothDatabases]
    public async Task Pause_of_one_tenant_does_not_touch_the_others(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, paused, other) = (server.Tables(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var tenant in (Guid[])[paused, other]) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 5).Select(n => new Play().Job(n))]);
        await ControlAsync(server, c => c.PauseAsync("test", paused, "user:op", null, CancellationToken.None));
        var worker = await tables.AddWorkerAsync();
        (await tables.ClaimAsync(worker, 10)).Select(j => j.TenantId).ShouldBe(Enumerable.Repeat(other, 5));
        await ControlAsync(server, c => c.ResumeAsync("test", paused, CancellationToken.None));
        (await tables.ClaimAsync(worker, 10)).Select(j => j.TenantId).ShouldBe(Enumerable.Repeat(paused, 5));
    }

    [Fact]
    public async Task Claim_that_takes_no_turn_takes_nothing_of_a_queue_that_is_limited_or_paused_after_all_and_says_so()
    {
        // One writer at a time is in turn anyway: only PostgreSQL has claims that are not.
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var server = await QueueServers.StartAsync(Database.Postgres, IdleServer);
        var (tables, paused) = (server.Tables(), Guid.CreateVersion7());
        foreach (var tenant in (Guid[])[Guid.CreateVersion7(), paused]) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 5).Select(n => new Play().Job(n))]);
        var worker = await tables.AddWorkerAsync();
        async Task<(int Jobs, bool Limited)> ClaimAsync() => await tables.ClaimFreelyAsync(worker, 2) is var claim ? (claim.Jobs.Count, claim.Limited) : default;

        await ControlAsync(server, c => c.PauseAsync("test", null, "user:op", null, CancellationToken.None));
        (await ClaimAsync()).ShouldBe((0, false));
        await ControlAsync(server, c => c.ResumeAsync("test", null, CancellationToken.None));
        await ControlAsync(server, c => c.PauseAsync("test", paused, "user:op", null, CancellationToken.None));
        (await ClaimAsync()).ShouldBe((2, false));
        (await tables.CountAsync("jobs_queue WHERE state = 2 AND tenant_id = @paused", new { paused })).ShouldBe(0);
        await ControlAsync(server, c => c.LimitAsync("test", new QueueLimits(MaxActive: 9), CancellationToken.None));
        (await ClaimAsync()).ShouldBe((0, true));
    }

    [Theory, OnBothDatabases]
    public async Task Limits_that_a_module_declared_hold_until_an_operator_sets_others(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        await QueueLimitsStore.EnsureAsync(tables.Storage, new Dictionary<string, QueueLimits> { ["test"] = new(MaxActive: 2) }, CancellationToken.None);
        await server.EnqueueManyAsync(Guid.CreateVersion7(), [.. Enumerable.Range(0, 9).Select(n => new Play().Job(n))]);
        var worker = await tables.AddWorkerAsync();
        (await tables.ClaimAsync(worker, 9)).Count.ShouldBe(2);
        await ControlAsync(server, c => c.LimitAsync("test", QueueLimits.None, CancellationToken.None));
        await QueueLimitsStore.EnsureAsync(tables.Storage, new Dictionary<string, QueueLimits> { ["test"] = new(MaxActive: 3) }, CancellationToken.None);
        (await tables.ClaimAsync(worker, 9)).Count.ShouldBe(7);
    }

    internal static async Task ControlAsync(TestServer server, Func<QueueControl, Task> act)
    {
        await using var scope = server.Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<QueueControl>());
    }

    // Ten claimers, as eager as they can be.
    private static async Task<List<DateTime>> StartsAsync(JobTables tables, int enough)
    {
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var worker = await tables.AddWorkerAsync();
            while (Volatile.Read(ref taken) < enough) Interlocked.Add(ref taken, (await tables.ClaimAsync(worker, 4)).Count);
        }));
        return await tables.ListAsync<DateTime>("SELECT claimed_at FROM jobs_queue WHERE state = 2 ORDER BY claimed_at");
    }

    // Fewest milliseconds from any start to the one that is a whole rate later.
    private static double Spread(List<DateTime> starts, int rate) => Enumerable.Range(0, starts.Count - rate).Min(i => (starts[i + rate] - starts[i]).TotalMilliseconds);
}
