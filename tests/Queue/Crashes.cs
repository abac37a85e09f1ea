using Queue.Stage;
using Steward.Jobs.Queue;

namespace Queue;

/// <summary>Processes that are killed, stopped or lose their database in the middle of the work.</summary>
[Collection("Processes")]
public sealed class Crashes
{
    private const int Texts = 240;
    private const int Concurrency = 10;

    [Theory, OnBothDatabases, Trait("Speed", "Slow"), Trait("Requirement", "P058")]
    public async Task Worker_killed_in_the_middle_loses_nothing_and_only_what_it_was_doing_is_done_again(Database on)
    {
        await using var workshop = await Workshop.OpenAsync(on);
        var doomed = await workshop.StartWorkerAsync();
        var sending = workshop.SendAsync(Texts);
        await workshop.Provider.WaitForCallsAsync(60, TimeSpan.FromSeconds(30));
        await doomed.Kill9Async();
        await workshop.StartWorkerAsync();
        await sending;
        await workshop.CheckAllDoneOnceAsync(Texts, Concurrency);
    }

    [Fact, Trait("Speed", "Slow"), Trait("MustNot", "3.6.5"), Trait("Requirement", "P044"), Trait("Requirement", "P058")]
    public async Task Database_restart_in_the_middle_loses_nothing_and_needs_no_hand()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = false });
        var connection = await MigratedAsync(postgres);
        await using var workshop = await Workshop.OpenAsync(Database.Postgres, connection);
        await workshop.SendAsync(Texts);
        var process = await workshop.StartWorkerAsync();
        await workshop.Provider.WaitForCallsAsync(60, TimeSpan.FromSeconds(30));
        await postgres.RestartAsync(PostgresShutdown.Immediate);
        await workshop.CheckAllDoneOnceAsync(Texts, 2 * Concurrency);
        process.HasExited.ShouldBeFalse();
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow"), Trait("MustNot", "3.6.3")]
    public async Task Asked_to_stop_a_process_lets_its_running_jobs_end_and_leaves_the_rest_untouched(Database on)
    {
        await using var workshop = await Workshop.OpenAsync(on);
        var release = new TaskCompletionSource();
        workshop.Provider.Default = workshop.Provider.Default with { Until = release.Task };
        var process = await workshop.StartWorkerAsync();
        await workshop.SendAsync(15);
        await workshop.Provider.WaitForCallsAsync(Concurrency, TimeSpan.FromSeconds(30));
        process.Terminate();
        // Its listener closes first, so the lease that is still renewed shows that it drains.
        var lease = await workshop.Tables.ScalarAsync<DateTime>("SELECT lease_until FROM jobs_workers");
        await TestServer.EventuallyAsync(() => workshop.Tables.ScalarAsync<DateTime>("SELECT lease_until FROM jobs_workers"), until => until > lease);
        release.SetResult();
        (await process.WaitForExitAsync()).ShouldBe(0);

        (await workshop.ClassifiedAsync()).ShouldBe(Concurrency);
        var ended = await workshop.Tables.EndedOfAsync(workshop.Tenant.Id);
        ended.Count.ShouldBe(Concurrency);
        ended.ShouldAllBe(j => j.Is == JobState.Completed && j.Attempts == 1);
        var waiting = await workshop.Tables.LiveOfAsync(workshop.Tenant.Id);
        waiting.Count.ShouldBe(15 - Concurrency);
        waiting.ShouldAllBe(j => j.Is == JobState.Waiting && j.Attempt == 0);
        workshop.Provider.CallCount.ShouldBe(Concurrency);
        (await workshop.Tables.CountAsync("jobs_workers")).ShouldBe(0);
    }

    private static async Task<string> MigratedAsync(PrivatePostgres postgres) => await Outages.MigrateAsync(await postgres.CreateDatabaseAsync());
}
