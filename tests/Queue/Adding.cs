using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Queue;

/// <summary>How jobs and events come into the queue.</summary>
public sealed class Adding
{
    [Theory, OnBothDatabases, Trait("MustNot", "3.6.11")]
    public async Task Unique_key_holds_in_every_live_state_and_is_free_after_the_end(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant, once) = (server.Tables(), Guid.CreateVersion7(), new JobOptions(UniqueKey: "report-2026-01"));
        var first = await server.EnqueueAsync(tenant, new Play().Job(), once);
        foreach (var state in (JobState[])[JobState.Waiting, JobState.Delayed, JobState.Active, JobState.Parked])
        {
            await tables.ExecuteAsync("UPDATE jobs_queue SET state = @state WHERE id = @first", new { first, state = (short)state });
            await server.EnqueueAsync(tenant, new Play().Job(), once);
            (await tables.LiveOfAsync(tenant)).Select(j => j.Id).ShouldBe([first], state.ToString());
            (await tables.CountAsync("jobs_payloads WHERE tenant_id = @tenant", new { tenant })).ShouldBe(1);
        }

        await tables.ExecuteAsync("UPDATE jobs_queue SET state = 0 WHERE id = @first", new { first });
        await tables.ApplyAsync(JobOutcome.Completed((await tables.ClaimAsync(await tables.AddWorkerAsync(), 1)).Single(), null));
        var second = await server.EnqueueAsync(tenant, new Play().Job(), once);
        (await tables.LiveOfAsync(tenant)).Select(j => j.Id).ShouldBe([second]);
        var other = Guid.CreateVersion7();
        await server.EnqueueAsync(other, new Play().Job(), once);
        (await tables.LiveOfAsync(other)).Count.ShouldBe(1, "another tenant's key is another key");
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.11")]
    public async Task Of_twenty_at_once_with_one_unique_key_one_is_added(Database on)
    {
        var server = await QueueServers.Idle(on);
        var tenant = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => server.EnqueueAsync(tenant, new Play().Brief(n), new JobOptions(UniqueKey: tenant.ToString()))));
        (await server.Tables().LiveOfAsync(tenant)).Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.13")]
    public async Task Ids_are_uuids_and_numbers_that_grow_do_not_end_at_32_bits(Database on)
    {
        var server = await QueueServers.On(on);
        var (tables, play, beyond) = (server.Tables(), new Play(), 1L << 40);
        var id = await server.EnqueueAsync(Guid.CreateVersion7(), play.Job(), new JobOptions(TimeSpan.FromHours(1)));
        id.Version.ShouldBe(7);
        await tables.ExecuteAsync($"UPDATE jobs_queue SET lease = @beyond, state = 0, run_at = {tables.Now} WHERE id = @id", new { id, beyond });
        (await tables.EndedAsync(id)).Lease.ShouldBe(beyond + 1);
        play.Acts.Single().Context.Lease.ShouldBe(beyond + 1);
        if (!tables.IsPostgres) return;
        var narrow = await tables.ListAsync<string>(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_name LIKE 'jobs_%' AND (column_name = 'id' OR column_name LIKE '%_id' OR column_name = 'lease') AND data_type NOT IN ('uuid', 'bigint')");
        // A process's number is the system's, a request's id whatever its sender chose.
        narrow.Order().ShouldBe(["jobs_operations.user_id", "jobs_payloads.request_id", "jobs_payloads.user_id", "jobs_workers.process_id"]);
    }

    [Theory, OnBothDatabases]
    public async Task Event_is_one_job_per_listener_in_the_publishers_transaction(Database on)
    {
        var server = await QueueServers.Idle(on);
        var (tables, tenant, play) = (server.Tables(), Guid.CreateVersion7(), new Play());
        await using var scope = server.Scope(tenant);
        var (db, jobs) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<JobQueue>());
        await db.InTransactionAsync(async () =>
        {
            await db.ExecuteAsync("INSERT INTO test_effects (play, number, lease) VALUES (@Id, 0, 0)", new { play.Id }, CancellationToken.None);
            await jobs.PublishAsync(play.Event(), CancellationToken.None);
            (await tables.LiveOfAsync(tenant)).ShouldBeEmpty("nobody sees them before the commit");
        }, CancellationToken.None);
        (await tables.ListAsync<string>("SELECT kind FROM jobs_queue WHERE tenant_id = @tenant ORDER BY kind", new { tenant })).ShouldBe(["test.happened>first", "test.happened>second"]);
    }

    [Theory, OnBothDatabases]
    public async Task Event_whose_publisher_rolls_back_never_happened(Database on)
    {
        var server = await QueueServers.Idle(on);
        var (tables, tenant, play) = (server.Tables(), Guid.CreateVersion7(), new Play());
        await using (var scope = server.Scope(tenant))
        {
            var (db, jobs) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<JobQueue>());
            await Should.ThrowAsync<InvalidOperationException>(() => db.InTransactionAsync(async () =>
            {
                await jobs.PublishAsync(play.Event(), CancellationToken.None);
                await jobs.EnqueueAsync(play.Job(), null, CancellationToken.None);
                throw new InvalidOperationException();
            }, CancellationToken.None));
        }

        (await tables.LiveOfAsync(tenant)).ShouldBeEmpty();
        (await tables.CountAsync("jobs_payloads WHERE tenant_id = @tenant", new { tenant })).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Listener_that_fails_is_tried_again_without_the_other(Database on)
    {
        var server = await QueueServers.On(on);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var failed = 0;
        var play = new Play(_ => Interlocked.Increment(ref failed) == 1 ? throw new JobException(JobErrorType.Network, "no way") : Task.CompletedTask);
        await using (var scope = server.Scope(tenant))
            await scope.ServiceProvider.GetRequiredService<JobQueue>().PublishAsync(play.Event(), CancellationToken.None);
        var ended = await tables.AllEndedAsync(tenant, 2);
        ended.Select(j => j.Attempts).ShouldBe([1, 2], ignoreOrder: true);
    }

    [Theory, OnBothDatabases]
    public async Task Job_added_while_a_worker_sleeps_between_polls_is_started_at_once(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Settings = ["Jobs:PollSeconds=20"] });
        var (tables, tenant, play) = (server.Tables(), Guid.CreateVersion7(), new Play());
        await tables.EndedAsync(await server.EnqueueAsync(tenant, play.Job()), seconds: 10);
        await tables.EndedAsync(await server.EnqueueAsync(tenant, play.Job(1)), seconds: 10);
    }

    /// <summary>Each NOTIFY takes a lock that all commits share: one for a burst, and never inside the transaction that adds.</summary>
    [Fact, Trait("MustNot", "3.6.17")]
    public async Task Burst_of_a_thousand_jobs_is_told_in_few_notifications_and_outside_their_transactions()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var cluster = await Cluster.StartAsync(Database.Postgres);
        var (server, tables, tenant, play) = (cluster.Home, cluster.Home.Tables(), Guid.CreateVersion7(), new Play());
        await cluster.AddAsync("worker", "Jobs:Concurrency=100");
        await using var ear = await Ear.OpenAsync(server);

        var writer = server.Services.GetRequiredService<JobWriter>();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => writer.EnqueueAsync(tenant, play.Job(n), null, CancellationToken.None)));
        await tables.AllEndedAsync(tenant, 1000);
        await TestServer.EventuallyAsync(ear.HeardAsync, count => count > 0);
        (await ear.HeardAsync()).ShouldBeInRange(1, 200);
        (await tables.CountAsync("pg_trigger WHERE NOT tgisinternal AND tgrelid IN ('jobs_queue'::regclass, 'jobs_payloads'::regclass)")).ShouldBe(0);

        // A transaction that adds and rolls back tells nobody, not even on the connection's own commit.
        var before = await ear.HeardAsync();
        await using (var scope = server.Scope(tenant))
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            await Should.ThrowAsync<InvalidOperationException>(() => db.InTransactionAsync(async () =>
            {
                await scope.ServiceProvider.GetRequiredService<JobQueue>().EnqueueAsync(play.Brief(), null, CancellationToken.None);
                throw new InvalidOperationException();
            }, CancellationToken.None));
        }

        await tables.EndedAsync(await server.EnqueueAsync(tenant, play.Job()));
        await TestServer.EventuallyAsync(ear.HeardAsync, count => count == before + 1);
    }

    /// <summary>Gathering is for those that follow: with a clock on which its few milliseconds never pass, the first is heard all the same.</summary>
    [Fact]
    public async Task First_wake_up_of_other_processes_does_not_wait_for_more_to_gather()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var server = await QueueServers.StartAsync(Database.Postgres, new TestServerOptions
        {
            Roles = ["web"],
            Services = services =>
            {
                QueueServers.Know(services);
                services.AddSingleton<TimeProvider>(new WithoutMilliseconds());
            },
        });
        await using var ear = await Ear.OpenAsync(server);
        await server.EnqueueAsync(Guid.CreateVersion7(), new Play().Job());
        await TestServer.EventuallyAsync(ear.HeardAsync, count => count > 0);
    }

    [Fact]
    public async Task Ids_of_one_process_ascend_also_within_a_millisecond_and_from_many_threads()
    {
        var stopped = new FakeClock();
        var one = Enumerable.Range(0, 20_000).Select(_ => OrderedIds.Next(stopped)).ToList();
        one.ShouldBe(one.Order());
        one.ShouldAllBe(id => id.Version == 7 && id.Variant >= 8 && id.Variant <= 11);
        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 5000).Select(_ => OrderedIds.Next(TimeProvider.System)).ToList())));
        many.ShouldAllBe(ids => ids.SequenceEqual(ids.Order()));
        many.SelectMany(ids => ids).Distinct().Count().ShouldBe(40_000);
    }

    [Theory, OnBothDatabases]
    public async Task Jobs_added_together_run_in_the_order_in_which_they_were_given(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (play, tenant) = (new Play(), Guid.CreateVersion7());
        await cluster.Home.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 200).Select(play.Job)]);
        await cluster.AddAsync("worker", "Jobs:Concurrency=1");
        await cluster.Home.Tables().AllEndedAsync(tenant, 200);
        play.Acts.Select(a => a.Number).ShouldBe(Enumerable.Range(0, 200));
    }

    private sealed class FakeClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);
    }
}
