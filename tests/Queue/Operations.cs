using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Control;
using Steward.Jobs.Operations;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Queue;

/// <summary>Retry, discard and cancel of everything that matches: page by page, each job once, through crashes, stops and pauses.</summary>
public sealed class Operations
{
    private const int Many = 250;

    [Theory, OnBothDatabases, Trait("Requirement", "P052")]
    public async Task Every_dead_letter_that_matches_is_repeated_once_and_what_fails_again_is_left_alone(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var play = new Play(_ => throw new JobException(JobErrorType.Validation, "wrong again"));
        await AddDeadAsync(tables, tenant, Many, play);
        await AddDeadAsync(tables, tenant, 10, play, errorType: "auth");
        var others = await AddDeadAsync(tables, Guid.CreateVersion7(), 10, play);
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Retry, new JobFilter { CanRetry = true }));
        await cluster.AddAsync();
        var ended = await EndedAsync(cluster.Home, tenant, id);
        (ended.Status, ended.Done, ended.Skipped).ShouldBe(("completed", Many, 0));
        await play.BegunAsync(Many);
        (await RepeatsAsync(tables, tenant)).ShouldBe((Many, Many));
        (await tables.CountAsync($"jobs_history WHERE id {(tables.IsPostgres ? "= ANY(@others)" : "IN @others")} AND retried_as IS NOT NULL", new { others })).ShouldBe(0);
        (await tables.CountAsync("audit_entries WHERE tenant_id = @tenant AND action = 'operation.completed'", new { tenant })).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Operation_that_breaks_off_within_a_page_goes_on_with_that_page_and_does_nothing_twice(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var ids = await AddDeadAsync(tables, tenant, Many, new Play());
        await BreakAtAsync(tables, ids[^150]);
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Retry, new JobFilter()));
        await cluster.AddAsync();
        await BrokenOffAsync(tables);
        // One page is done to the last job of it, of the next one nothing is.
        var half = await FindAsync(cluster.Home, tenant, id);
        (half.Status, half.Done, await RepeatsAsync(tables, tenant)).ShouldBe(("running", OperationRunner.PageSize, (OperationRunner.PageSize, OperationRunner.PageSize)));
        await MendAsync(tables);
        (await EndedAsync(cluster.Home, tenant, id)).Done.ShouldBe(Many);
        (await RepeatsAsync(tables, tenant)).ShouldBe((Many, Many));
    }

    [Theory, OnBothDatabases]
    public async Task Worker_that_lost_the_operations_lease_does_nothing(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        await AddDeadAsync(tables, tenant, 3, new Play());
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Retry, new JobFilter()));
        var job = (await tables.LiveOfAsync(tenant)).Single();
        await tables.ExecuteAsync("UPDATE jobs_queue SET state = 2, lease = 2 WHERE id = @Id", new { job.Id });
        await using var scope = cluster.Home.Scope(tenant);
        var late = new JobContext { JobId = job.Id, Lease = 1, Attempt = 1, MaxAttempts = 3, TenantId = tenant };
        await Should.ThrowAsync<LeaseLostException>(() => scope.ServiceProvider.GetRequiredService<OperationRunner>().RunAsync(new RunOperation(id), late, CancellationToken.None));
        (await FindAsync(cluster.Home, tenant, id)).Done.ShouldBe(0);
        (await RepeatsAsync(tables, tenant)).ShouldBe((0, 0));
    }

    [Theory, OnBothDatabases]
    public async Task Stopped_operation_does_no_more_and_what_it_has_done_stays_done(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var ids = await AddDeadAsync(tables, tenant, Many, new Play());
        await BreakAtAsync(tables, ids[^150]);
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Retry, new JobFilter()));
        await cluster.AddAsync();
        await BrokenOffAsync(tables);
        (await DoAsync(cluster.Home, tenant, o => o.StopAsync(new JobReach(tenant), id, CancellationToken.None))).ShouldBeTrue();
        await MendAsync(tables);
        await TestServer.EventuallyAsync(() => tables.CountAsync("jobs_queue WHERE kind = 'jobs.run-operation'"), left => left == 0);
        var stopped = await FindAsync(cluster.Home, tenant, id);
        (stopped.Status, stopped.Done, stopped.FinishedAt is null).ShouldBe(("stopped", OperationRunner.PageSize, false));
        (await RepeatsAsync(tables, tenant)).ShouldBe((OperationRunner.PageSize, OperationRunner.PageSize));
        (await DoAsync(cluster.Home, tenant, o => o.StopAsync(new JobReach(tenant), id, CancellationToken.None))).ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Operation_waits_while_its_queue_is_paused(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        await AddDeadAsync(tables, tenant, 3, new Play());
        await PauseAsync(cluster.Home, c => c.PauseAsync(RunOperation.Queue, tenant, "test", null, CancellationToken.None));
        var paused = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Discard, new JobFilter(), "known"));
        await cluster.AddAsync();
        var other = Guid.CreateVersion7();
        await AddDeadAsync(tables, other, 3, new Play());
        (await EndedAsync(cluster.Home, other, await StartAsync(cluster.Home, other, new OperationWish(OperationAction.Discard, new JobFilter(), "known")))).Done.ShouldBe(3);
        var waits = await FindAsync(cluster.Home, tenant, paused);
        (waits.Status, waits.Done).ShouldBe(("running", 0));
        await PauseAsync(cluster.Home, c => c.ResumeAsync(RunOperation.Queue, tenant, CancellationToken.None));
        (await EndedAsync(cluster.Home, tenant, paused)).Done.ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task Long_operation_is_handed_from_job_to_job_and_each_dead_letter_is_set_aside_with_its_reason(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        const int Thousands = 5_050;
        await AddDeadAsync(tables, tenant, Thousands, new Play());
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Discard, new JobFilter { ErrorType = "network" }, "The provider was down"));
        await cluster.AddAsync();
        (await EndedAsync(cluster.Home, tenant, id, seconds: 60)).Done.ShouldBe(Thousands);
        (await tables.CountAsync("jobs_history WHERE tenant_id = @tenant AND discarded = 'The provider was down'", new { tenant })).ShouldBe(Thousands);
        await TestServer.EventuallyAsync(() => tables.CountAsync("jobs_history WHERE kind = 'jobs.run-operation' AND state = 4"), jobs => jobs == 2);
    }

    [Theory, OnBothDatabases]
    public async Task Cancel_calls_off_live_jobs_of_the_states_that_were_named_and_no_other(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var waiting = await cluster.Home.EnqueueAsync(tenant, new Foreign(Guid.NewGuid()));
        var delayed = await cluster.Home.EnqueueAsync(tenant, new Foreign(Guid.NewGuid()), new JobOptions(TimeSpan.FromHours(1)));
        var another = await cluster.Home.EnqueueAsync(tenant, new Play().Job(), new JobOptions(TimeSpan.FromHours(1)));
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Cancel, new JobFilter { Kind = Foreign.Kind, States = [JobState.Delayed] }));
        await cluster.AddAsync(new TestServerOptions { Roles = ["worker"], Services = QueueServers.KnowScripted });
        (await EndedAsync(cluster.Home, tenant, id)).Done.ShouldBe(1);
        (await tables.EndAsync(delayed))!.Is.ShouldBe(JobState.Cancelled);
        (await tables.LiveAsync(waiting)).ShouldNotBeNull();
        (await tables.LiveAsync(another)).ShouldNotBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Operation_whose_job_dies_has_failed_and_says_why(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        await AddDeadAsync(tables, tenant, 1, new Play());
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Retry, new JobFilter()));
        await tables.ExecuteAsync("UPDATE jobs_operations SET action = 'forget' WHERE id = @id", new { id });
        await cluster.AddAsync();
        var ended = await EndedAsync(cluster.Home, tenant, id);
        ended.Status.ShouldBe("failed");
        ended.Error!.ShouldContain("validation");
        (await tables.CountAsync("audit_entries WHERE tenant_id = @tenant AND action = 'operation.failed'", new { tenant })).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Operation_whose_job_is_called_off_is_stopped(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var tenant = Guid.CreateVersion7();
        var id = await StartAsync(cluster.Home, tenant, new OperationWish(OperationAction.Retry, new JobFilter()));
        var job = (await cluster.Home.Tables().LiveOfAsync(tenant)).Single().Id;
        (await Control.DoAsync(cluster.Home, c => c.CancelAsync(new JobReach(tenant), job, CancellationToken.None))).ShouldBe(CancelAnswer.Cancelled);
        await cluster.AddAsync();
        (await EndedAsync(cluster.Home, tenant, id)).Status.ShouldBe("stopped");
    }

    private static async Task<List<Guid>> AddDeadAsync(JobTables tables, Guid tenant, int count, Play play, string errorType = "network")
    {
        play.Job();
        var rows = Enumerable.Range(0, count).Select(i => new
        {
            id = OrderedIds.Next(TimeProvider.System), tenant, payload = $$"""{"play":"{{play.Id}}","number":{{i}}}""", errorType,
        }).ToList();
        await tables.ExecuteAsync(
            $"""
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, finished_at, error_type, error, signature)
            VALUES (@id, @tenant, 'test', 'test.scripted', 5, 3, 3, {tables.Now}, {tables.Now}, @errorType, 'gone', 'gone')
            """, rows);
        await tables.ExecuteAsync($"INSERT INTO jobs_payloads (id, tenant_id, payload, enqueued_at) VALUES (@id, @tenant, @payload, {tables.Now})", rows);
        return [.. rows.Select(r => r.id)];
    }

    // How many jobs repeat another one, and how many others they repeat.
    private static async Task<(long Jobs, long Originals)> RepeatsAsync(JobTables tables, Guid tenant) => (
        await tables.CountAsync("jobs_payloads WHERE tenant_id = @tenant AND retry_of IS NOT NULL", new { tenant }),
        await tables.CountAsync("(SELECT DISTINCT retry_of FROM jobs_payloads WHERE tenant_id = @tenant AND retry_of IS NOT NULL) others", new { tenant }));

    // One dead letter that the database will not let be repeated: whatever page holds it breaks off within.
    private static async Task BreakAtAsync(JobTables tables, Guid id)
    {
        foreach (var sql in tables.IsPostgres
            ? (string[])["CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$ LANGUAGE plpgsql",
                $"CREATE TRIGGER refuse BEFORE UPDATE ON jobs_history FOR EACH ROW WHEN (NEW.id = '{id}') EXECUTE FUNCTION refuse()"]
            : [$"CREATE TRIGGER refuse BEFORE UPDATE ON jobs_history WHEN lower(NEW.id) = '{id}' BEGIN SELECT RAISE(ABORT, 'refused'); END"]) await tables.ExecuteAsync(sql);
    }

    private static Task MendAsync(JobTables tables) => tables.ExecuteAsync("DROP TRIGGER refuse" + (tables.IsPostgres ? " ON jobs_history" : ""));

    private static Task<long> BrokenOffAsync(JobTables tables) => TestServer.EventuallyAsync(() => tables.CountAsync("jobs_failures f JOIN jobs_queue q ON q.id = f.job_id WHERE q.kind = 'jobs.run-operation'"), n => n > 0);

    private static Task<Guid> StartAsync(TestServer server, Guid tenant, OperationWish wish) => DoAsync(server, tenant, o => o.StartAsync(new JobReach(tenant), wish, "key:test", CancellationToken.None));

    private static async Task<OperationLine> FindAsync(TestServer server, Guid tenant, Guid id) => (await DoAsync(server, tenant, o => o.FindAsync(new JobReach(tenant), id, CancellationToken.None)))!;

    private static Task<OperationLine> EndedAsync(TestServer server, Guid tenant, Guid id, int seconds = 30) =>
        TestServer.EventuallyAsync(() => FindAsync(server, tenant, id), o => o.FinishedAt is not null, seconds);

    private static async Task<T> DoAsync<T>(TestServer server, Guid tenant, Func<JobOperations, Task<T>> act)
    {
        await using var scope = server.Scope(tenant);
        return await act(scope.ServiceProvider.GetRequiredService<JobOperations>());
    }

    private static async Task PauseAsync(TestServer server, Func<QueueControl, Task> act)
    {
        await using var scope = server.Scope();
        await act(scope.ServiceProvider.GetRequiredService<QueueControl>());
    }
}
