using System.Net;
using System.Text.Json;
using Steward.Jobs.Queue;
using Steward.Platform.Http;

namespace Api;

/// <summary>Everything that matches, at once: preview, start, progress, stop; the export of dead letters.</summary>
public sealed class JobOperations
{
    [Theory, OnBothDatabases, Trait("Requirement", "P052")]
    public async Task Preview_counts_and_does_nothing_and_the_operation_does_what_it_said(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        for (var i = 0; i < 7; i++) await server.AddDeadJobAsync(tenant.Id, "timeout", "No answer.");
        await server.AddDeadJobAsync(tenant.Id, "validation", "No title.");
        var other = await server.AddDeadJobAsync((await server.NewTenantAsync()).Id, "timeout", "No answer.");
        var wish = new { action = "retry", filter = new { canRetry = true }, reason = "The provider is back" };
        var preview = await (await client.PostAsync("/v1/jobs/operations?preview=true", wish)).JsonAsync();
        (preview.Text("action"), preview.GetProperty("matched").GetInt64(), preview.GetProperty("atLeast").GetBoolean(), preview.GetProperty("examples").GetArrayLength()).ShouldBe(("retry", 7, false, 5));
        (await ItemsAsync(client, "/v1/jobs/operations")).ShouldBeEmpty();

        var answer = await client.PostAsync("/v1/jobs/operations", wish);
        var started = await answer.JsonAsync(202);
        answer.Headers.Location!.OriginalString.ShouldBe($"/v1/jobs/operations/{started.Text("id")}");
        var ended = await EndedAsync(client, started.Text("id"));
        (ended.Text("status"), ended.GetProperty("matched").GetInt64(), ended.GetProperty("done").GetInt64(), ended.GetProperty("skipped").GetInt64(), ended.Text("reason"))
            .ShouldBe(("completed", 7, 7, 0, "The provider is back"));
        (ended.GetProperty("filter").GetProperty("canRetry").GetBoolean(), ended.GetProperty("filter").Text("status"), ended.TryGetProperty("error", out _)).ShouldBe((true, "failed", false));
        (await ItemsAsync(client, "/v1/dead-letters")).Select(d => d.GetProperty("job").Text("errorType")).ShouldBe(["validation"]);
        (await server.CountAsync("SELECT count(*) FROM jobs_history WHERE id = @other AND retried_as IS NOT NULL", new { other })).ShouldBe(0);
        var trail = (await ItemsAsync(client, "/v1/audit")).Where(e => e.Text("action").StartsWith("operation.", StringComparison.Ordinal)).ToList();
        trail.Select(e => e.Text("action")).Order().ShouldBe(["operation.completed", "operation.started"]);
        await (await client.SendAsync(HttpMethod.Post, $"/v1/jobs/operations/{started.Text("id")}/stop")).ProblemAsync(409, "already_ended");
    }

    [Theory, OnBothDatabases]
    public async Task Operation_asked_for_twice_with_one_key_is_done_once(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        await server.AddDeadJobAsync(tenant.Id);
        var wish = new { action = "discard", filter = new { errorType = "network" }, reason = "Known" };
        var first = await (await client.SendAsync(HttpMethod.Post, "/v1/jobs/operations", wish, ("Idempotency-Key", "bulk-1"))).JsonAsync(202);
        var second = await (await client.SendAsync(HttpMethod.Post, "/v1/jobs/operations", wish, ("Idempotency-Key", "bulk-1"))).JsonAsync(202);
        second.Text("id").ShouldBe(first.Text("id"));
        (await EndedAsync(client, first.Text("id"))).GetProperty("done").GetInt64().ShouldBe(1);
        (await ItemsAsync(client, "/v1/jobs/operations")).Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Owners_operation_reaches_every_tenants_jobs_and_tenants_do_not_see_it(Database on)
    {
        await using var server = await TestServer.StartAsync(on);
        var (one, two) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        foreach (var tenant in (TestTenant[])[one, two]) await server.AddDeadJobAsync(tenant.Id);
        var owner = server.Client(Service.Platform, await RolesAndRoutes.KeyAsync(server, Guid.Empty, "owner"));
        var started = (await (await owner.PostAsync("/v1/jobs/operations", new { action = "discard", filter = new { }, reason = "A fault of ours" })).JsonAsync(202)).Text("id");
        (await EndedAsync(owner, started)).GetProperty("done").GetInt64().ShouldBe(2);
        var client = server.Client(Service.Platform, one.Key);
        (await ItemsAsync(client, "/v1/jobs/operations")).ShouldBeEmpty();
        await (await client.GetAsync($"/v1/jobs/operations/{started}", Answers.Ct)).ProblemAsync(404, "not_found");
    }

    [Theory, OnBothDatabases]
    public async Task What_is_wrong_with_an_operation_is_said_by_pointer(Database on)
    {
        var (_, _, client) = await TenantAsync(on);
        foreach (var (body, pointer) in ((object, string)[])[
            (new { filter = new { } }, "/action"), (new { action = "forget", filter = new { } }, "/action"), (new { action = "retry" }, "/filter"),
            (new { action = "discard", filter = new { } }, "/reason"), (new { action = "retry", filter = new { status = "active" } }, "/filter/status"),
            (new { action = "cancel", filter = new { status = "failed" } }, "/filter/status"), (new { action = "cancel", filter = new { kind = new string('k', 201) } }, "/filter/kind"),
            (new { action = "retry", filter = new { }, reason = new string('r', 501) }, "/reason")])
            (await (await client.PostAsync("/v1/jobs/operations", body)).ProblemAsync(400, "validation")).Pointers().ShouldContain(pointer);
        await (await client.GetAsync($"/v1/jobs/operations/{Guid.NewGuid()}", Answers.Ct)).ProblemAsync(404, "not_found");
    }

    [Theory, OnBothDatabases]
    public async Task Operations_are_listed_newest_first_page_after_page(Database on)
    {
        var (_, _, client) = await TenantAsync(on);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Insert(0, (await (await client.PostAsync("/v1/jobs/operations", new { action = "cancel", filter = new { kind = "none" } })).JsonAsync(202)).Text("id"));
        var first = await (await client.GetAsync("/v1/jobs/operations?limit=2", Answers.Ct)).JsonAsync();
        var second = await (await client.GetAsync($"/v1/jobs/operations?limit=2&cursor={first.Text("next")}", Answers.Ct)).JsonAsync();
        first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(o => o.Text("id")).ShouldBe(ids);
        second.TryGetProperty("next", out _).ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Export_holds_every_dead_letter_of_the_tenant_and_arguments_only_as_json(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var dead = new List<Guid>();
        for (var i = 0; i < 205; i++) dead.Insert(0, await server.AddDeadJobAsync(tenant.Id));
        var formula = await server.AddDeadJobAsync(tenant.Id, "validation", " =HYPERLINK(\"http://x\"), quoted");
        await server.AddDeadJobAsync(tenant.Id, state: JobState.Completed);
        await server.AddDeadJobAsync((await server.NewTenantAsync()).Id);

        var answer = await client.GetAsync("/v1/dead-letters/export?errorType=network", Answers.Ct);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        answer.Content.Headers.ContentDisposition!.FileName!.ShouldStartWith("dead-letters-");
        var lines = (await answer.Content.ReadAsStringAsync(Answers.Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        lines.Select(l => l.GetProperty("jobId").GetGuid()).ShouldBe(dead);
        (lines[0].GetProperty("arguments").Text("feedbackId").Length, lines[0].GetProperty("canRetry").GetBoolean(), lines[0].GetProperty("tenantId").GetGuid()).ShouldBe((36, true, tenant.Id));

        var csv = await (await client.GetAsync("/v1/dead-letters/export?format=csv&canRetry=false", Answers.Ct)).Content.ReadAsStringAsync(Answers.Ct);
        csv.ShouldStartWith("jobId,tenantId,kind");
        csv.ShouldContain("\"' =HYPERLINK(\"\"http://x\"\"), quoted\"");
        csv.ShouldContain(formula.ToString());
        csv.ShouldNotContain("feedbackId");
        csv.TrimEnd().Split("\r\n").Length.ShouldBe(2);
        (await (await client.GetAsync("/v1/dead-letters/export?format=xml", Answers.Ct)).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/format"]);
        (await ItemsAsync(client, "/v1/audit")).Count(e => e.Text("action") == "deadletters.exported").ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Followed_job_is_told_as_events_that_end_with_its_outcome_and_no_browser_asks_again(Database on)
    {
        var (server, tenant, client) = await TenantAsync(on);
        var dead = await server.AddDeadJobAsync(tenant.Id);
        var answer = await client.GetAsync($"/v1/jobs/{dead}/stream", Answers.Ct);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var text = await answer.Content.ReadAsStringAsync(Answers.Ct);
        text.Split('\n').Where(l => l.StartsWith("event: ", StringComparison.Ordinal)).ShouldBe(["event: connected", "event: failed"]);
        text.ShouldContain("id: end");
        var last = JsonElement.Parse(text.Split('\n').Last(l => l.StartsWith("data: ", StringComparison.Ordinal))[6..]);
        (last.GetProperty("jobId").GetGuid(), last.Text("status"), last.Text("errorType"), last.Text("error")).ShouldBe((dead, "failed", "network", "A connection failed."));
        (await client.SendAsync(HttpMethod.Get, $"/v1/jobs/{dead}/stream", null, ("Last-Event-ID", "end"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.SendAsync(HttpMethod.Get, $"/v1/jobs/{dead}/stream", null, ("Last-Event-ID", "7"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await client.GetAsync($"/v1/jobs/{Guid.NewGuid()}/stream", Answers.Ct)).ProblemAsync(404, "not_found");
    }

    private static async Task<(TestServer Server, TestTenant Tenant, HttpClient Client)> TenantAsync(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        return (server, tenant, server.Client(Service.Platform, tenant.Key));
    }

    private static Task<JsonElement> EndedAsync(HttpClient client, string id) => TestServer.EventuallyAsync(
        async () => await (await client.GetAsync($"/v1/jobs/operations/{id}", Answers.Ct)).JsonAsync(), o => o.Text("status") != "running");

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string path) =>
        [.. (await (await client.GetAsync(path, Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray()];
}
