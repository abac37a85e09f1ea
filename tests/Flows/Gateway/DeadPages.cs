using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Pages that no provider would write: how they die, how they are told apart, and how those that may succeed are tried again.</summary>
public sealed class DeadPages
{
    private const string Page =
        """{"page":{"slug":"choir","title":"A choir","lang":"en","description":"Forty voices."},"blocks":[{"type":"core/heading","attributes":{"content":"A choir","level":1}},{"type":"core/paragraph","attributes":{"content":"Forty voices."}}]}""";

    [Theory, OnBothDatabases, Trait("Requirement", "P004"), Trait("Requirement", "P026"), Trait("Requirement", "P027"), Trait("Requirement", "P035"), Trait("Requirement", "P038"),
        Trait("Requirement", "P039"), Trait("Requirement", "P052")]
    public async Task What_timed_out_or_was_overloaded_can_be_retried_and_what_was_refused_cannot(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:Route:0=openai"]);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Status(503);
        var busy = await DeadAsync(company);
        // Three attempts, each of at most two calls: retries do not multiply.
        world.Provider.CallCount.ShouldBeInRange(3, 6);
        world.Provider.Default = Behaviour.Status(401);
        var refused = await DeadAsync(company);

        var entries = (await DataAsync(company, "/api/ai/dlq?limit=10000")).GetProperty("entries").EnumerateArray().ToDictionary(e => e.GetProperty("jobId").GetString()!);
        entries.Keys.ShouldBe([busy, refused], ignoreOrder: true);
        (Of(busy, "errorType"), entries[busy].GetProperty("canRetry").GetBoolean(), entries[busy].GetProperty("attemptsMade").GetInt64()).ShouldBe(("SERVICE_UNAVAILABLE", true, 3));
        (Of(refused, "errorType"), entries[refused].GetProperty("canRetry").GetBoolean(), entries[refused].GetProperty("attemptsMade").GetInt64()).ShouldBe(("AUTH_ERROR", false, 1));
        Of(refused, "error").ShouldContain("401");
        Of(busy, "dlqId").ShouldBe("dlq-" + busy);
        var stats = await DataAsync(company, "/api/ai/dlq/stats");
        (stats.GetProperty("total").GetInt64(), stats.GetProperty("retryable").GetInt64(), stats.GetProperty("nonRetryable").GetInt64(), stats.GetProperty("byProvider").GetProperty("openai").GetInt64())
            .ShouldBe((2, 1, 1, 2));

        world.Provider.Default = Behaviour.Reply(Page);
        // As the guide's loop over all that can be retried does.
        var retried = new List<string>();
        foreach (var entry in entries.Values.Where(e => e.GetProperty("canRetry").GetBoolean()))
            retried.Add((await company.PostAsync(Service.Pages, $"/api/ai/dlq/{entry.GetProperty("dlqId").GetString()}/retry", new { }, HttpStatusCode.Created)).GetProperty("data").GetProperty("newJobId").GetString()!);
        var job = await EndedAsync(company, retried.ShouldHaveSingleItem());
        (job.GetProperty("status").GetString(), job.GetProperty("provider").GetString()).ShouldBe(("completed", "openai"));
        (await DataAsync(company, "/api/ai/dlq/stats")).GetProperty("retryable").GetInt64().ShouldBe(0);
        await company.PostAsync(Service.Pages, $"/api/ai/dlq/{busy}/retry", new { }, HttpStatusCode.Conflict);

        string Of(string id, string member) => entries[id].GetProperty(member).GetString()!;
    }

    private static async Task<string> DeadAsync(Company company)
    {
        var job = (await company.PostAsync(Service.Pages, "/api/ai/generate/async", new { prompt = "About us: a choir of forty voices." }, HttpStatusCode.Accepted)).GetProperty("jobId").GetString()!;
        (await EndedAsync(company, job)).GetProperty("status").GetString().ShouldBe("failed");
        return job;
    }

    // The stream ends with the job.
    private static async Task<JsonElement> EndedAsync(Company company, string job)
    {
        using var stream = await company.SendAsync(HttpMethod.Get, Service.Pages, $"/api/ai/stream/{job}");
        await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (await company.GetAsync(Service.Pages, $"/api/ai/jobs/{job}")).GetProperty("job");
    }

    private static async Task<JsonElement> DataAsync(Company company, string path) => (await company.GetAsync(Service.Pages, path)).GetProperty("data");
}
