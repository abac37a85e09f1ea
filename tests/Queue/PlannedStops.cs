using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Queue;

namespace Queue;

/// <summary>A process that is stopped on purpose lets its jobs end, or gives them back untouched.</summary>
public sealed class PlannedStops
{
    [Theory, OnBothDatabases, Trait("MustNot", "3.6.3")]
    public async Task Job_that_is_interrupted_by_a_stop_waits_again_without_having_spent_an_attempt(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        var worker = await cluster.AddAsync("worker", "Jobs:DrainSeconds=0");
        var play = new Play(act => act.Context.Lease == 1 ? Task.Delay(Timeout.Infinite, act.Stopped) : Task.CompletedTask);
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(1);
        await cluster.StopAsync(worker);

        var back = (await tables.LiveAsync(id))!;
        (back.Is, back.Attempt, back.Worker).ShouldBe((JobState.Waiting, 0, null));
        (await tables.CountAsync("jobs_failures WHERE job_id = @id", new { id })).ShouldBe(0);
        (await tables.CountAsync("jobs_workers")).ShouldBe(0);

        await cluster.AddAsync("worker");
        var ended = await tables.EndedAsync(id);
        (ended.Is, ended.Attempts).ShouldBe((JobState.Completed, 1));
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.3"), Trait("Speed", "Slow")]
    public async Task Job_that_does_not_heed_the_stop_is_handed_back_too_and_can_no_longer_finish(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        var worker = await cluster.AddAsync("worker", "Jobs:DrainSeconds=0");
        var deaf = new TaskCompletionSource();
        var play = new Play(act => act.Context.Lease == 1 ? deaf.Task : Task.CompletedTask);
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(1);
        await cluster.StopAsync(worker);

        var back = (await tables.LiveAsync(id))!;
        (back.Is, back.Attempt).ShouldBe((JobState.Waiting, 0));
        var held = play.Acts[0].Context.Lease;
        back.Lease.ShouldBeGreaterThan(held);
        (await tables.ApplyAsync(new JobOutcome(id, held, JobState.Completed))).ShouldBe([false]);
    }

    [Theory, OnBothDatabases]
    public async Task Running_job_may_end_while_the_process_drains_and_nothing_new_is_claimed(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        var worker = await cluster.AddAsync("worker");
        var release = new TaskCompletionSource();
        var play = new Play(_ => release.Task);
        var tenant = Guid.CreateVersion7();
        var running = await cluster.Home.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        var stopping = worker.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var stop = cluster.StopAsync(worker);
        await TestServer.EventuallyAsync(() => Task.FromResult(stopping.IsCancellationRequested), yes => yes);
        var late = await cluster.Home.EnqueueAsync(tenant, play.Job(1));
        play.Acts[0].Stopped.IsCancellationRequested.ShouldBeFalse();
        release.SetResult();
        await stop;

        var ended = (await tables.EndAsync(running))!;
        (ended.Is, ended.Attempts).ShouldBe((JobState.Completed, 1));
        (await tables.LiveAsync(late))!.Attempt.ShouldBe(0);
    }

    [Fact]
    public async Task Host_does_not_give_up_before_the_drain_time_is_over()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Settings = ["Jobs:DrainSeconds=100"] });
        server.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBeGreaterThan(TimeSpan.FromSeconds(105));
    }
}
