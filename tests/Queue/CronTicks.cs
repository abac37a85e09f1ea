using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Queue.Stage;
using Steward.Jobs.Cron;
using Steward.Jobs.Queue;

namespace Queue;

/// <summary>When schedules put jobs in the queue.</summary>
public sealed class CronTicks
{
    private static async Task<DateTime> SaveAsync(TestServer server, Guid tenant, string name, string cron, MissedRuns missed = MissedRuns.RunOnce)
    {
        await using var scope = server.Scope(tenant);
        return await scope.ServiceProvider.GetRequiredService<Schedules>().SaveAsync(
            new ScheduleDefinition(name, cron, Missed: missed), new Scripted(Guid.CreateVersion7()), CancellationToken.None);
    }

    /// <summary>A schedule that came true half past, for the last time 30 minutes ago.</summary>
    private static async Task<(string Cron, DateTime Last)> HourlyAsync(JobTables tables)
    {
        var half = (await tables.ClockAsync()).AddMinutes(-30);
        return ($"{half.Minute} * * * *", new DateTime(half.Year, half.Month, half.Day, half.Hour, half.Minute, 0, DateTimeKind.Utc));
    }

    private static Task<int> DueSinceAsync(JobTables tables, string name, DateTime next) =>
        tables.ExecuteAsync("UPDATE jobs_schedules SET next_run_at = @next WHERE name = @name", new { name, next });

    private static async Task<List<DateTime>> FiredAsync(JobTables tables, Guid tenant) =>
        [.. (await tables.ListAsync<string>("SELECT payload FROM jobs_payloads WHERE tenant_id = @tenant", new { tenant }))
            .Select(p => JsonDocument.Parse(p).RootElement.GetProperty("fireTime").GetDateTime()).Order()];

    [Theory, OnBothDatabases]
    public async Task Many_schedulers_on_one_database_fire_each_time_once(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var (cron, last) = await HourlyAsync(tables);
        for (var n = 0; n < 20; n++)
        {
            await SaveAsync(server, tenant, $"test:{n}", cron);
            await DueSinceAsync(tables, $"test:{n}", last);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Part<CronTicker>().PassAsync(CancellationToken.None)));
        (await FiredAsync(tables, tenant)).ShouldBe(Enumerable.Repeat(last, 20));
        (await tables.CountAsync("jobs_ticks")).ShouldBe(20);
        (await tables.ListAsync<DateTime>("SELECT next_run_at FROM jobs_schedules WHERE name LIKE 'test:%'")).ShouldAllBe(next => next == last.AddHours(1));
    }

    [Theory, OnBothDatabases]
    public async Task Two_server_processes_fire_a_due_schedule_once_and_one_of_them_runs_it(Database on)
    {
        await using var cluster = await Cluster.StartAsync(on);
        var (tables, tenant) = (cluster.Home.Tables(), Guid.CreateVersion7());
        var (cron, last) = await HourlyAsync(tables);
        await SaveAsync(cluster.Home, tenant, "test:two", cron);
        await cluster.AddAsync();
        await cluster.AddAsync();
        await DueSinceAsync(tables, "test:two", last);
        await tables.AllEndedAsync(tenant, 1);
        await TestServer.EventuallyAsync(() => tables.CountAsync($"jobs_schedules WHERE name = 'test:two' AND next_run_at > {tables.Now}"), count => count == 1);
        (await FiredAsync(tables, tenant)).ShouldBe([last]);
    }

    [Theory, OnBothDatabases]
    public async Task Missed_runs_are_run_once_skipped_or_all_run_as_the_schedule_says(Database on)
    {
        var server = await QueueServers.Idle(on);
        var tables = server.Tables();
        var (cron, last) = await HourlyAsync(tables);
        var tenants = new Dictionary<MissedRuns, Guid>();
        foreach (var missed in Enum.GetValues<MissedRuns>())
        {
            var name = $"test:{tenants[missed] = Guid.CreateVersion7()}";
            await SaveAsync(server, tenants[missed], name, cron, missed);
            await DueSinceAsync(tables, name, last.AddHours(-2));
        }

        await server.Part<CronTicker>().PassAsync(CancellationToken.None);
        (await FiredAsync(tables, tenants[MissedRuns.RunOnce])).ShouldBe([last]);
        (await FiredAsync(tables, tenants[MissedRuns.Skip])).ShouldBeEmpty();
        (await FiredAsync(tables, tenants[MissedRuns.RunAll])).ShouldBe([last.AddHours(-2), last.AddHours(-1), last]);
        foreach (var tenant in tenants.Values)
            (await tables.ScalarAsync<DateTime>("SELECT next_run_at FROM jobs_schedules WHERE tenant_id = @tenant", new { tenant })).ShouldBe(last.AddHours(1));
    }

    [Theory, OnBothDatabases]
    public async Task After_a_long_outage_a_frequent_schedule_runs_once_for_its_latest_time(Database on)
    {
        var server = await QueueServers.Idle(on);
        var tables = server.Tables();
        foreach (var missed in (MissedRuns[])[MissedRuns.RunOnce, MissedRuns.Skip])
        {
            var tenant = Guid.CreateVersion7();
            await SaveAsync(server, tenant, $"test:{tenant}", "* * * * *", missed);
            var now = await tables.ClockAsync();
            await DueSinceAsync(tables, $"test:{tenant}", new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 0, DateTimeKind.Utc).AddDays(-40));
            await server.Part<CronTicker>().PassAsync(CancellationToken.None);
            // A run of this very minute is on time, so that it is not skipped either.
            (await FiredAsync(tables, tenant)).Single().ShouldBeInRange(now.AddMinutes(-1), now.AddMinutes(1));
        }
    }

    [Theory, OnBothDatabases]
    public async Task Clock_that_jumps_back_does_not_fire_a_time_again(Database on)
    {
        var server = await QueueServers.Idle(on);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var (cron, last) = await HourlyAsync(tables);
        var name = $"test:{tenant}";
        await SaveAsync(server, tenant, name, cron);
        for (var time = 0; time < 3; time++)
        {
            // As if somebody had saved the schedule while the clock stood an hour back.
            await DueSinceAsync(tables, name, last);
            await server.Part<CronTicker>().PassAsync(CancellationToken.None);
        }

        (await FiredAsync(tables, tenant)).ShouldBe([last]);
    }

    [Theory, OnBothDatabases]
    public async Task Schedule_that_is_off_or_removed_does_not_fire(Database on)
    {
        var server = await QueueServers.Idle(on);
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var (cron, last) = await HourlyAsync(tables);
        await using var scope = server.Scope(tenant);
        var schedules = scope.ServiceProvider.GetRequiredService<Schedules>();
        await schedules.SaveAsync(new ScheduleDefinition($"test:off:{tenant}", cron, Active: false), new Scripted(tenant), CancellationToken.None);
        await DueSinceAsync(tables, $"test:off:{tenant}", last);
        await SaveAsync(server, tenant, $"test:gone:{tenant}", cron);
        await DueSinceAsync(tables, $"test:gone:{tenant}", last);
        await schedules.RemoveAsync($"test:gone:{tenant}", CancellationToken.None);
        await server.Part<CronTicker>().PassAsync(CancellationToken.None);
        (await FiredAsync(tables, tenant)).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.9")]
    public async Task Broken_schedules_and_schedules_of_unknown_kinds_do_not_stand_in_the_way_of_others(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var (cron, last) = await HourlyAsync(tables);
        for (var n = 0; n < 120; n++)
        {
            await SaveAsync(server, Guid.CreateVersion7(), $"test:unknown:{n}", cron);
            await DueSinceAsync(tables, $"test:unknown:{n}", last.AddHours(-2));
        }

        await tables.ExecuteAsync("UPDATE jobs_schedules SET kind = 'test.of-another-version' WHERE name LIKE 'test:%'");
        await SaveAsync(server, tenant, "test:broken", cron);
        await tables.ExecuteAsync("UPDATE jobs_schedules SET cron = '61 * * * *', next_run_at = @last WHERE name = 'test:broken'", new { last });
        await SaveAsync(server, tenant, "test:good", cron);
        await DueSinceAsync(tables, "test:good", last);

        (await server.Part<CronTicker>().PassAsync(CancellationToken.None)).ShouldBeFalse();
        (await FiredAsync(tables, tenant)).ShouldBe([last]);
        (await tables.CountAsync("jobs_schedules WHERE NOT active")).ShouldBe(1);
        (await tables.CountAsync("jobs_schedules WHERE name LIKE 'test:unknown:%' AND next_run_at = @Due", new { Due = last.AddHours(-2) })).ShouldBe(120, "they wait for a process that knows them");
    }

    [Theory, OnBothDatabases]
    public async Task Expression_that_is_wrong_or_never_true_is_refused(Database on)
    {
        var server = await QueueServers.Idle(on);
        foreach (var cron in (string[])["61 * * * *", "* * * *", "0 0 31 2 *", "nonsense"])
            await Should.ThrowAsync<CronException>(() => SaveAsync(server, Guid.CreateVersion7(), "test:wrong", cron));
    }
}
