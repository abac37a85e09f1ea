using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Maintenance;
using Steward.Jobs.Queue;
using Steward.Jobs.Statistics;

namespace Queue;

/// <summary>What a failure leads to: another try, a parked job or a dead letter.</summary>
public sealed class Retries
{
    private static readonly ClaimedJob AnyJob = new(Guid.CreateVersion7(), Guid.Empty, "test.any", 1, 10, 1, "{}", default, default, null, 0, 1);

    [Theory, Trait("Requirement", "P045")]
    [InlineData(1, 1000, 1250)]
    [InlineData(2, 2000, 2500)]
    [InlineData(3, 4000, 5000)]
    public void Pauses_are_1_2_and_4_seconds_and_up_to_a_quarter_more(int attempt, long least, long most)
    {
        JobOutcome After(double jitter) => JobOutcome.Failed(AnyJob with { Attempt = attempt }, new JobException(JobErrorType.Unavailable, "down"), jitter);
        After(0).DelayMs.ShouldBe(least);
        After(1).DelayMs.ShouldBe(most);
    }

    [Fact]
    public void Longer_wait_that_the_other_side_asked_for_is_kept()
    {
        var asked = new JobException(JobErrorType.Unavailable, "down", TimeSpan.FromSeconds(90));
        JobOutcome.Failed(AnyJob, asked, 1).DelayMs.ShouldBe(90_000);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P004"), Trait("Requirement", "P045")]
    public async Task Failing_job_is_tried_again_after_1_2_and_4_seconds_and_then_is_a_dead_letter_that_tells_why(Database on)
    {
        // Nobody promotes here but the test, so that every pause can be read.
        await using var cluster = await Cluster.StartAsync(on);
        await cluster.AddAsync("worker");
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var play = new Play(_ => throw new JobException(JobErrorType.Unavailable, "The partner is down."));
        var id = await cluster.Home.EnqueueAsync(tenant, play.Brief());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var n = attempt;
            var job = await tables.LiveWhenAsync(id, j => j.Is == JobState.Delayed && j.Attempt == n);
            var failed = await tables.ScalarAsync<DateTime>("SELECT at FROM jobs_failures WHERE job_id = @id AND attempt = @n", new { id, n });
            // The row of the failure is written a moment before the pause begins.
            (job.RunAt - failed).TotalSeconds.ShouldBeInRange(1 << (n - 1), 1.25 * (1 << (n - 1)) + 0.5);
            await tables.ExecuteAsync($"UPDATE jobs_queue SET run_at = {tables.Now} WHERE id = @id", new { id });
            await TestServer.EventuallyAsync(async () =>
            {
                await cluster.Home.Part<Promoter>().PassAsync(CancellationToken.None);
                return play.Acts.Count;
            }, acts => acts > n);
        }

        var dead = await tables.EndedAsync(id);
        (dead.Is, dead.ErrorType, dead.Error, dead.Attempts).ShouldBe((JobState.Failed, "unavailable", "The partner is down.", 4));
        (await tables.ListAsync<long>("SELECT CAST(attempt AS bigint) FROM jobs_failures WHERE job_id = @id ORDER BY attempt", new { id })).ShouldBe([1, 2, 3, 4]);
        (await tables.CountAsync("jobs_payloads WHERE id = @id", new { id })).ShouldBe(1, "a dead letter keeps what it was asked to do");
    }

    public static TheoryData<JobErrorType, JobState, string> Decisions => new()
    {
        { JobErrorType.Unknown, JobState.Delayed, "unknown" },
        { JobErrorType.Timeout, JobState.Delayed, "timeout" },
        { JobErrorType.Unavailable, JobState.Delayed, "unavailable" },
        { JobErrorType.Provider, JobState.Delayed, "provider" },
        { JobErrorType.Network, JobState.Delayed, "network" },
        { JobErrorType.Model, JobState.Delayed, "model" },
        { JobErrorType.RateLimit, JobState.Parked, "rate_limit" },
        { JobErrorType.Budget, JobState.Parked, "budget" },
        { JobErrorType.Validation, JobState.Failed, "validation" },
        { JobErrorType.Auth, JobState.Failed, "auth" },
    };

    [Theory, MemberData(nameof(Decisions))]
    public void Type_of_the_error_decides(JobErrorType type, JobState state, string name)
    {
        var outcome = JobOutcome.Failed(AnyJob, new JobException(type, "why"), 0);
        (outcome.State, outcome.ErrorType, outcome.Refund).ShouldBe((state, name, state == JobState.Parked ? 1 : 0));
        // On the last attempt everything that costs an attempt is dead.
        JobOutcome.Failed(AnyJob with { Attempt = 10 }, new JobException(type, "why"), 0).State.ShouldBe(state == JobState.Parked ? JobState.Parked : JobState.Failed);
    }

    [Fact]
    public void Every_error_type_is_decided_upon() => Decisions.Select(d => d.Data.Item1).ShouldBe(Enum.GetValues<JobErrorType>(), ignoreOrder: true);

    [Theory, OnBothDatabases]
    public async Task Parked_job_waits_as_long_as_it_was_told_and_spends_no_attempt_however_often(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        await cluster.AddAsync("worker");
        var (tables, promoter) = (cluster.Home.Tables(), cluster.Home.Part<Promoter>());
        var play = new Play(act => act.Context.Lease <= 5 ? throw new JobException(JobErrorType.Budget, "No budget left.", TimeSpan.FromMinutes(15)) : Task.CompletedTask);
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        for (var time = 1; time <= 5; time++)
        {
            var n = time;
            var job = await tables.LiveWhenAsync(id, j => j.Is == JobState.Parked && j.Lease == n);
            job.Attempt.ShouldBe(0);
            // As long as it was told and up to 15 s more, so that not all who were refused come back at once.
            (job.RunAt - await tables.ClockAsync()).TotalMinutes.ShouldBeInRange(14, 15.25);
            (await promoter.PassAsync(CancellationToken.None)).ShouldBeFalse();
            (await tables.LiveAsync(id))!.Is.ShouldBe(JobState.Parked);
            await tables.ExecuteAsync($"UPDATE jobs_queue SET run_at = {tables.Now} WHERE id = @id", new { id });
            await TestServer.EventuallyAsync(async () =>
            {
                await promoter.PassAsync(CancellationToken.None);
                return play.Acts.Count;
            }, acts => acts > n);
        }

        var ended = await tables.EndedAsync(id);
        (ended.Is, ended.Attempts, ended.Lease).ShouldBe((JobState.Completed, 1, 6));
    }

    [Theory, OnBothDatabases]
    public async Task Job_that_puts_itself_off_waits_as_long_as_it_said_and_runs_again_without_an_attempt_or_a_failure(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        await cluster.AddAsync("worker");
        var (tables, promoter) = (cluster.Home.Tables(), cluster.Home.Part<Promoter>());
        var play = new Play(act =>
        {
            if (act.Context.Lease == 1) act.Context.RunAgain(TimeSpan.FromMinutes(3));
            return Task.CompletedTask;
        });
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        var waits = await tables.LiveWhenAsync(id, j => j.Is == JobState.Delayed);
        waits.Attempt.ShouldBe(0);
        (waits.RunAt - await tables.ClockAsync()).TotalMinutes.ShouldBeInRange(2.5, 3);
        await tables.ExecuteAsync($"UPDATE jobs_queue SET run_at = {tables.Now} WHERE id = @id", new { id });
        await promoter.PassAsync(CancellationToken.None);
        var ended = await tables.EndedAsync(id);
        (ended.Is, ended.Attempts, ended.Lease).ShouldBe((JobState.Completed, 1, 2L));
        (await tables.CountAsync("jobs_failures")).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_input_is_a_dead_letter_at_once(Database on)
    {
        var server = await QueueServers.On(on);
        var tables = server.Tables();
        var play = new Play(_ => throw new JobException(JobErrorType.Validation, "The schedule names no partner."));
        var dead = await tables.EndedAsync(await server.EnqueueAsync(Guid.CreateVersion7(), play.Job()));
        (dead.Is, dead.ErrorType, dead.Error, dead.Attempts).ShouldBe((JobState.Failed, "validation", "The schedule names no partner.", 1));
    }

    [Theory, OnBothDatabases]
    public async Task Payload_that_cannot_be_read_is_a_dead_letter_and_never_run(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, play) = (cluster.Home.Tables(), new Play());
        var id = await cluster.Home.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await tables.ExecuteAsync("UPDATE jobs_payloads SET payload = '{\"play\": 5}' WHERE id = @id", new { id });
        await cluster.AddAsync("worker");
        var dead = await tables.EndedAsync(id);
        (dead.Is, dead.ErrorType).ShouldBe((JobState.Failed, "validation"));
        play.Acts.ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Unexpected_error_is_kept_by_its_type_without_its_message(Database on)
    {
        var server = await QueueServers.On(on);
        var tables = server.Tables();
        var play = new Play(_ => throw new InvalidOperationException("Anna wrote: I am lonely"));
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), play.Job());
        await play.BegunAsync(1);
        var error = await TestServer.EventuallyAsync(() => tables.ListAsync<string>("SELECT error FROM jobs_failures WHERE job_id = @id", new { id }), e => e.Count > 0);
        error[0].ShouldBe("InvalidOperationException");
    }

    [Theory, OnBothDatabases]
    public async Task Attempt_that_outlasts_its_time_limit_is_stopped_and_counts_as_a_time_out(Database on)
    {
        var server = await QueueServers.On(on);
        var tables = server.Tables();
        var play = new Play(act => act.Context.Attempt == 1 ? Task.Delay(Timeout.Infinite, act.Stopped) : Task.CompletedTask);
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), play.Brief());
        var ended = await tables.EndedAsync(id);
        (ended.Is, ended.Attempts).ShouldBe((JobState.Completed, 2));
        (await tables.ListAsync<string>("SELECT error_type FROM jobs_failures WHERE job_id = @id", new { id })).ShouldBe(["timeout"]);
    }

    [Theory, OnBothDatabases]
    public async Task Job_whose_worker_died_on_every_attempt_is_a_dead_letter_and_does_not_kill_workers_for_ever(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var tables = server.Tables();
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), new Play().Job());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await tables.ClaimAsync(await tables.AddWorkerAsync(aliveForSeconds: -1), 1)).Single().Attempt.ShouldBe(attempt);
            await server.Part<Rescuer>().PassAsync(CancellationToken.None);
        }

        var dead = (await tables.EndAsync(id))!;
        (dead.Is, dead.Attempts, dead.Error).ShouldBe((JobState.Failed, 3, "The worker died on every attempt."));
        (await tables.LiveAsync(id)).ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Ended_jobs_are_removed_by_age_with_all_that_belongs_to_them_and_dead_letters_are_kept_longer(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 4).Select(n => new Play().Job(n))]);
        var claimed = await tables.ClaimAsync(await tables.AddWorkerAsync(), 3);
        var error = new JobException(JobErrorType.Auth, "refused");
        await tables.ApplyAsync(JobOutcome.Completed(claimed[0], null), JobOutcome.Failed(claimed[1], error, 0), JobOutcome.Failed(claimed[2], error, 0));
        async Task AgeAsync(Guid id, int days) =>
            await tables.ExecuteAsync($"UPDATE jobs_history SET finished_at = {tables.Storage.NowPlus($"-{days}.0 * 86400000")} WHERE id = @id", new { id });
        await AgeAsync(claimed[0].Id, 8);
        await AgeAsync(claimed[1].Id, 8);
        await AgeAsync(claimed[2].Id, 91);
        await tables.ExecuteAsync($"INSERT INTO jobs_ticks (schedule, fire_time, job_id) VALUES ('old', {tables.Storage.NowPlus("-91.0 * 86400000")}, @tenant), ('new', {tables.Now}, @tenant)", new { tenant });
        await server.Part<Pruner>().PassAsync(CancellationToken.None);
        (await tables.EndedOfAsync(tenant)).Count.ShouldBe(3, "not counted yet");
        while (await server.Part<HourFold>().PassAsync(CancellationToken.None))
        {
        }

        await server.Part<Pruner>().PassAsync(CancellationToken.None);

        (await tables.EndedOfAsync(tenant)).Select(j => j.Id).ShouldBe([claimed[1].Id]);
        (await tables.ListAsync<Guid>("SELECT job_id FROM jobs_failures WHERE tenant_id = @tenant", new { tenant })).ShouldBe([claimed[1].Id]);
        (await tables.CountAsync("jobs_payloads WHERE tenant_id = @tenant", new { tenant })).ShouldBe(2);
        (await tables.LiveOfAsync(tenant)).Count.ShouldBe(1, "a live job is never pruned");
        (await tables.ListAsync<string>("SELECT schedule FROM jobs_ticks")).ShouldBe(["new"]);
    }
}
