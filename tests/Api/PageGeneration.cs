using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>The page builder's own API: pages from prompts, the reference of schema and blocks.</summary>
public sealed class PageGeneration
{
    private const string Brief = "Create a landing page for Bakeriet Nord, a bakery in Tromsø.\n- Sourdough baked every morning\n- Open from six\n- Coffee from local roasters";

    [Theory, OnBothDatabases]
    public async Task Generate_writes_a_page_without_any_model_and_says_who_wrote_it(Database on)
    {
        var client = await ClientAsync(on);
        var answer = await (await client.PostAsync("/api/ai/generate", new { prompt = Brief, provider = "openai", model = "gpt-4o", temperature = 0.7 })).JsonAsync();
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        (answer.Text("provider"), answer.Text("model")).ShouldBe(("builtin", "rules"));
        answer.GetProperty("usage").GetProperty("totalTokens").GetInt64().ShouldBe(0);
        answer.GetProperty("validationResult").GetProperty("valid").GetBoolean().ShouldBeTrue();
        answer.GetProperty("result").GetProperty("blocks").GetArrayLength().ShouldBeGreaterThan(0);
        answer.Text("requestId").ShouldNotBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task A_generated_page_that_is_kept_is_a_draft_that_can_be_published(Database on)
    {
        var client = await ClientAsync(on);
        var first = await (await client.PostAsync("/api/ai/generate", new { prompt = Brief, save = true })).JsonAsync();
        var second = await (await client.PostAsync("/api/ai/generate", new { prompt = Brief, save = true })).JsonAsync();
        var page = await (await client.GetAsync($"/v1/pages/{first.Text("pageId")}", Answers.Ct)).JsonAsync();
        var other = await (await client.GetAsync($"/v1/pages/{second.Text("pageId")}", Answers.Ct)).JsonAsync();
        other.GetProperty("page").Text("slug").ShouldBe(page.GetProperty("page").Text("slug") + "-2");
        (await (await client.PostAsync($"/v1/pages/{first.Text("pageId")}/publish", new { })).JsonAsync()).GetProperty("page").Text("status").ShouldBe("published");
    }

    [Theory, OnBothDatabases]
    public async Task A_page_written_as_a_job_ends_with_its_result_and_its_draft(Database on)
    {
        var client = await ClientAsync(on);
        var queued = await (await client.PostAsync("/api/ai/generate/async", new { userPrompt = Brief, save = true })).JsonAsync(202);
        queued.Text("status").ShouldBe("queued");
        queued.Text("jobId").ShouldBe(queued.Text("requestId"));
        var result = await EndOfAsync(client, queued.Text("jobId"));
        result.Text("provider").ShouldBe("builtin");
        result.Text("requestId").ShouldBe(queued.Text("requestId"));
        await (await client.GetAsync($"/v1/pages/{result.Text("pageId")}", Answers.Ct)).JsonAsync();
    }

    [Theory, OnBothDatabases]
    public async Task A_prompt_that_safety_holds_is_not_written(Database on)
    {
        var client = await ClientAsync(on);
        var held = await (await client.PostAsync("/api/ai/generate", new { prompt = "What a damn shit place, you fucking idiots" })).ProblemAsync(422, "held_by_safety");
        held.Text("flagId").ShouldNotBeEmpty();
        held.Text("errorType").ShouldBe("VALIDATION_ERROR");
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_wishes_are_named_all_at_once(Database on)
    {
        var client = await ClientAsync(on);
        var wrong = await (await client.PostAsync("/api/ai/generate", new { prompt = " ", provider = "openai", model = "gpt-2", temperature = 3, topP = 2, topK = 0, maxTokens = 5000, template = "poem", lang = "e n" })).ProblemAsync(400, "validation");
        wrong.Pointers().ShouldBe(["/prompt", "/temperature", "/topP", "/topK", "/maxTokens", "/template", "/model", "/lang"], ignoreOrder: true);
        wrong.Text("errorType").ShouldBe("VALIDATION_ERROR");
    }

    [Theory, OnBothDatabases]
    public async Task Twenty_pages_a_minute_and_no_more_for_one_caller(Database on)
    {
        var client = await ClientAsync(on);
        for (var i = 0; i < 20; i++) await (await client.PostAsync("/api/ai/generate", new { prompt = "" })).ProblemAsync(400, "validation");
        var refused = await client.PostAsync("/api/ai/generate/async", new { prompt = Brief });
        (await refused.ProblemAsync(429, "rate_limited")).Text("errorType").ShouldBe("RATE_LIMIT_ERROR");
        refused.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Schema_and_blocks_are_the_ones_that_pages_are_checked_by()
    {
        var client = await ClientAsync(Database.Sqlite);
        var answer = await client.GetAsync("/api/ai/schema", Answers.Ct);
        var schema = await answer.JsonAsync();
        answer.Header("ETag").ShouldBe("\"1.1.0\"");
        schema.Text("$schema").ShouldBe("http://json-schema.org/draft-07/schema#");
        schema.GetProperty("definitions").GetProperty("core/heading").GetProperty("properties").GetProperty("attributes").GetProperty("properties").GetProperty("content").GetProperty("maxLength").GetInt32().ShouldBe(200);
        (await (await client.GetAsync("/api/ai/schema/version", Answers.Ct)).JsonAsync()).Text("version").ShouldBe("1.1.0");
        (await (await client.GetAsync("/api/ai/schema/history", Answers.Ct)).JsonAsync()).GetProperty("migrations")[1].Text("fromVersion").ShouldBe("1.0.0");
        var blocks = (await (await client.GetAsync("/api/ai/blocks/reference", Answers.Ct)).JsonAsync()).GetProperty("blocks").EnumerateArray().Select(b => b.Text("name")).ToList();
        blocks.ShouldContain("core/column");
        foreach (var name in blocks) await (await client.GetAsync($"/api/ai/blocks/{name}", Answers.Ct)).JsonAsync();
        (await (await client.GetAsync("/api/ai/blocks/hero", Answers.Ct)).JsonAsync()).GetProperty("block").Text("name").ShouldBe("page/hero");
        (await (await client.GetAsync("/api/ai/blocks/core%2Flist", Answers.Ct)).JsonAsync()).GetProperty("block").Text("name").ShouldBe("core/list");
        (await (await client.GetAsync("/api/ai/blocks/search?q=price", Answers.Ct)).JsonAsync()).GetProperty("blocks")[0].Text("name").ShouldBe("page/pricing");
        (await (await client.GetAsync("/api/ai/blocks/stats", Answers.Ct)).JsonAsync()).GetProperty("total").GetInt32().ShouldBe(blocks.Count);
        await (await client.GetAsync("/api/ai/blocks/nothing", Answers.Ct)).ProblemAsync(404, "not_found");
        (await (await client.GetAsync("/api/ai/models", Answers.Ct)).JsonAsync()).GetProperty("route").EnumerateArray().Select(r => r.GetString()).ShouldBe(["builtin/rules"]);
    }

    private static async Task<HttpClient> ClientAsync(Database on)
    {
        var server = await Servers.On(on);
        return server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
    }

    // The stream ends with the job.
    private static async Task<JsonElement> EndOfAsync(HttpClient client, string job)
    {
        await client.GetStringAsync($"/api/ai/stream/{job}", Answers.Ct);
        var details = await (await client.GetAsync($"/v1/jobs/{job}", Answers.Ct)).JsonAsync();
        details.GetProperty("job").Text("status").ShouldBe("completed");
        return details.GetProperty("result").Clone();
    }
}
