using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Maintenance;
using Steward.Jobs.Queue;
using Steward.Storage.Postgres;

namespace Queue;

/// <summary>What a claim takes, and from whom.</summary>
public sealed class Claims
{
    private static readonly TestServerOptions IdleServer = new() { Roles = ["web"] };

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.4")]
    public async Task Job_of_a_kind_that_no_running_worker_knows_waits_for_one_that_does(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant, play) = (cluster.Home.Tables(), Guid.CreateVersion7(), new Play());
        // One of them was even being run by a worker that is gone: the ignorant rescuer must put it back, not bury it.
        var (waiting, orphan) = (await cluster.Home.EnqueueAsync(tenant, play.Foreign()), await cluster.Home.EnqueueAsync(tenant, play.Foreign(1)));
        await tables.ExecuteAsync("UPDATE jobs_queue SET state = 2, attempt = 1, lease = 1, worker = @Gone WHERE id = @orphan", new { orphan, Gone = Guid.CreateVersion7() });
        await cluster.AddAsync(new TestServerOptions { Roles = ["worker", "scheduler"], Services = QueueServers.KnowScripted });
        await tables.EndedAsync(await cluster.Home.EnqueueAsync(tenant, play.Job(2)));
        await tables.LiveWhenAsync(orphan, job => job.Is == JobState.Waiting);
        (await tables.LiveAsync(waiting))!.Attempt.ShouldBe(0);

        await cluster.AddAsync("worker");
        (await tables.EndedAsync(waiting)).Attempts.ShouldBe(1);
        (await tables.EndedAsync(orphan)).Is.ShouldBe(JobState.Completed);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.8")]
    public async Task Claim_takes_no_more_than_its_limit_under_any_plan(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        await ForbidGoodPlansAsync(server);
        for (var tenant = 0; tenant < 7; tenant++)
            await server.EnqueueManyAsync(Guid.CreateVersion7(), [.. Enumerable.Range(0, 20 + tenant).Select(n => new Play().Job(n))]);
        var worker = await tables.AddWorkerAsync();
        var taken = 0;
        foreach (var limit in (int[])[1, 2, 3, 7, 8, 13, 20, 50])
        {
            var claimed = await tables.ClaimAsync(worker, limit);
            claimed.Count.ShouldBeLessThanOrEqualTo(limit);
            claimed.Count.ShouldBeGreaterThan(0);
            taken += claimed.Count;
            (await tables.CountAsync("jobs_queue WHERE state = 2")).ShouldBe(taken);
        }
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.8"), Trait("MustNot", "3.6.10")]
    public async Task Ten_concurrent_claimers_share_the_jobs_without_getting_one_twice(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        for (var tenant = 0; tenant < 3; tenant++)
            await server.EnqueueManyAsync(Guid.CreateVersion7(), [.. Enumerable.Range(0, 100).Select(n => new Play().Job(n))]);
        var taken = new ConcurrentBag<ClaimedJob>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var worker = await tables.AddWorkerAsync();
            while (taken.Count < 300)
            {
                var claimed = await tables.ClaimAsync(worker, 4);
                claimed.Count.ShouldBeLessThanOrEqualTo(4);
                foreach (var job in claimed) taken.Add(job);
            }
        }));
        taken.Count.ShouldBe(300);
        taken.Select(j => j.Id).Distinct().Count().ShouldBe(300);
        taken.ShouldAllBe(j => j.Lease == 1 && j.Attempt == 1);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.9")]
    public async Task Thousands_of_jobs_of_one_tenant_or_of_an_unknown_kind_do_not_stand_in_the_way(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        // The big one's turn comes first.
        var (tables, big, small) = (server.Tables(), Guid.Parse("00000000-0000-7000-8000-000000000001"), Guid.CreateVersion7());
        await server.EnqueueManyAsync(big, [.. Enumerable.Range(0, 3000).Select(n => new Play().Job(n))]);
        await server.EnqueueManyAsync(small, [.. Enumerable.Range(0, 3000).Select(n => new Play().Foreign(n))]);
        var id = await server.EnqueueAsync(small, new Play().Job());
        var claimed = await tables.ClaimAsync(await tables.AddWorkerAsync(), 10);
        claimed.ShouldContain(j => j.Id == id);
        claimed.ShouldAllBe(j => j.Kind == Scripted.Kind);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.9")]
    public async Task Tenants_take_turns_even_when_one_slot_at_a_time_is_free(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var tables = server.Tables();
        Guid[] tenants = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7())];
        foreach (var tenant in tenants) await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 20).Select(n => new Play().Job(n))]);
        var worker = await tables.AddWorkerAsync();
        var (known, turns) = (new FairTurns(), new List<Guid>());
        for (var turn = 0; turn < 12; turn++) turns.Add((await tables.ClaimAsync(worker, 1, known)).Single().TenantId);

        turns.CountBy(t => t).ShouldAllBe(t => t.Value == 4);
        turns.Chunk(3).ShouldAllBe(round => round.Distinct().Count() == 3);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.9")]
    public async Task Small_tenant_is_served_beside_a_big_one(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, play, big, small) = (cluster.Home.Tables(), new Play(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await cluster.Home.EnqueueManyAsync(big, [.. Enumerable.Range(0, 100).Select(play.Job)]);
        await cluster.Home.EnqueueManyAsync(small, [.. Enumerable.Range(0, 20).Select(play.Job)]);
        // One slot keeps the order exactly; several begin what they hold only nearly in it.
        await cluster.AddAsync("worker", "Jobs:Concurrency=1");
        await tables.AllEndedAsync(big, 100);
        play.Acts.Count.ShouldBe(120);
        // Equal shares end it when twenty of the big one's were begun.
        var begun = play.Acts.Select(a => a.Tenant).ToList();
        begun.Take(begun.LastIndexOf(small)).Count(t => t == big).ShouldBeInRange(19, 21);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.9")]
    public async Task Free_slots_do_not_wait_for_the_next_poll_because_a_share_was_not_used_up(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, play, big, small) = (cluster.Home.Tables(), new Play(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await cluster.Home.EnqueueManyAsync(big, [.. Enumerable.Range(0, 30).Select(play.Job)]);
        await cluster.Home.EnqueueManyAsync(small, [play.Job(30)]);
        await cluster.AddAsync("worker", "Jobs:PollSeconds=20");
        await tables.AllEndedAsync(big, 30, seconds: 10);
    }

    [Theory, OnBothDatabases]
    public async Task Lower_priority_numbers_run_first_and_equals_in_order(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant, play) = (server.Tables(), Guid.CreateVersion7(), new Play());
        var late = await server.EnqueueAsync(tenant, play.Job(), new JobOptions(Priority: 5));
        var normal = await server.EnqueueAsync(tenant, play.Job());
        var urgent = await server.EnqueueAsync(tenant, play.Job(), new JobOptions(Priority: -5));
        var worker = await tables.AddWorkerAsync();
        List<Guid> order = [];
        for (var turn = 0; turn < 3; turn++) order.Add((await tables.ClaimAsync(worker, 1)).Single().Id);
        order.ShouldBe([urgent, normal, late]);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.9")]
    public async Task Jobs_of_one_claim_begin_by_turn_and_a_tenants_own_by_priority_and_age(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, play) = (server.Tables(), new Play());
        Guid[] tenants = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        List<Guid[]> own = [];
        foreach (var tenant in tenants)
        {
            var late = await server.EnqueueAsync(tenant, play.Job(), new JobOptions(Priority: 5));
            Guid[] normal = [await server.EnqueueAsync(tenant, play.Job()), await server.EnqueueAsync(tenant, play.Job())];
            own.Add([await server.EnqueueAsync(tenant, play.Job(), new JobOptions(Priority: -5)), .. normal, late]);
        }

        (await tables.ClaimAsync(await tables.AddWorkerAsync(), 8)).Select(j => j.Id).ShouldBe(own[0].Zip(own[1]).SelectMany(pair => (Guid[])[pair.First, pair.Second]));
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.16")]
    public async Task Promotion_makes_at_most_a_thousand_jobs_claimable_at_once_under_any_plan(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 2500).Select(n => new Play().Job(n))]);
        await tables.ExecuteAsync($"UPDATE jobs_queue SET state = 1, run_at = {tables.Storage.NowPlus("-60000")} WHERE tenant_id = @tenant", new { tenant });
        var notYet = await server.EnqueueAsync(tenant, new Play().Job(), new JobOptions(TimeSpan.FromHours(1)));
        await ForbidGoodPlansAsync(server);
        var promoter = server.Part<Promoter>();
        foreach (var (more, waiting) in ((bool, int)[])[(true, 1000), (true, 2000), (false, 2500), (false, 2500)])
        {
            (await promoter.PassAsync(CancellationToken.None)).ShouldBe(more);
            (await tables.CountAsync("jobs_queue WHERE state = 0")).ShouldBe(waiting);
        }

        (await tables.LiveAsync(notYet))!.Is.ShouldBe(JobState.Delayed);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.16")]
    public async Task Rescue_puts_back_at_most_a_thousand_jobs_at_once_under_any_plan(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, IdleServer);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await server.EnqueueManyAsync(tenant, [.. Enumerable.Range(0, 1500).Select(n => new Play().Job(n))]);
        await tables.ExecuteAsync("UPDATE jobs_queue SET state = 2, attempt = 1, lease = 1, worker = @Gone WHERE tenant_id = @tenant", new { tenant, Gone = Guid.CreateVersion7() });
        await ForbidGoodPlansAsync(server);
        var rescuer = server.Part<Rescuer>();
        foreach (var (more, waiting) in ((bool, int)[])[(true, 1000), (false, 1500)])
        {
            (await rescuer.PassAsync(CancellationToken.None)).ShouldBe(more);
            (await tables.CountAsync("jobs_queue WHERE state = 0")).ShouldBe(waiting);
        }
    }

    // The planner is left with nested loops over scans: the plan in which a limit inside a subquery is taken again for every row.
    private static async Task ForbidGoodPlansAsync(TestServer server)
    {
        if (server.Services.GetRequiredService<Steward.Platform.Data.Storage>() is not PostgresStorage postgres) return;
        var tables = server.Tables();
        var database = await tables.ScalarAsync<string>("SELECT current_database()");
        foreach (var way in (string[])["hashjoin", "mergejoin", "hashagg", "sort", "material", "indexscan", "bitmapscan", "indexonlyscan"])
            await tables.ExecuteAsync($"ALTER DATABASE \"{database}\" SET enable_{way} = off");
        postgres.Planned.Clear();
    }
}
