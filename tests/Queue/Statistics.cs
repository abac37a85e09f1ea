using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Queue.Stage;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Jobs.Statistics;
using Steward.Platform.Data;

namespace Queue;

/// <summary>The count of ended jobs by the hour: each once, whatever dies and whoever else counts.</summary>
public sealed class Statistics
{
    [Theory, OnBothDatabases]
    public async Task Two_schedulers_that_count_at_once_count_each_job_once(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        for (var day = 1; day <= 6; day++) await EndAsync(tables, tenant, 20, day * 86_400_000L);
        HourFold[] folds = [server.Part<HourFold>(), server.Part<HourFold>(), server.Part<HourFold>()];
        await Task.WhenAll(folds.Select(fold => Task.Run(async () =>
        {
            while (await fold.PassAsync(CancellationToken.None))
            {
            }
        })));
        (await CountedAsync(tables, tenant)).ShouldBe(120);
        (await tables.CountAsync("jobs_hours WHERE tenant_id = @tenant", new { tenant })).ShouldBe(6, "a row for each hour that has jobs");
    }

    [Theory, OnBothDatabases]
    public async Task Count_that_dies_before_its_commit_leaves_nothing_and_the_next_counts_all(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await EndAsync(tables, tenant, 5, 3_600_000);
        var before = tables.Storage.NowPlus("-4000000");
        await tables.ExecuteAsync($"INSERT INTO jobs_watermarks (name, until, next) VALUES ('hours', {before}, {before})");
        // The last step, after the counts are written.
        await tables.ExecuteAsync(tables.IsPostgres
            ? """
              CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING MESSAGE = ''dies here''; END';
              CREATE TRIGGER stop BEFORE UPDATE OF until ON jobs_watermarks FOR EACH ROW EXECUTE FUNCTION stop();
              """
            : "CREATE TRIGGER stop BEFORE UPDATE OF until ON jobs_watermarks BEGIN SELECT RAISE(ABORT, 'dies here'); END");
        (await Should.ThrowAsync<Exception>(() => server.Part<HourFold>().PassAsync(CancellationToken.None))).Message.ShouldContain("dies here");
        await tables.ExecuteAsync("DROP TRIGGER stop" + (tables.IsPostgres ? " ON jobs_watermarks" : ""));
        (await CountedAsync(tables, tenant)).ShouldBe(0);
        await FoldAsync(server);
        await FoldAsync(server);
        (await CountedAsync(tables, tenant)).ShouldBe(5);
    }

    [Fact]
    public async Task End_that_is_committed_late_is_counted_all_the_same()
    {
        if (!PrivatePostgres.Available) Assert.Skip(PrivatePostgres.WhyNotAvailable!);
        await using var server = await QueueServers.StartAsync(Database.Postgres, new TestServerOptions { Roles = ["web"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        var fold = new HourFold(server.Services.GetRequiredService<Storage>(), server.Services.GetRequiredService<IOptions<JobsOptions>>()) { LagMs = 0 };
        await fold.PassAsync(CancellationToken.None);
        // On SQLite nobody counts while somebody writes.
        await using var late = await server.Services.GetRequiredService<Storage>().OpenAsync(CancellationToken.None);
        await using var transaction = await late.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await late.ExecuteAsync(EndNow, new { id = Guid.CreateVersion7(), tenant }, transaction);
        await tables.ExecuteAsync(EndNow, new { id = Guid.CreateVersion7(), tenant });
        await fold.PassAsync(CancellationToken.None);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await fold.PassAsync(CancellationToken.None);
        (await CountedAsync(tables, tenant)).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Counts_are_removed_when_they_are_old(Database on)
    {
        await using var server = await QueueServers.StartAsync(on, new TestServerOptions { Roles = ["web"], Settings = ["Jobs:KeepStatisticsDays=2"] });
        var (tables, tenant) = (server.Tables(), Guid.CreateVersion7());
        await EndAsync(tables, tenant, 3, 3 * 86_400_000L);
        await EndAsync(tables, tenant, 4, 86_400_000L);
        await FoldAsync(server);
        (await CountedAsync(tables, tenant)).ShouldBe(4);
    }

    private const string EndNow =
        """
        INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at)
        VALUES (@id, @tenant, 'test', 'test.any', 4, 1, 1, clock_timestamp(), clock_timestamp(), clock_timestamp())
        """;

    private static async Task FoldAsync(TestServer server)
    {
        var fold = server.Part<HourFold>();
        while (await fold.PassAsync(CancellationToken.None))
        {
        }
    }

    private static Task<long> CountedAsync(JobTables tables, Guid tenant) =>
        tables.ScalarAsync<long>("SELECT CAST(coalesce(sum(jobs), 0) AS bigint) FROM jobs_hours WHERE tenant_id = @tenant", new { tenant });

    private static async Task EndAsync(JobTables tables, Guid tenant, int jobs, long msAgo)
    {
        var at = tables.Storage.NowPlus($"-{msAgo}");
        for (var i = 0; i < jobs; i++)
            await tables.ExecuteAsync(
                $"""
                INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at)
                VALUES (@id, @tenant, 'test', 'test.any', {(int)JobState.Completed}, 1, 1, {at}, {at}, {at})
                """, new { id = Guid.CreateVersion7(), tenant });
    }
}
