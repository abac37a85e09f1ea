using Queue.Stage;
using Steward.Jobs.Queue;
using Steward.Tests.Hosting;
using Steward.Tests.Support;

namespace Queue;

/// <summary>Short jobs are claimed before there is a slot for them; nothing else is.</summary>
public sealed class Ahead
{
    [Theory, OnBothDatabases, Trait("Requirement", "P002")]
    public async Task Short_jobs_are_claimed_ahead_and_never_more_run_at_once_than_there_are_slots(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant, running, most, held) = (cluster.Home.Tables(), Guid.CreateVersion7(), 0, 0, 0L);
        var play = new Play(async act =>
        {
            var now = Interlocked.Increment(ref running);
            for (var seen = most; now > seen; seen = most) Interlocked.CompareExchange(ref most, now, seen);
            if (act.Number % 500 == 499) held = Math.Max(held, await tables.CountAsync("jobs_queue WHERE state = 2"));
            else await Task.Yield();
            Interlocked.Decrement(ref running);
        });
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 2000).Select(play.Job)]);
        await cluster.AddAsync("worker", "Jobs:Concurrency=2");
        var ended = await tables.AllEndedAsync(tenant, 2000);
        most.ShouldBe(2);
        held.ShouldBeGreaterThan(2);
        ended.ShouldAllBe(j => (JobState)j.State == JobState.Completed && j.Attempts == 1);
    }

    [Theory, OnBothDatabases]
    public async Task Jobs_that_take_long_are_left_to_whoever_has_a_slot(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant, gate) = (cluster.Home.Tables(), Guid.CreateVersion7(), new TaskCompletionSource());
        var play = new Play(_ => gate.Task);
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 12).Select(play.Job)]);
        await cluster.AddAsync("worker", "Jobs:Concurrency=2");
        await play.BegunAsync(2);
        await cluster.AddAsync("worker", "Jobs:Concurrency=3");
        await play.BegunAsync(5);
        (await tables.CountAsync("jobs_queue WHERE state = 2")).ShouldBe(5);
        gate.SetResult();
        await tables.AllEndedAsync(tenant, 12);
    }

    [Theory, OnBothDatabases]
    public async Task Job_that_was_claimed_ahead_and_finds_no_slot_for_a_second_is_given_back_at_no_cost(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant, gate) = (cluster.Home.Tables(), Guid.CreateVersion7(), new TaskCompletionSource());
        var play = new Play(act => act.Number < 1000 ? Task.CompletedTask : gate.Task);
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 1100).Select(play.Job)]);
        await cluster.AddAsync("worker", "Jobs:Concurrency=2");
        await TestServer.EventuallyAsync(() => Task.FromResult(play.Acts.Count(a => a.Number >= 1000)), stuck => stuck == 2);
        await TestServer.EventuallyAsync(() => tables.CountAsync("jobs_queue WHERE state = 2"), active => active == 2);
        (await tables.CountAsync("jobs_queue WHERE state = 0 AND attempt = 0")).ShouldBe(1100 - play.Acts.Count);
        gate.SetResult();
        (await tables.AllEndedAsync(tenant, 1100)).ShouldAllBe(j => (JobState)j.State == JobState.Completed && j.Attempts == 1);
        play.Acts.Count.ShouldBe(1100);
    }

    [Fact]
    public async Task Job_added_where_a_slot_is_free_wakes_nobody_else_and_one_too_many_does()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var server = await QueueServers.StartAsync(Database.Postgres, new TestServerOptions { Settings = ["Jobs:Concurrency=2"] });
        var (tables, tenant, gate) = (server.Tables(), Guid.CreateVersion7(), new TaskCompletionSource());
        // Until the worker has its lease it claims nothing, and others are told of everything.
        await tables.EndedAsync(await server.EnqueueAsync(Guid.CreateVersion7(), new Play().Job()));
        await using var ear = await Ear.OpenAsync(server);
        var play = new Play(_ => gate.Task);
        await server.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        (await ear.HeardAsync()).ShouldBe(0);
        // The last slot: others are told, since more may follow; twice where the job was claimed before it was told of. From then on each is told.
        await server.EnqueueAsync(tenant, play.Job(1));
        await play.BegunAsync(2);
        var told = await TestServer.EventuallyAsync(ear.HeardAsync, count => count is 1 or 2);
        await server.EnqueueAsync(tenant, play.Job(2));
        await TestServer.EventuallyAsync(ear.HeardAsync, count => count > told);
        gate.SetResult();
        await tables.AllEndedAsync(tenant, 3);
    }
}
