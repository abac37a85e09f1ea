using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>Jobs that write pages, as the page builder's users and operators see them.</summary>
public sealed class PageJobs
{
    [Theory, OnBothDatabases, Trait("Requirement", "P023"), Trait("Requirement", "P024")]
    public async Task A_user_sees_his_own_jobs_and_an_operator_those_of_the_tenant(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync("operator");
        var op = server.Client(Service.Pages, tenant.Key);
        var (one, two) = (server.Client(Service.Pages, await server.NewKeyAsync(tenant.Id, "member")), server.Client(Service.Pages, await server.NewKeyAsync(tenant.Id, "member")));
        var job = await WriteAsync(one);
        (await JobAsync(one, job)).Text("status").ShouldBe("completed");
        (await JobAsync(op, job)).GetProperty("result").GetProperty("result").GetProperty("blocks").GetArrayLength().ShouldBeGreaterThan(0);
        await (await two.GetAsync($"/api/ai/jobs/{job}", Answers.Ct)).ProblemAsync(404, "not_found");
        await (await two.GetAsync($"/api/ai/stream/{job}", Answers.Ct)).ProblemAsync(404, "not_found");
        await (await two.SendAsync(HttpMethod.Delete, $"/api/ai/jobs/{job}")).ProblemAsync(404, "not_found");
        await (await two.PostAsync($"/api/ai/jobs/{job}/retry?rerun=true", new { })).ProblemAsync(404, "not_found");
        foreach (var (client, total) in new[] { (one, 1), (two, 0), (op, 1) })
            (await DataAsync(client, "/api/ai/jobs/history?limit=50")).GetProperty("total").GetInt64().ShouldBe(total);
        await (await one.GetAsync("/api/ai/jobs/metrics", Answers.Ct)).ProblemAsync(403, "forbidden");
        var figures = await (await op.GetAsync("/api/ai/jobs/metrics?hours=24", Answers.Ct)).JsonAsync();
        figures.GetProperty("meta").GetProperty("timeRangeHours").GetInt32().ShouldBe(24);
        (figures.GetProperty("data").GetProperty("totalJobs").GetInt64(), figures.GetProperty("data").GetProperty("successRate").GetDouble()).ShouldBe((1, 100));
        figures.GetProperty("data").GetProperty("providerStats").GetProperty("builtin").GetProperty("count").GetInt64().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task A_stream_tells_the_outcome_also_to_who_comes_late(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Pages, (await server.NewTenantAsync()).Key);
        var job = await WriteAsync(client);
        var events = (await client.GetStringAsync($"/api/ai/stream/{job}", Answers.Ct)).Split('\n').Where(l => l.StartsWith("event: ", StringComparison.Ordinal)).Select(l => l[7..]).ToList();
        events.ShouldBe(["connected", "completed"]);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P028")]
    public async Task A_page_is_written_again_as_a_new_job_that_knows_the_first(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Pages, (await server.NewTenantAsync()).Key);
        var job = await WriteAsync(client);
        await (await client.PostAsync($"/api/ai/jobs/{job}/retry", new { })).ProblemAsync(409, "completed");
        var again = (await (await client.PostAsync($"/api/ai/jobs/{job}/retry?rerun=true", new { })).JsonAsync(201)).GetProperty("data");
        (again.Text("originalJobId"), again.Text("status"), again.GetProperty("rerun").GetBoolean()).ShouldBe((job, "queued", true));
        await EndAsync(client, again.Text("jobId"));
        await (await client.SendAsync(HttpMethod.Delete, $"/api/ai/jobs/{job}")).ProblemAsync(409, "already_ended");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P027"), Trait("Requirement", "P035"), Trait("Requirement", "P039")]
    public async Task Dead_letters_are_listed_counted_and_tried_again_where_that_may_help(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.Pages, tenant.Key);
        var held = await QueueAsync(client, "What a damn shit place, you fucking idiots");
        (await EndAsync(client, held)).Text("errorType").ShouldBe("VALIDATION_ERROR");
        var entries = (await DataAsync(client, "/api/ai/dlq?limit=10000")).GetProperty("entries");
        entries.GetArrayLength().ShouldBe(1);
        (entries[0].Text("jobId"), entries[0].GetProperty("canRetry").GetBoolean(), entries[0].Text("errorType")).ShouldBe((held, false, "VALIDATION_ERROR"));
        entries[0].GetProperty("data").GetProperty("request").Text("userPrompt").ShouldStartWith("What a");
        var stats = await DataAsync(client, "/api/ai/dlq/stats");
        (stats.GetProperty("total").GetInt64(), stats.GetProperty("nonRetryable").GetInt64(), stats.GetProperty("byErrorType").GetProperty("VALIDATION_ERROR").GetInt64()).ShouldBe((1, 1, 1));
        foreach (var id in (string[])[held, "dlq-" + held]) await (await client.PostAsync($"/api/ai/dlq/{id}/retry", new { })).ProblemAsync(409, "not_retryable");
        var intruder = server.Client(Service.Pages, (await server.NewTenantAsync()).Key);
        await (await intruder.PostAsync($"/api/ai/dlq/dlq-{held}/retry", new { })).ProblemAsync(404, "not_found");
        (await DataAsync(intruder, "/api/ai/dlq/stats")).GetProperty("total").GetInt64().ShouldBe(0);
    }

    [Fact, Trait("Requirement", "P036")]
    public async Task Health_answers_under_the_guides_base_and_by_parts()
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Pages);
        foreach (var part in (string[])["", "/detailed", "/live", "/ready", "/database", "/redis", "/system"])
            (await (await client.GetAsync("/api/health" + part, Answers.Ct)).JsonAsync()).Text("status").ShouldBe("healthy", part);
        (await (await client.GetAsync("/api/health/system", Answers.Ct)).JsonAsync()).GetProperty("memoryBytes").GetInt64().ShouldBeGreaterThan(0);
    }

    private static async Task<string> QueueAsync(HttpClient client, string prompt) => (await (await client.PostAsync("/api/ai/generate/async", new { userPrompt = prompt })).JsonAsync(202)).Text("jobId");

    private static async Task<string> WriteAsync(HttpClient client)
    {
        var job = await QueueAsync(client, "About us: a choir of forty voices in Bergen.");
        (await EndAsync(client, job)).Text("status").ShouldBe("completed");
        return job;
    }

    // The stream ends with the job.
    private static async Task<JsonElement> EndAsync(HttpClient client, string job)
    {
        await client.GetStringAsync($"/api/ai/stream/{job}", Answers.Ct);
        return await JobAsync(client, job);
    }

    private static async Task<JsonElement> JobAsync(HttpClient client, string job) => (await (await client.GetAsync($"/api/ai/jobs/{job}", Answers.Ct)).JsonAsync()).GetProperty("job");

    private static async Task<JsonElement> DataAsync(HttpClient client, string path) => (await (await client.GetAsync(path, Answers.Ct)).JsonAsync()).GetProperty("data");
}
