using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Gateway;
using Steward.Platform.Http;

namespace Api;

/// <summary>The page builder as its guide describes it, on a server whose settings nobody touched.</summary>
public sealed class PageBuilderDefaults
{
    [Theory, OnBothDatabases, Trait("Requirement", "P001"), Trait("Requirement", "P002"), Trait("Requirement", "P003"), Trait("Requirement", "P005")]
    public async Task Ten_pages_at_once_twenty_begun_a_second_fifteen_seconds_a_call(Database on)
    {
        await using var server = await TestServer.StartAsync(on);
        Service.Pages.DefaultPort.ShouldBe(3000);
        var client = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        var queue = await TestServer.EventuallyAsync(() => QueueAsync(client), q => q is not null);
        var limits = queue!.Value.GetProperty("limits");
        (limits.GetProperty("maxActive").GetInt32(), limits.GetProperty("perSecond").GetInt32()).ShouldBe((10, 20));
        server.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.CallSeconds.ShouldBe(15);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P004")]
    public async Task A_page_is_tried_three_times(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var client = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        var job = (await (await client.PostAsync("/api/ai/generate/async", new { prompt = "About us: a choir." })).JsonAsync(202)).Text("jobId");
        (await (await client.GetAsync($"/v1/jobs/{job}", Answers.Ct)).JsonAsync()).GetProperty("job").GetProperty("maxAttempts").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task How_many_pages_a_minute_a_caller_may_have_written_is_a_setting()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Settings = ["Pages:GeneratePerMinute=1"] });
        var client = server.Client(Service.Pages, (await server.NewTenantAsync()).Key);
        await (await client.PostAsync("/api/ai/generate", new { prompt = "About us: a choir." })).JsonAsync();
        await (await client.PostAsync("/api/ai/generate", new { prompt = "About us: a choir." })).ProblemAsync(429, "rate_limited");
    }

    [Fact]
    public async Task A_request_has_256_kilobytes_at_most()
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Pages);
        foreach (var path in (string[])["/api/ai/generate", "/api/ai/generate/async"])
        {
            await (await client.PostAsync(path, new { prompt = "", lang = new string('x', 250 * 1024) })).ProblemAsync(400, "validation");
            await (await client.PostAsync(path, new { prompt = "", lang = new string('x', 260 * 1024) })).ProblemAsync(413, "too_large");
        }
    }

    [Fact, Trait("Requirement", "P040")]
    public async Task The_schemas_version_says_which_documents_still_fit()
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Pages);
        var version = await (await client.GetAsync("/api/ai/schema/version", Answers.Ct)).JsonAsync();
        var history = await (await client.GetAsync("/api/ai/schema/history", Answers.Ct)).JsonAsync();
        var steps = history.GetProperty("migrations").EnumerateArray().ToList();
        steps[^1].Text("toVersion").ShouldBe(version.Text("version"));
        foreach (var step in steps) step.GetProperty("breaking").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
        // A document of the oldest version is still one, one of a version to come is not.
        foreach (var (given, fits) in ((string, bool)[])[(steps[0].Text("toVersion"), true), ("9.0.0", false)])
        {
            var document = new { schemaVersion = given, blocks = new[] { new { type = "core/paragraph", attributes = new { content = "As it was." } } } };
            var kept = await (await client.PostAsync("/v1/pages", new { document })).JsonAsync(201);
            kept.GetProperty("findings").EnumerateArray().Any(f => f.Text("code") == "unsupported_version").ShouldBe(!fits, given);
        }
    }

    // A queue is known once a worker has seen it.
    private static async Task<JsonElement?> QueueAsync(HttpClient client) =>
        (await (await client.GetAsync("/v1/queues", Answers.Ct)).JsonAsync()).EnumerateArray().Where(q => q.Text("name") == "ai-generation").Select(q => (JsonElement?)q).FirstOrDefault();
}
