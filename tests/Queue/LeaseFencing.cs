using System.Collections.Concurrent;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Maintenance;
using Steward.Jobs.Queue;

namespace Queue;

/// <summary>Who may still write what about a job: only the attempt that holds its lease.</summary>
public sealed class LeaseFencing
{
    [Theory, OnBothDatabases, Trait("MustNot", "3.6.1")]
    public async Task Rows_and_end_of_an_attempt_that_lost_its_lease_are_rolled_back_together(Database on)
    {
        // Its worker is taken for dead: other tests' jobs must not be on it.
        await using var server = await QueueServers.StartAsync(on);
        var tables = server.Tables();
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously), refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Play play = null!;
        play = new Play(async act =>
        {
            if (act.Context.Attempt > 1)
            {
                // While this attempt runs, the first one wants to finish; it does not notice that it was taken for dead.
                release.SetResult();
                await Task.WhenAny(refused.Task);
                await act.FinishWithEffectAsync(play.Id);
                return;
            }

            await release.Task;
            try
            {
                await act.FinishWithEffectAsync(play.Id);
            }
            catch (LeaseLostException lost)
            {
                refused.SetException(lost);
                throw;
            }

            refused.SetResult();
        });
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(1);
        await tables.ExecuteAsync("DELETE FROM jobs_workers WHERE id = (SELECT worker FROM jobs_queue WHERE id = @id)", new { id });
        var ended = await tables.EndedAsync(id);
        await Should.ThrowAsync<LeaseLostException>(refused.Task);
        (ended.Is, ended.Attempts, ended.Lease).ShouldBe((JobState.Completed, 2, 3));
        (await tables.ListAsync<long>("SELECT lease FROM test_effects WHERE play = @Id", new { play.Id })).ShouldBe([3]);
        (await tables.CountAsync("jobs_history WHERE id = @id", new { id })).ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.1")]
    public async Task Answer_of_an_attempt_that_lost_its_lease_is_not_kept(Database on)
    {
        // Its worker is taken for dead: other tests' jobs must not be on it.
        await using var server = await QueueServers.StartAsync(on);
        var tables = server.Tables();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var play = new Play(act =>
        {
            act.Context.Result = act.Context.Attempt;
            return act.Number == 1 ? Task.CompletedTask : act.Context.Attempt == 1 ? first.Task : second.Task;
        });
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(1);
        await tables.ExecuteAsync("DELETE FROM jobs_workers WHERE id = (SELECT worker FROM jobs_queue WHERE id = @id)", new { id });
        await play.BegunAsync(2);
        first.SetResult();
        // Ends are written in their order: once a later job's is, the late answer's turn has come.
        await tables.EndedAsync(await server.EnqueueAsync(Guid.CreateVersion7(), play.Job(1)));
        second.SetResult();
        (await tables.EndedAsync(id)).Result.ShouldBe("2");
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.1")]
    public async Task Every_kind_of_outcome_is_refused_once_the_lease_number_has_grown(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var tables = server.Tables();
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), new Play().Job());
        var worker = await tables.AddWorkerAsync();
        var old = (await tables.ClaimAsync(worker, 1)).Single();
        (await tables.ApplyAsync(JobOutcome.HandBack(id, old.Lease))).ShouldBe([true]);
        var current = (await tables.ClaimAsync(worker, 1)).Single();
        // The attempt's number is the same again, since the first was handed back: only the lease number tells them apart.
        current.Attempt.ShouldBe(old.Attempt);
        current.Lease.ShouldBe(old.Lease + 1);

        foreach (var state in Enum.GetValues<JobState>().Where(s => s != JobState.Active))
            (await tables.ApplyAsync(new JobOutcome(id, old.Lease, state, ErrorType: "unknown", Error: "late"))).ShouldBe([false], state.ToString());

        (await tables.LiveAsync(id))!.Is.ShouldBe(JobState.Active);
        (await tables.EndAsync(id)).ShouldBeNull();
        (await tables.CountAsync("jobs_failures WHERE job_id = @id", new { id })).ShouldBe(0);
        (await tables.ApplyAsync(JobOutcome.Completed(current, null))).ShouldBe([true]);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.2")]
    public async Task Job_of_a_living_worker_is_not_rescued_however_old_its_claim_is(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var tables = server.Tables();
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), new Play().Job());
        await tables.ClaimAsync(await tables.AddWorkerAsync(), 1);
        await tables.ExecuteAsync($"UPDATE jobs_queue SET claimed_at = {tables.Storage.NowPlus("-90000000")} WHERE id = @id", new { id });
        await server.Part<Rescuer>().PassAsync(CancellationToken.None);
        (await tables.LiveAsync(id))!.Is.ShouldBe(JobState.Active);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.2"), Trait("MustNot", "3.6.14")]
    public async Task Jobs_that_complete_while_they_are_rescued_either_complete_or_run_again_and_never_both(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 300).Select(n => new Play().Job(n))]);
        var claimed = await tables.ClaimAsync(await tables.AddWorkerAsync(aliveForSeconds: -1), 300);
        // A third has no attempt left: those are buried instead.
        foreach (var job in claimed.Take(100)) await tables.ExecuteAsync("UPDATE jobs_queue SET attempt = max_attempts WHERE id = @Id", new { job.Id });
        var accepted = new ConcurrentDictionary<Guid, bool>();

        var completing = Parallel.ForEachAsync(claimed.Chunk(5), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (some, _) =>
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var answers = await tables.ApplyAsync([.. some.Select(j => JobOutcome.Completed(j, null))]);
                    for (var i = 0; i < some.Length; i++) accepted[some[i].Id] = answers[i];
                    return;
                }
                catch (Exception error) when (attempt < 5 && (tables.Storage.IsTransient(error) || tables.Storage.IsUniqueViolation(error)))
                {
                    // A deadlock's loser tries again, as the runner does.
                }
            }
        });
        var rescuing = Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            var rescuer = server.Part<Rescuer>();
            for (var pass = 0; pass < 20; pass++)
            {
                try
                {
                    await rescuer.PassAsync(CancellationToken.None);
                }
                catch (Exception error) when (tables.Storage.IsTransient(error))
                {
                }
            }
        }));
        await Task.WhenAll(completing, rescuing);
        await server.Part<Rescuer>().PassAsync(CancellationToken.None);

        var (live, ended) = (await tables.LiveOfAsync(tenant), await tables.EndedOfAsync(tenant));
        live.Select(j => j.Id).Intersect(ended.Select(j => j.Id)).ShouldBeEmpty();
        (live.Count + ended.Count).ShouldBe(300);
        live.ShouldAllBe(j => j.Is == JobState.Waiting && j.Lease == 2 && !accepted[j.Id]);
        ended.Where(j => j.Is == JobState.Completed).ShouldAllBe(j => accepted[j.Id]);
        ended.Where(j => j.Is == JobState.Failed).ShouldAllBe(j => !accepted[j.Id]);
        accepted.Values.Count(a => a).ShouldBe(ended.Count(j => j.Is == JobState.Completed));
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.14")]
    public async Task Of_an_attempts_two_ends_the_first_counts(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 40).Select(n => new Play().Job(n))]);
        var claimed = await tables.ClaimAsync(await tables.AddWorkerAsync(), 40);
        var accepted = await Task.WhenAll(claimed.SelectMany(j => new[]
        {
            tables.ApplyAsync(JobOutcome.Completed(j, "\"done\"")),
            tables.ApplyAsync(JobOutcome.Failed(j, new JobException(JobErrorType.Validation, "wrong"), 0)),
        }));

        accepted.Count(a => a[0]).ShouldBe(40);
        var ended = await tables.EndedOfAsync(tenant);
        ended.Count.ShouldBe(40);
        ended.ShouldAllBe(j => j.Is == JobState.Completed ? j.Error == null && j.Result == "\"done\"" : j.Is == JobState.Failed && j.Error == "wrong" && j.Result == null);
        (await tables.CountAsync("jobs_failures WHERE tenant_id = @tenant", new { tenant })).ShouldBe(ended.Count(j => j.Is == JobState.Failed));
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.15")]
    public async Task Job_whose_row_was_deleted_is_stopped_and_its_worker_goes_on(Database on)
    {
        var server = await QueueServers.On(on);
        var tables = server.Tables();
        var stopped = new TaskCompletionSource();
        var play = new Play(async act =>
        {
            if (act.Number == 1) return;
            await using var _ = act.Stopped.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, act.Stopped);
        });
        var tenant = Guid.CreateVersion7();
        var id = await server.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        await tables.ExecuteAsync("DELETE FROM jobs_queue WHERE id = @id", new { id });
        await tables.ExecuteAsync("DELETE FROM jobs_payloads WHERE id = @id", new { id });
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        (await tables.EndedAsync(await server.EnqueueAsync(tenant, play.Job(1)))).Is.ShouldBe(JobState.Completed);
        (await tables.EndAsync(id)).ShouldBeNull();
        (await tables.LiveAsync(id)).ShouldBeNull();
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.15")]
    public async Task Finishing_a_deleted_job_rolls_back_and_its_worker_goes_on(Database on)
    {
        var server = await QueueServers.On(on);
        var tables = server.Tables();
        Play play = null!;
        play = new Play(async act =>
        {
            if (act.Number == 0) await tables.ExecuteAsync("DELETE FROM jobs_queue WHERE id = @JobId", new { act.Context.JobId });
            await act.FinishWithEffectAsync(play.Id);
        });
        var tenant = Guid.CreateVersion7();
        await server.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        await tables.EndedAsync(await server.EnqueueAsync(tenant, play.Job(1)));
        await TestServer.EventuallyAsync(() => tables.ListAsync<long>("SELECT number FROM test_effects WHERE play = @Id", new { play.Id }), rows => rows.Count > 0);
        (await tables.ListAsync<long>("SELECT number FROM test_effects WHERE play = @Id", new { play.Id })).ShouldBe([1]);
    }
}
