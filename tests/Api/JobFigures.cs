using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs.Queue;
using Steward.Jobs.Statistics;
using Steward.Platform.Http;

namespace Api;

/// <summary>Ended jobs in numbers: the same before they are counted, after they are counted, and after they are gone.</summary>
public sealed class JobFigures
{
    [Theory, OnBothDatabases, Trait("Requirement", "P023"), Trait("Requirement", "P037")]
    public async Task Figures_of_a_period_are_the_same_before_and_after_the_hours_are_counted_and_when_the_jobs_are_gone(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var tenant = await server.NewTenantAsync("operator");
        var client = server.Client(Service.Platform, tenant.Key);
        // 19 jobs of 100 ms, one of 4,000 ms; two of them needed a second attempt.
        for (var i = 0; i < 19; i++) await EndAsync(server, tenant.Id, new Ended(100, Attempts: i < 2 ? 2 : 1, Checks: 1, Passed: i == 0 ? 0 : 1), hoursAgo: i % 5);
        await EndAsync(server, tenant.Id, new Ended(4000, JobState.Failed, "timeout", Attempts: 3, Checks: 1, Passed: 0), hoursAgo: 2);
        await EndAsync(server, tenant.Id, new Ended(10, JobState.Cancelled), hoursAgo: 1);
        await EndAsync(server, tenant.Id, new Ended(10), hoursAgo: 30);
        await EndAsync(server, (await server.NewTenantAsync()).Id, new Ended(10), hoursAgo: 1);

        var before = await FiguresAsync(client, "");
        Check(before);
        await FoldAsync(server);
        (await server.CountAsync("SELECT CAST(sum(jobs) AS bigint) FROM jobs_hours")).ShouldBe(23);
        Same(before, await FiguresAsync(client, ""));
        await server.ExecuteAsync("DELETE FROM jobs_history");
        Same(before, await FiguresAsync(client, ""));
        (await FiguresAsync(client, "?hours=8784")).GetProperty("totalJobs").GetInt64().ShouldBe(21);

        static void Check(JsonElement figures)
        {
            long Count(string name) => figures.GetProperty(name).GetInt64();
            double Number(string name) => figures.GetProperty(name).GetDouble();
            (Count("totalJobs"), Count("successfulJobs"), Count("failedJobs"), Count("cancelledJobs")).ShouldBe((20, 19, 1, 1));
            (Number("successRate"), Number("failureRate")).ShouldBe((95, 5));
            (Number("averageProcessingTime"), Count("totalRetries"), Number("averageRetriesPerJob")).ShouldBe((295, 4, 0.2));
            // 50 to 100 ms is one bucket: the tenth of nineteen jobs in it, and the last of them.
            (Number("medianProcessingTime"), Number("p95ProcessingTime")).ShouldBe((76.316, 100));
            (Count("validationAttempts"), Count("validationPasses"), Count("validationFailures"), Number("validationPassRate")).ShouldBe((20, 18, 2, 90));
            figures.GetProperty("queueStatus").GetProperty("completed").GetInt64().ShouldBe(19);
            var provider = figures.GetProperty("providerStats").GetProperty("openai");
            (provider.GetProperty("count").GetInt64(), provider.GetProperty("successRate").GetDouble(), provider.GetProperty("avgDuration").GetDouble()).ShouldBe((20, 95, 295));
            (figures.GetProperty("errorStats").GetProperty("byType").GetProperty("timeout").GetInt64(), figures.GetProperty("errorStats").GetProperty("total").GetInt64()).ShouldBe((1, 1));
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P023")]
    public async Task Tenant_sees_its_own_jobs_and_the_owner_everybodys_of_a_queue_or_kind(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var (tenant, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        await EndAsync(server, tenant.Id, new Ended(100), hoursAgo: 1);
        await EndAsync(server, other.Id, new Ended(100), hoursAgo: 1);
        await EndAsync(server, other.Id, new Ended(100, Kind: "impact.other", Queue: "events"), hoursAgo: 1);
        var mine = server.Client(Service.Platform, tenant.Key);
        var all = server.Client(Service.Platform, await RolesAndRoutes.KeyAsync(server, Guid.Empty, "owner"));
        foreach (var counted in (bool[])[false, true])
        {
            if (counted) await FoldAsync(server);
            (await FiguresAsync(mine, "")).GetProperty("totalJobs").GetInt64().ShouldBe(1);
            (await FiguresAsync(all, "")).GetProperty("totalJobs").GetInt64().ShouldBe(3);
            (await FiguresAsync(all, "?queue=ai")).GetProperty("totalJobs").GetInt64().ShouldBe(2);
            (await FiguresAsync(all, "?kind=impact.other")).GetProperty("totalJobs").GetInt64().ShouldBe(1);
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P023")]
    public async Task Hours_begin_exactly_while_the_jobs_are_kept_and_what_there_is_nothing_of_is_absent(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.Platform, tenant.Key);
        var empty = await FiguresAsync(client, "?hours=1");
        empty.GetProperty("totalJobs").GetInt64().ShouldBe(0);
        foreach (var name in (string[])["successRate", "averageProcessingTime", "medianProcessingTime", "p95ProcessingTime", "validationPassRate"])
            empty.TryGetProperty(name, out _).ShouldBeFalse(name);
        foreach (var wrong in (string[])["?hours=0", "?hours=8785"])
            (await (await client.GetAsync("/v1/jobs/metrics" + wrong, Answers.Ct)).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/hours");

        await EndAsync(server, tenant.Id, new Ended(100), hoursAgo: 0.99);
        await EndAsync(server, tenant.Id, new Ended(100), hoursAgo: 1.01);
        foreach (var counted in (bool[])[false, true])
        {
            if (counted) await FoldAsync(server);
            (await FiguresAsync(client, "?hours=1")).GetProperty("totalJobs").GetInt64().ShouldBe(1);
            (await FiguresAsync(client, "?hours=2")).GetProperty("totalJobs").GetInt64().ShouldBe(2);
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P030")]
    public async Task Job_that_is_removed_stays_in_the_figures_whether_it_was_counted_or_not(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.Platform, tenant.Key);
        await FoldAsync(server);
        var id = await server.AddDeadJobAsync(tenant.Id);
        (await FiguresAsync(client, "")).GetProperty("failedJobs").GetInt64().ShouldBe(1);
        (await client.DeleteAsync($"/v1/jobs/{id}", Answers.Ct)).EnsureSuccessStatusCode();
        (await FiguresAsync(client, "")).GetProperty("failedJobs").GetInt64().ShouldBe(1);
        await FoldAsync(server);
        (await FiguresAsync(client, "")).GetProperty("failedJobs").GetInt64().ShouldBe(1);
    }

    internal static async Task FoldAsync(TestServer server)
    {
        var fold = ActivatorUtilities.CreateInstance<HourFold>(server.Services);
        while (await fold.PassAsync(Answers.Ct))
        {
        }
    }

    private static async Task<JsonElement> FiguresAsync(HttpClient client, string query) => await (await client.GetAsync("/v1/jobs/metrics" + query, Answers.Ct)).JsonAsync();

    // All but the moment.
    private static void Same(JsonElement before, JsonElement after)
    {
        foreach (var figure in before.EnumerateObject().Where(f => f.Name is not ("from" or "collectedAt")))
            after.GetProperty(figure.Name).GetRawText().ShouldBe(figure.Value.GetRawText(), figure.Name);
    }

    private static Task<int> EndAsync(TestServer server, Guid tenant, Ended job, double hoursAgo)
    {
        // Not in the last minute: the count lags a little behind.
        var at = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-hoursAgo).AddMinutes(hoursAgo < 0.5 ? -1 : 0);
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
        return server.ExecuteAsync(
            """
            INSERT INTO jobs_history (id, tenant_id, queue, kind, state, attempts, lease, enqueued_at, started_at, finished_at, error_type, provider, model, validations, validations_passed)
            VALUES (@id, @tenant, @queue, @kind, @state, @attempts, 1, @started, @started, @at, @errorType, 'openai', 'gpt-4o-mini', @checks, @passed)
            """, new
            {
                id = Guid.CreateVersion7(), tenant, queue = job.Queue, kind = job.Kind, state = (short)job.State, attempts = job.Attempts, started = at.AddMilliseconds(-job.Ms), at,
                errorType = job.ErrorType, checks = job.Checks, passed = job.Passed,
            });
    }

    private sealed record Ended(
        int Ms, JobState State = JobState.Completed, string? ErrorType = null, int Attempts = 1, int? Checks = null, int? Passed = null, string Kind = "impact.classify-feedback", string Queue = "ai");
}
