using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Jobs.Streams;
using Steward.Jobs.Workers;
using Steward.Platform.Errors;

namespace Queue;

/// <summary>Following a job: what is heard, whichever process runs it, and that it ends.</summary>
public sealed class Streams
{
    [Theory, OnBothDatabases]
    public async Task Listener_hears_where_the_job_is_how_far_it_comes_and_its_result_whichever_process_runs_it(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        await cluster.AddAsync();
        var (begun, further) = (new TaskCompletionSource(), new TaskCompletionSource());
        var play = new Play(async act =>
        {
            await begun.Task;
            act.Context.Report(30, "Asking the model");
            await further.Task;
            act.Context.Result = new { answer = 42 };
        });
        var tenant = Guid.CreateVersion7();
        var id = await cluster.Home.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        var heard = new List<JobUpdate>();
        using var following = (await Stream(cluster.Home).OpenAsync(new JobReach(tenant), id, CancellationToken.None))!;
        await foreach (var update in following.UpdatesAsync(TestContext.Current.CancellationToken))
        {
            heard.Add(update);
            if (update.News == JobNews.Connected) begun.SetResult();
            if (update is { News: JobNews.Progress, Job: { Percent: 30, Message: "Asking the model" } }) further.TrySetResult();
        }

        heard[0].News.ShouldBe(JobNews.Connected);
        heard.Skip(1).SkipLast(1).ShouldAllBe(u => u.News == JobNews.Progress);
        (heard[^1].News, heard[^1].Job.Result).ShouldBe((JobNews.Completed, """{"answer":42}"""));
    }

    [Theory, OnBothDatabases]
    public async Task Late_listener_hears_the_outcome_at_once(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        await cluster.AddAsync();
        var tenant = Guid.CreateVersion7();
        var failed = await cluster.Home.EnqueueAsync(tenant, new Play(_ => throw new JobException(JobErrorType.Validation, "wrong")).Job());
        await cluster.Home.Tables().EndedAsync(failed);
        (await HeardAsync(cluster.Home, tenant, failed)).Select(u => (u.News, u.Job.Error)).ShouldBe([(JobNews.Connected, "wrong"), (JobNews.Failed, "wrong")]);
    }

    [Theory, OnBothDatabases]
    public async Task Listener_hears_that_a_waiting_job_was_called_off(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tenant = Guid.CreateVersion7();
        var id = await cluster.Home.EnqueueAsync(tenant, new Play().Job());
        using var following = (await Stream(cluster.Home).OpenAsync(new JobReach(tenant), id, CancellationToken.None))!;
        var news = new List<JobNews>();
        await foreach (var update in following.UpdatesAsync(TestContext.Current.CancellationToken))
        {
            news.Add(update.News);
            if (update.News == JobNews.Connected) await Control.DoAsync(cluster.Home, c => c.CancelAsync(new JobReach(tenant), id, CancellationToken.None));
        }

        news.ShouldBe([JobNews.Connected, JobNews.Cancelled]);
    }

    [Theory, OnBothDatabases]
    public async Task Nobody_follows_another_tenants_or_another_persons_job_nor_more_than_he_may(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on, null, "Jobs:StreamsPerTenant=2");
        var tenant = Guid.CreateVersion7();
        var id = await cluster.Home.EnqueueAsync(tenant, new Play().Job(), new JobOptions(UserId: "user-1"));
        var stream = Stream(cluster.Home);
        (await stream.OpenAsync(new JobReach(Guid.CreateVersion7()), id, CancellationToken.None)).ShouldBeNull();
        (await stream.OpenAsync(new JobReach(tenant, "user-2"), id, CancellationToken.None)).ShouldBeNull();
        using var first = await stream.OpenAsync(new JobReach(tenant, "user-1"), id, CancellationToken.None);
        var second = (await stream.OpenAsync(new JobReach(tenant), id, CancellationToken.None))!;
        (await Should.ThrowAsync<ProblemException>(() => stream.OpenAsync(new JobReach(tenant), id, CancellationToken.None))).Problem.Code.ShouldBe("too_many_streams");
        second.Dispose();
        second.Dispose();
        (await stream.OpenAsync(new JobReach(tenant), id, CancellationToken.None)).ShouldNotBeNull();
        await Should.ThrowAsync<ProblemException>(() => stream.OpenAsync(new JobReach(tenant), id, CancellationToken.None));
    }

    [Fact]
    public async Task News_reaches_those_who_watch_and_other_processes_only_while_they_do()
    {
        var (watches, watched, unwatched) = (new JobWatches(), Guid.NewGuid(), Guid.NewGuid());
        var (began, told) = (new List<Guid>(), new List<Guid>());
        watches.Began += began.Add;
        watches.HappenedHere += told.Add;
        using (var watch = watches.Watch(watched))
        {
            began.ShouldBe([watched]);
            watches.Happened(unwatched);
            watches.Happened(watched);
            watches.Happened(watched);
            await watch.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
            told.ShouldBeEmpty();
        }

        watches.WatchedElsewhere(unwatched);
        watches.Happened(unwatched);
        watches.Happened(watched);
        told.ShouldBe([unwatched]);
    }

    private static JobStream Stream(TestServer server) => server.Services.GetRequiredService<JobStream>();

    private static async Task<List<JobUpdate>> HeardAsync(TestServer server, Guid tenant, Guid id)
    {
        using var following = (await Stream(server).OpenAsync(new JobReach(tenant), id, CancellationToken.None))!;
        var heard = new List<JobUpdate>();
        await foreach (var update in following.UpdatesAsync(TestContext.Current.CancellationToken)) heard.Add(update);
        return heard;
    }
}
