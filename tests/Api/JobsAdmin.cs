using System.Net;
using System.Text.Json;
using Steward.Jobs.Queue;
using Steward.Platform.Http;

namespace Api;

/// <summary>What operators see of jobs, dead letters and queues, and what they do to them.</summary>
public sealed class JobsAdmin
{
    [Theory, OnBothDatabases, Trait("Requirement", "P022")]
    public async Task List_shows_jobs_of_a_state_newest_first_page_after_page_none_twice(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var dead = new List<Guid>();
        for (var i = 0; i < 7; i++) dead.Insert(0, await server.AddDeadJobAsync(tenant.Id));
        await server.AddDeadJobAsync(tenant.Id, state: JobState.Completed);
        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await (await client.GetAsync($"/v1/jobs?status=failed&limit=3{cursor}", Answers.Ct)).JsonAsync();
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(j => j.GetProperty("id").GetGuid()));
            cursor = page.TryGetProperty("next", out var next) && next.GetString() is { } more ? "&cursor=" + more : null;
        }
        while (cursor is not null);
        seen.ShouldBe(dead);
        (await ItemsAsync(client, "/v1/jobs?status=failed,completed&limit=100")).Count.ShouldBe(8);
        (await ItemsAsync(client, "/v1/jobs")).Count.ShouldBe(8);
    }

    [Theory, OnBothDatabases]
    public async Task Search_finds_jobs_by_kind_queue_error_provider_cause_time_id_and_words_of_the_arguments(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var network = await server.AddDeadJobAsync(tenant.Id);
        var wrong = await server.AddDeadJobAsync(tenant.Id, "validation", "The member 'title' is missing.");
        var feedback = (await DetailsAsync(client, wrong)).GetProperty("arguments").Text("feedbackId");
        foreach (var (query, found) in ((string, Guid[])[])[
            ("errorType=network", [network]), ("errorType=validation", [wrong]), ("kind=impact.classify-feedback", [wrong, network]), ("kind=impact.other", []),
            ("queue=ai&provider=openai", [wrong, network]), ("provider=anthropic", []), ($"text={network}", [network]), ($"text={feedback.ToUpperInvariant()}", [wrong]),
            ($"signature={Uri.EscapeDataString(JobOutcome.SignatureOf("network", "A connection failed."))}", [network]),
            ($"from={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(1).ToString("O"))}", []), ($"to={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-1).ToString("O"))}", []),
            ($"from={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-1).ToString("O"))}", [wrong, network]), ("text=100%25", [])])
            (await ItemsAsync(client, "/v1/jobs?" + query)).Select(j => j.GetProperty("id").GetGuid()).ShouldBe(found, query);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P021")]
    public async Task View_shows_arguments_failures_cost_and_person(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var details = await DetailsAsync(client, await server.AddDeadJobAsync(tenant.Id));
        details.GetProperty("arguments").Text("feedbackId").ShouldNotBeEmpty();
        details.GetProperty("failures")[0].Text("errorType").ShouldBe("network");
        var job = details.GetProperty("job");
        (job.Text("status"), job.Text("userId"), job.GetProperty("costUsd").GetDecimal()).ShouldBe(("failed", "user-1", 0.0015m));
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_states_and_limits_are_refused_by_name(Database on)
    {
        var (_, _, client) = await TenantAsync(on);
        (await (await client.GetAsync("/v1/jobs?status=dead", Answers.Ct)).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/status");
        (await (await client.GetAsync("/v1/jobs?limit=1000", Answers.Ct)).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/limit");
        foreach (var name in (string[])["kind", "queue", "provider", "errorType", "signature", "text"])
            (await (await client.GetAsync($"/v1/jobs?{name}={new string('a', 201)}", Answers.Ct)).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/" + name);
        var page = await (await client.GetAsync("/v1/queues", Answers.Ct)).JsonAsync();
        page.GetArrayLength().ShouldBeGreaterThan(0);
        await (await client.PostAsync("/v1/queues/nowhere/pause", new { })).ProblemAsync(404, "not_found");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P028")]
    public async Task Ended_job_is_repeated_once_and_each_refusal_says_why(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var dead = await server.AddDeadJobAsync(tenant.Id);
        var again = await (await client.SendAsync(HttpMethod.Post, $"/v1/jobs/{dead}/retry")).JsonAsync(201);
        again.GetProperty("originalJobId").GetGuid().ShouldBe(dead);
        await (await client.SendAsync(HttpMethod.Post, $"/v1/jobs/{dead}/retry")).ProblemAsync(409, "already_retried");
        var repeated = again.GetProperty("jobId").GetGuid();
        var done = await TestServer.EventuallyAsync(() => DetailsAsync(client, repeated), d => d.GetProperty("job").Text("status") == "completed");
        done.GetProperty("job").GetProperty("retryOf").GetGuid().ShouldBe(dead);
        await (await client.SendAsync(HttpMethod.Post, $"/v1/jobs/{repeated}/retry")).ProblemAsync(409, "completed");
        await (await client.SendAsync(HttpMethod.Post, $"/v1/jobs/{repeated}/retry?rerun=true")).JsonAsync(201);
        await (await client.SendAsync(HttpMethod.Post, $"/v1/jobs/{repeated}/cancel")).ProblemAsync(409, "already_ended");
        (await client.DeleteAsync($"/v1/jobs/{dead}", Answers.Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync($"/v1/jobs/{dead}", Answers.Ct)).ProblemAsync(404, "not_found");
        var trail = (await ItemsAsync(client, "/v1/audit")).Select(e => e.Text("action")).ToList();
        trail.ShouldContain("job.retried");
        trail.ShouldContain("job.deleted");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P025"), Trait("Requirement", "P026"), Trait("Requirement", "P027"), Trait("Requirement", "P039")]
    public async Task Dead_letters_are_grouped_by_cause_and_every_breakdown_sums_to_the_total(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        for (var i = 0; i < 3; i++) await server.AddDeadJobAsync(tenant.Id, "timeout", $"No answer after {i + 10} s.");
        var wrong = await server.AddDeadJobAsync(tenant.Id, "validation", "The member 'title' is missing.");
        var stats = await (await client.GetAsync("/v1/dead-letters/stats", Answers.Ct)).JsonAsync();
        stats.GetProperty("total").GetInt64().ShouldBe(4);
        (stats.GetProperty("retryable").GetInt64(), stats.GetProperty("nonRetryable").GetInt64()).ShouldBe((3, 1));
        foreach (var by in (string[])["byProvider", "byErrorType", "byKind"])
            stats.GetProperty(by).EnumerateObject().Sum(p => p.Value.GetInt64()).ShouldBe(4, by);
        var groups = stats.GetProperty("groups").EnumerateArray().ToList();
        (groups[0].GetProperty("count").GetInt64(), groups[0].Text("signature"), groups[0].GetProperty("costUsd").GetDecimal()).ShouldBe((3, "timeout: No answer after … s.", 0.0045m));

        (await (await client.SendAsync(HttpMethod.Post, $"/v1/dead-letters/{wrong}/retry")).ProblemAsync(409, "not_retryable")).Text("detail").ShouldContain("force=true");
        await (await client.SendAsync(HttpMethod.Post, $"/v1/dead-letters/{wrong}/retry?force=true")).JsonAsync(201);
        var sample = groups[0].GetProperty("sampleJobId").GetGuid();
        (await (await client.PostAsync($"/v1/dead-letters/{sample}/discard", new { })).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/reason");
        (await client.PostAsync($"/v1/dead-letters/{sample}/discard", new { reason = "The provider was down" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ItemsAsync(client, "/v1/dead-letters")).Count.ShouldBe(2);
        (await DetailsAsync(client, sample)).GetProperty("job").Text("discarded").ShouldBe("The provider was down");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P029")]
    public async Task Operator_pauses_his_own_tenants_jobs_and_the_owner_everybodys(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web", "worker"] });
        var (tenant, other) = (await server.NewTenantAsync("operator"), await server.NewTenantAsync("operator"));
        var (mine, his) = (server.Client(Service.Platform, tenant.Key), server.Client(Service.Platform, other.Key));
        await TestServer.EventuallyAsync(() => QueueAsync(mine, "ai"), q => q is not null);
        (await mine.PostAsync("/v1/queues/ai/pause", new { reason = "Provider is down" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var paused = (await QueueAsync(mine, "ai"))!.Value;
        (paused.GetProperty("paused").GetBoolean(), paused.GetProperty("pause").Text("reason"), paused.GetProperty("pause").GetProperty("everybody").GetBoolean()).ShouldBe((true, "Provider is down", false));
        (await QueueAsync(his, "ai"))!.Value.GetProperty("paused").GetBoolean().ShouldBeFalse();
        (await mine.SendAsync(HttpMethod.Post, "/v1/queues/ai/resume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await QueueAsync(mine, "ai"))!.Value.GetProperty("paused").GetBoolean().ShouldBeFalse();

        var owner = server.Client(Service.Platform, await RolesAndRoutes.KeyAsync(server, Guid.Empty, "owner"));
        (await owner.SendAsync(HttpMethod.Post, "/v1/queues/ai/pause")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await QueueAsync(his, "ai"))!.Value.GetProperty("pause").GetProperty("everybody").GetBoolean().ShouldBeTrue();
        (await owner.SendAsync(HttpMethod.Post, "/v1/queues/ai/resume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P041")]
    public async Task Owner_sets_limits_and_shares_and_nobody_else_may(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web", "worker"] });
        var tenant = await server.NewTenantAsync();
        var (admin, owner) = (server.Client(Service.Platform, tenant.Key), server.Client(Service.Platform, await RolesAndRoutes.KeyAsync(server, Guid.Empty, "owner")));
        await (await admin.SendAsync(HttpMethod.Put, "/v1/queues/ai/limits", new { maxActive = 15 })).ProblemAsync(403, "forbidden");
        (await (await owner.SendAsync(HttpMethod.Put, "/v1/queues/ai/limits", new { maxActive = 0 })).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/maxActive");
        (await owner.SendAsync(HttpMethod.Put, "/v1/queues/ai/limits", new { maxActive = 15, perSecond = 20 })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.SendAsync(HttpMethod.Put, $"/v1/queues/ai/shares/{tenant.Id}", new { weight = 3, maxActive = 4 })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var queue = (await QueueAsync(admin, "ai"))!.Value;
        (queue.GetProperty("limits").GetProperty("maxActive").GetInt32(), queue.GetProperty("limits").GetProperty("perSecond").GetInt32(),
            queue.GetProperty("limits").GetProperty("tenantMaxActive").GetInt32(), queue.GetProperty("weight").GetDouble()).ShouldBe((15, 20, 4, 3));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P030")]
    public async Task Clear_removes_completed_and_failed_jobs_or_those_of_one_state_and_only_the_tenants(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var other = await server.AddDeadJobAsync((await server.NewTenantAsync()).Id);
        foreach (var state in (JobState[])[JobState.Completed, JobState.Completed, JobState.Failed, JobState.Cancelled]) await server.AddDeadJobAsync(tenant.Id, state: state);
        (await (await client.PostAsync("/v1/queues/ai/clear", new { status = "completed" })).JsonAsync()).GetProperty("removed").GetInt32().ShouldBe(2);
        (await ItemsAsync(client, "/v1/jobs")).Count.ShouldBe(2);
        (await (await client.SendAsync(HttpMethod.Post, "/v1/queues/ai/clear")).JsonAsync()).GetProperty("removed").GetInt32().ShouldBe(1);
        (await ItemsAsync(client, "/v1/jobs")).Select(j => j.Text("status")).ShouldBe(["cancelled"]);
        (await (await client.PostAsync("/v1/queues/ai/clear", new { status = "waiting" })).ProblemAsync(400, "validation")).Text("detail").ShouldContain("/status");
        (await server.CountAsync("SELECT count(*) FROM jobs_history WHERE id = @other", new { other })).ShouldBe(1);
    }

    private static async Task<(TestServer Server, TestTenant Tenant, HttpClient Client)> TenantAsync(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        return (server, tenant, server.Client(Service.Platform, tenant.Key));
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string path) =>
        [.. (await (await client.GetAsync(path, Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> DetailsAsync(HttpClient client, Guid id) => await (await client.GetAsync($"/v1/jobs/{id}", Answers.Ct)).JsonAsync();

    private static async Task<JsonElement?> QueueAsync(HttpClient client, string name) =>
        (await (await client.GetAsync("/v1/queues", Answers.Ct)).JsonAsync()).EnumerateArray().Where(q => q.Text("name") == name).Select(q => (JsonElement?)q).FirstOrDefault();
}
