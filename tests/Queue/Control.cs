using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Control;
using Steward.Jobs.Queue;
using Steward.Platform.Tenancy;

namespace Queue;

/// <summary>What an operator does to single jobs, and what jobs tell of themselves.</summary>
public sealed class Control
{
    private static readonly TestServerOptions IdleServer = new() { Roles = ["web"] };

    [Theory, OnBothDatabases]
    public async Task Waiting_delayed_and_parked_jobs_are_cancelled_at_once_and_never_run(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        foreach (var state in (JobState[])[JobState.Waiting, JobState.Delayed, JobState.Parked])
        {
            var id = await server.EnqueueAsync(tenant, new Play().Job());
            await tables.ExecuteAsync("UPDATE jobs_queue SET state = @state WHERE id = @id", new { id, state = (short)state });
            (await DoAsync(server, c => c.CancelAsync(new JobReach(tenant), id, CancellationToken.None))).ShouldBe(CancelAnswer.Cancelled);
            (await tables.LiveAsync(id)).ShouldBeNull();
            (await tables.EndAsync(id))!.Is.ShouldBe(JobState.Cancelled);
            (await DoAsync(server, c => c.CancelAsync(new JobReach(tenant), id, CancellationToken.None))).ShouldBe(CancelAnswer.Ended);
        }

        (await tables.ClaimAsync(await tables.AddWorkerAsync(), 10)).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Running_job_is_stopped_by_whichever_process_runs_it_and_ends_as_cancelled(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        await cluster.AddAsync("worker");
        var play = new Play(act => Task.Delay(Timeout.Infinite, act.Stopped));
        var id = await cluster.Home.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        (await DoAsync(cluster.Home, c => c.CancelAsync(new JobReach(tenant), id, CancellationToken.None))).ShouldBe(CancelAnswer.Cancelling);
        var ended = await tables.EndedAsync(id);
        (ended.Is, ended.Attempts, ended.ErrorType).ShouldBe((JobState.Cancelled, 1, null));
        play.Acts.Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Job_that_was_called_off_goes_on_neither_after_a_failure_nor_after_its_workers_death(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web", "scheduler"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var failing = await server.EnqueueAsync(tenant, new Play().Job());
        var claimed = (await tables.ClaimAsync(await tables.AddWorkerAsync(), 1)).Single();
        await DoAsync(server, c => c.CancelAsync(new JobReach(tenant), failing, CancellationToken.None));
        (await tables.ApplyAsync(JobOutcome.Failed(claimed, new JobException(JobErrorType.Network, "gone"), 0))).ShouldBe([false]);
        (await tables.CountAsync("jobs_failures WHERE job_id = @failing", new { failing })).ShouldBe(0);
        (await tables.ApplyAsync(JobOutcome.Cancelled(failing, claimed.Lease))).ShouldBe([true]);

        var orphan = await server.EnqueueAsync(tenant, new Play().Job());
        await tables.ClaimAsync(await tables.AddWorkerAsync(aliveForSeconds: 30), 1);
        await DoAsync(server, c => c.CancelAsync(new JobReach(tenant), orphan, CancellationToken.None));
        await tables.ExecuteAsync("DELETE FROM jobs_workers WHERE id = (SELECT worker FROM jobs_queue WHERE id = @orphan)", new { orphan });
        (await tables.EndedAsync(orphan)).Is.ShouldBe(JobState.Cancelled);
    }

    [Theory, OnBothDatabases]
    public async Task Job_that_was_called_off_does_not_go_on_after_its_worker_was_stopped(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant, deaf) = (cluster.Home.Tables(), Guid.CreateVersion7(), new TaskCompletionSource());
        var worker = await cluster.AddAsync("worker", "Jobs:DrainSeconds=0");
        var play = new Play(_ => deaf.Task);
        var id = await cluster.Home.EnqueueAsync(tenant, play.Job());
        await play.BegunAsync(1);
        await DoAsync(cluster.Home, c => c.CancelAsync(new JobReach(tenant), id, CancellationToken.None));
        await cluster.StopAsync(worker);
        await cluster.AddAsync("worker,scheduler");
        (await tables.EndedAsync(id)).Is.ShouldBe(JobState.Cancelled);
        play.Acts.Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task End_that_cannot_be_written_does_not_keep_its_neighbours_from_ending(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        await cluster.AddAsync("worker,scheduler");
        // A row with the job's id stands in the way of its end.
        var play = new Play(act => tables.ExecuteAsync(
            $"""
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, finished_at)
            VALUES (@id, @tenant, 'test', 'test.scripted', 4, 1, 1, {tables.Now}, {tables.Now})
            """, new { id = act.Context.JobId, tenant = act.Tenant }));
        var good = new Play();
        var stuck = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(1);
        // Its neighbours end as ever.
        var tenant = Guid.CreateVersion7();
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 20).Select(good.Job)]);
        await tables.AllEndedAsync(tenant, 20);
        good.Acts.Count.ShouldBe(20);
        (await tables.CountAsync("jobs_history WHERE id = @stuck", new { stuck })).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task End_that_the_database_refuses_makes_a_dead_letter_and_not_another_attempt(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        foreach (var sql in tables.IsPostgres
            ? (string[])["CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$ LANGUAGE plpgsql",
                "CREATE TRIGGER refuse BEFORE INSERT ON jobs_history FOR EACH ROW WHEN (NEW.state = 4) EXECUTE FUNCTION refuse()"]
            : ["CREATE TRIGGER refuse BEFORE INSERT ON jobs_history WHEN NEW.state = 4 BEGIN SELECT RAISE(ABORT, 'refused'); END"]) await tables.ExecuteAsync(sql);
        await cluster.AddAsync("worker,scheduler");
        var play = new Play();
        var ended = await tables.EndedAsync(await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job()));
        (ended.Is, ended.Attempts).ShouldBe((JobState.Failed, 1));
        ended.Error!.ShouldStartWith("The end could not be written");
        play.Acts.Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Failure_whose_message_is_no_text_is_kept_all_the_same(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        await cluster.AddAsync("worker,scheduler");
        var play = new Play(_ => throw new JobException(JobErrorType.Validation, "half \ud800 and NUL \0"));
        var ended = await tables.EndedAsync(await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job()));
        (ended.Is, ended.Error).ShouldBe((JobState.Failed, "half \ufffd and NUL  "));
    }

    [Theory, OnBothDatabases]
    public async Task Another_tenants_or_another_persons_job_can_be_neither_cancelled_nor_retried_nor_discarded_nor_removed(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var live = await server.EnqueueAsync(tenant, new Play().Job(), new JobOptions(UserId: "user-1"));
        var dead = await DeadAsync(server, tenant, "user-1");
        foreach (var reach in (JobReach[])[new(Guid.CreateVersion7()), new(tenant, "user-2")])
        {
            (await DoAsync(server, c => c.CancelAsync(reach, live, CancellationToken.None))).ShouldBe(CancelAnswer.NotFound);
            (await DoAsync(server, c => c.CancelAsync(reach, dead, CancellationToken.None))).ShouldBe(CancelAnswer.NotFound);
            (await DoAsync(server, c => c.RetryAsync(reach, dead, false, CancellationToken.None))).Refused.ShouldBe("not_found");
            (await DoAsync(server, c => c.RetryAsync(reach, live, false, CancellationToken.None))).Refused.ShouldBe("not_found");
            (await DoAsync(server, c => c.DiscardAsync(reach, dead, "no", CancellationToken.None))).ShouldBeFalse();
            (await DoAsync(server, c => c.RemoveAsync(reach, dead, CancellationToken.None))).ShouldBeFalse();
        }

        (await tables.LiveAsync(live)).ShouldNotBeNull();
        (await DoAsync(server, c => c.CancelAsync(new JobReach(tenant, "user-1"), live, CancellationToken.None))).ShouldBe(CancelAnswer.Cancelled);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P027"), Trait("Requirement", "P028")]
    public async Task Dead_letter_is_repeated_once_as_a_new_job_with_the_same_arguments(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var dead = await DeadAsync(server, tenant, "user-1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DoAsync(server, c => c.RetryAsync(new JobReach(tenant), dead, false, CancellationToken.None))));
        var again = answers.Single(a => a.NewId is not null).NewId!.Value;
        answers.Count(a => a.Refused == "already_retried").ShouldBe(4);
        (await tables.LiveAsync(again))!.Is.ShouldBe(JobState.Waiting);
        (await tables.ScalarAsync<string>("SELECT payload FROM jobs_payloads WHERE id = @again", new { again }))
            .ShouldBe(await tables.ScalarAsync<string>("SELECT payload FROM jobs_payloads WHERE id = @dead", new { dead }));
        (await tables.ScalarAsync<string>("SELECT user_id FROM jobs_payloads WHERE id = @again", new { again })).ShouldBe("user-1");
    }

    [Theory, OnBothDatabases]
    public async Task What_was_discarded_completed_or_still_runs_is_not_repeated(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var reach = new JobReach(tenant);
        var dead = await DeadAsync(server, tenant);
        (await DoAsync(server, c => c.DiscardAsync(reach, dead, "Known and harmless", CancellationToken.None))).ShouldBeTrue();
        (await DoAsync(server, c => c.RetryAsync(reach, dead, false, CancellationToken.None))).Refused.ShouldBe("discarded");
        var live = await server.EnqueueAsync(tenant, new Play().Job());
        (await DoAsync(server, c => c.RetryAsync(reach, live, false, CancellationToken.None))).Refused.ShouldBe("not_ended");
        await tables.ApplyAsync(JobOutcome.Completed((await tables.ClaimAsync(await tables.AddWorkerAsync(), 1)).Single(), null));
        (await DoAsync(server, c => c.RetryAsync(reach, live, false, CancellationToken.None))).Refused.ShouldBe("completed");
        (await DoAsync(server, c => c.RetryAsync(reach, live, true, CancellationToken.None))).NewId.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("A connection to 10.0.0.7:5432 failed after 31 s.", "A connection to 10.0.0.8:5433 failed after 5 s.")]
    [InlineData("No row 01a21f6b-5c4e-778a-a67b-ceeaeae8983a.", "No row 01a21f6b-6c0a-79c6-8fe2-00f990958a70.")]
    [InlineData("The member 'title' is missing.", "The member 'body' is missing.")]
    public void Failures_of_one_cause_have_one_signature(string one, string other) =>
        JobOutcome.SignatureOf("network", one).ShouldBe(JobOutcome.SignatureOf("network", other));

    [Fact]
    public void Failures_of_other_causes_have_other_signatures()
    {
        JobOutcome.SignatureOf("network", "A connection failed.").ShouldNotBe(JobOutcome.SignatureOf("timeout", "A connection failed."));
        JobOutcome.SignatureOf("network", "A connection failed.").ShouldNotBe(JobOutcome.SignatureOf("network", "A name was not found."));
    }

    [Theory, OnBothDatabases]
    public async Task Progress_that_a_job_reports_can_be_seen_while_it_runs_and_a_late_report_of_a_lost_lease_cannot(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, gate) = (cluster.Home.Tables(), new TaskCompletionSource());
        await cluster.AddAsync("worker");
        var play = new Play(async act =>
        {
            act.Context.Report(10, "NUL \0 and half a surrogate " + new string('x', 172) + "\ud83d\ude00");
            await TestServer.EventuallyAsync(() => tables.CountAsync("jobs_progress WHERE job_id = @id AND percent = 10", new { id = act.Context.JobId }), rows => rows == 1);
            act.Context.Report(30, "Asking the model");
            await gate.Task;
        });
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        var seen = await TestServer.EventuallyAsync(
            () => tables.ListAsync<string>("SELECT CAST(percent AS varchar(3)) || ' ' || message FROM jobs_progress WHERE job_id = @id", new { id }), rows => rows is ["30 Asking the model"]);
        seen.Count.ShouldBe(1);
        gate.SetResult();
        await tables.EndedAsync(id);
        play.Acts[0].Context.Report(99);
        await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(2);
        (await tables.CountAsync("jobs_progress WHERE job_id = @id AND percent = 99", new { id })).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Job_that_waits_for_a_batch_runs_when_the_last_of_it_has_ended_well_or_not(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var last = new Play();
        var children = new Play(act => act.Number == 1 ? throw new JobException(JobErrorType.Validation, "bad") : Task.CompletedTask);
        Guid batch;
        await using (var scope = cluster.Home.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Be(tenant);
            batch = await scope.ServiceProvider.GetRequiredService<JobQueue>()
                .EnqueueBatchAsync("three texts", [children.Job(0), children.Job(1), children.Job(2)], last.Job(), CancellationToken.None);
        }

        (await tables.CountAsync("jobs_queue WHERE state = 3 AND tenant_id = @tenant", new { tenant })).ShouldBe(1);
        await cluster.AddAsync("worker,scheduler");
        await last.BegunAsync(1);
        var counts = await tables.ScalarAsync<string>(
            "SELECT total || ' ' || pending || ' ' || failed || ' ' || cancelled FROM jobs_batches WHERE id = @batch AND finished_at IS NOT NULL", new { batch });
        counts.ShouldBe("3 0 1 0");
        (await tables.AllEndedAsync(tenant, 4)).Count(e => e.Is == JobState.Failed).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task What_attempts_paid_is_summed_with_the_job(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tables = cluster.Home.Tables();
        await cluster.AddAsync("worker,scheduler");
        var play = new Play(act =>
        {
            act.Context.Charge("openai", "gpt-4o", 100);
            act.Context.Charge("openai", "gpt-4o-mini", 11);
            return act.Context.Attempt == 1 ? throw new JobException(JobErrorType.Network, "gone") : Task.CompletedTask;
        });
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        (await tables.EndedAsync(id)).Attempts.ShouldBe(2);
        (await tables.ScalarAsync<string>("SELECT provider || ' ' || model || ' ' || cost_pico FROM jobs_history WHERE id = @id", new { id })).ShouldBe("openai gpt-4o-mini 222");
    }

    internal static async Task<T> DoAsync<T>(TestServer server, Func<JobControl, Task<T>> act)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<JobControl>());
    }

    // Nobody else may claim meanwhile.
    private static async Task<Guid> DeadAsync(TestServer server, Guid tenant, string? user = null)
    {
        var tables = server.Tables();
        var id = await server.EnqueueAsync(tenant, new Play().Brief(), new JobOptions(UserId: user));
        var claimed = (await tables.ClaimAsync(await tables.AddWorkerAsync(), 1, null, Brief.Kind)).Single(j => j.Id == id);
        (await tables.ApplyAsync(JobOutcome.Failed(claimed, new JobException(JobErrorType.Validation, "The model's answer has no title."), 0))).ShouldBe([true]);
        return id;
    }
}
