using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Steward.Platform.Http;
using Steward.Platform.Tracing;

namespace Flows.Gateway;

/// <summary>Calls of models by the names of OpenTelemetry's conventions for generative AI: spans, metrics, and content only where it is wanted.</summary>
public sealed class CallSpans : IDisposable
{
    private const string Secret = "Write to ingeborg@example.org about the choir.";
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public CallSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.Source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    public static TheoryData<Database, string> Ways() => OnBoth.Of(["openai/gpt-4o-mini", "openai/gpt-4o-mini streamed", "anthropic/claude-haiku-4-5", "anthropic/claude-haiku-4-5 streamed", "google/gemini-2.5-flash"]);

    [Theory, MemberData(nameof(Ways))]
    public async Task Call_is_a_span_that_says_who_was_asked_how_and_what_it_took(Database on, string way)
    {
        var (named, streamed) = (way.Split(' ')[0], way.EndsWith("streamed", StringComparison.Ordinal));
        await using var world = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply("Hello there, all of you.") with { Usage = new TokenUsage(40, 9, Cached: 10, Reasoning: named.StartsWith("openai", StringComparison.Ordinal) ? 4 : 0) };
        var span = await SpanOfAsync(world, await Company.AtAsync(world.Server), named, streamed);

        var model = named.Split('/')[1];
        (span.OperationName, span.Kind, span.Status).ShouldBe(($"chat {model}", ActivityKind.Client, ActivityStatusCode.Unset));
        _ended.Single(a => a.SpanId == span.ParentSpanId).OperationName.ShouldBe("ai.llm.call");
        var tags = span.TagObjects.ToDictionary(t => t.Key, t => t.Value);
        tags["gen_ai.operation.name"].ShouldBe("chat");
        tags["gen_ai.provider.name"].ShouldBe(named.Split('/')[0] switch { "google" => "gcp.gemini", var same => same });
        (tags["gen_ai.request.model"], tags["gen_ai.request.max_tokens"], tags["gen_ai.request.temperature"], tags["gen_ai.request.top_p"]).ShouldBe((model, 50L, 0.5, 0.9));
        (tags["server.address"], tags["server.port"]).ShouldBe(("127.0.0.1", world.Provider.BaseAddress.Port));
        tags["gen_ai.response.id"].ShouldBeOfType<string>().ShouldNotBeEmpty();
        tags["gen_ai.response.model"].ShouldBe(model);
        tags["gen_ai.response.finish_reasons"].ShouldBe(new[] { "stop" });
        (tags["gen_ai.usage.input_tokens"], tags["gen_ai.usage.output_tokens"], tags["gen_ai.usage.cache_read.input_tokens"], tags["gen_ai.usage.cache_creation.input_tokens"]).ShouldBe((40L, 9L, 10L, 0L));
        tags["gen_ai.usage.reasoning.output_tokens"].ShouldBe(named.StartsWith("openai", StringComparison.Ordinal) ? 4L : 0L);
        tags.ContainsKey("gen_ai.request.stream").ShouldBe(streamed);
        if (streamed) tags["gen_ai.response.time_to_first_chunk"].ShouldBeOfType<double>().ShouldBeGreaterThan(0);
        else tags.ShouldNotContainKey("gen_ai.response.time_to_first_chunk");

        // Nothing of what was said, and nobody's name, is in it.
        span.Events.ShouldBeEmpty();
        foreach (var said in span.TagObjects.Select(t => t.Value?.ToString() ?? "")) foreach (var word in (string[])["ingeborg", "choir", "Hello", "ana"]) said.ShouldNotContain(word);
    }

    [Theory, OnBothDatabases]
    public async Task Call_for_vectors_is_a_span_too_with_their_length_and_what_was_read(Database on)
    {
        await using var world = await StartAsync(on);
        world.Provider.Default = Behaviour.Succeed() with { Usage = new TokenUsage(7, 0) };
        var company = await Company.AtAsync(world.Server);
        (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/embeddings", new { model = "openai/text-embedding-3-small", input = Secret })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var span = _ended.Single(a => a.OperationName == "embeddings text-embedding-3-small" && world.Provider.BaseAddress.Port.Equals(a.GetTagItem("server.port")));
        (span.GetTagItem("gen_ai.operation.name"), span.GetTagItem("gen_ai.usage.input_tokens"), span.GetTagItem("gen_ai.embeddings.dimension.count")).ShouldBe(("embeddings", 7L, ProviderSimulator.VectorOf(Secret).Length));
        span.TagObjects.ShouldNotContain(t => t.Value is string && ((string)t.Value).Contains("ingeborg", StringComparison.Ordinal));
        (await MetricsAsync(company)).Count(l => l.StartsWith("gen_ai_client_token_usage_sum{", StringComparison.Ordinal) && l.Contains("gen_ai_operation_name=\"embeddings\"", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Failed_call_says_why_and_has_a_duration_but_no_tokens(Database on)
    {
        await using var world = await StartAsync(on);
        world.Provider.Default = Behaviour.Status(401);
        var company = await Company.AtAsync(world.Server);
        var span = await SpanOfAsync(world, company, "openai/gpt-4o-mini", false, HttpStatusCode.BadGateway);
        (span.Status, span.GetTagItem("error.type"), span.GetTagItem("gen_ai.usage.input_tokens")).ShouldBe((ActivityStatusCode.Error, "auth", null));
        var metrics = await MetricsAsync(company);
        metrics.ShouldContain(l => l.StartsWith("gen_ai_client_operation_duration_seconds_count{", StringComparison.Ordinal) && l.Contains("error_type=\"auth\"", StringComparison.Ordinal));
        metrics.ShouldNotContain(l => l.StartsWith("gen_ai_client_token_usage_count{", StringComparison.Ordinal));
    }

    [Theory, OnBothDatabases]
    public async Task Figures_are_metrics_by_configured_names_in_the_conventions_buckets(Database on)
    {
        await using var world = await StartAsync(on, "Gateway:SelfHosted:Model=local", "Gateway:Models:mixed:0=2 selfhosted/weighed");
        world.Provider.Default = Behaviour.Reply("Hello there, all of you.") with { Usage = new TokenUsage(40, 9) };
        var company = await Company.AtAsync(world.Server);
        await SpanOfAsync(world, company, "openai/gpt-4o-mini", streamed: true);
        // A server of one's own takes any name that a client thinks of.
        await SpanOfAsync(world, company, "selfhosted/whatever-1", streamed: false);
        await SpanOfAsync(world, company, "selfhosted/local", streamed: false);
        await SpanOfAsync(world, company, "selfhosted/weighed", streamed: false);
        var metrics = await MetricsAsync(company);
        Model("gen_ai_client_operation_duration_seconds_count").ShouldBe(["gpt-4o-mini", "local", "other", "weighed"]);
        Model("gen_ai_client_operation_time_to_first_chunk_seconds_count").ShouldBe(["gpt-4o-mini"]);
        Of("gen_ai_client_token_usage_sum", "gpt-4o-mini").Where(l => l.Contains("gen_ai_token_type=\"input\"", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldEndWith(" 40");
        Of("gen_ai_client_token_usage_sum", "gpt-4o-mini").Where(l => l.Contains("gen_ai_token_type=\"output\"", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldEndWith(" 9");
        Of("gen_ai_client_operation_duration_seconds_bucket", "gpt-4o-mini").Select(Bound).ShouldBe(["0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "2.56", "5.12", "10.24", "20.48", "40.96", "81.92", "+Inf"]);
        Of("gen_ai_client_token_usage_bucket", "local").Select(Bound).Distinct().Take(4).ShouldBe(["1", "4", "16", "64"]);
        metrics.Where(l => l.StartsWith("gen_ai_", StringComparison.Ordinal)).ShouldAllBe(l => !l.Contains(company.Id.ToString(), StringComparison.Ordinal));
        // The names of before are there as they were.
        foreach (var name in (string[])["q2q_requests_total{", "q2q_tokens_total{", "ai_llm_tokens_total{", "steward_ai_call_duration_seconds_count{"]) metrics.ShouldContain(l => l.StartsWith(name, StringComparison.Ordinal));

        IEnumerable<string> Of(string name, string model) => metrics.Where(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains($"gen_ai_request_model=\"{model}\"", StringComparison.Ordinal));
        IEnumerable<string> Model(string name) => metrics.Where(l => l.StartsWith(name + "{", StringComparison.Ordinal)).Select(l => l.Split("gen_ai_request_model=\"")[1].Split('"')[0]).Order(StringComparer.Ordinal);
        static string Bound(string line) => line.Split("le=\"")[1].Split('"')[0];
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Content_is_told_where_it_is_wanted_with_personal_data_masked(Database on, string way)
    {
        var streamed = way.EndsWith("streamed", StringComparison.Ordinal);
        await using var world = await StartAsync(on, "Gateway:CaptureContent=true");
        world.Provider.Default = Behaviour.Reply("She is ola@example.org, I think.");
        var told = (await SpanOfAsync(world, await Company.AtAsync(world.Server), way.Split(' ')[0], streamed)).Events.ShouldHaveSingleItem();
        told.Name.ShouldBe("gen_ai.client.inference.operation.details");
        var tags = told.Tags.ToDictionary(t => t.Key, t => (string)t.Value!);
        var asked = JsonDocument.Parse(tags["gen_ai.input.messages"]).RootElement;
        asked.EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
        asked[1].GetProperty("parts")[0].GetProperty("content").GetString().ShouldBe("Write to [email] about the choir.");
        var answer = JsonDocument.Parse(tags["gen_ai.output.messages"]).RootElement[0];
        (answer.GetProperty("role").GetString(), answer.GetProperty("finish_reason").GetString(), answer.GetProperty("parts")[0].GetProperty("content").GetString())
            .ShouldBe(("assistant", "stop", "She is [email], I think."));
    }

    [Theory, OnBothDatabases]
    public async Task Calls_of_tools_are_content_too(Database on)
    {
        await using var world = await StartAsync(on, "Gateway:CaptureContent=true");
        world.Provider.Default = Behaviour.Succeed() with { Tool = ("mail", """{"to":"ola@example.org"}""") };
        var company = await Company.AtAsync(world.Server);
        foreach (var streamed in (bool[])[false, true])
        {
            var told = (await SpanOfAsync(world, company, "openai/gpt-4o-mini", streamed)).Events.ShouldHaveSingleItem();
            var part = JsonDocument.Parse((string)told.Tags.Single(t => t.Key == "gen_ai.output.messages").Value!).RootElement[0].GetProperty("parts").EnumerateArray().Single(p => p.GetProperty("type").GetString() == "tool_call");
            (part.GetProperty("name").GetString(), part.GetProperty("arguments").GetString()).ShouldBe(("mail", """{"to":"[email]"}"""));
        }
    }

    private static Task<World> StartAsync(Database on, params string[] settings) => World.StartAsync(on, settings, more: provider =>
    [
        $"Gateway:Anthropic:BaseUrl={new Uri(provider.BaseAddress, "/")}", "Gateway:Anthropic:ApiKey=any", $"Gateway:Google:BaseUrl={provider.BaseAddress}", "Gateway:Google:ApiKey=any",
        $"Gateway:SelfHosted:BaseUrl={new Uri(provider.BaseAddress, "/")}",
    ]);

    // Of this world: others that run at the same time have other ports.
    private async Task<Activity> SpanOfAsync(World world, Company company, string model, bool streamed, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var before = Mine().Count();
        var asked = new
        {
            model, stream = streamed, max_tokens = 50, temperature = 0.5, top_p = 0.9, user = "ana",
            messages = new[] { new { role = "system", content = "Be kind." }, new { role = "user", content = Secret } },
        };
        var answer = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", asked);
        answer.StatusCode.ShouldBe(expected);
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (await TestServer.EventuallyAsync(() => Task.FromResult(Mine().ToList()), spans => spans.Count > before))[^1];

        IEnumerable<Activity> Mine() => _ended.Where(a => a.OperationName.StartsWith("chat ", StringComparison.Ordinal) && world.Provider.BaseAddress.Port.Equals(a.GetTagItem("server.port")));
    }

    private static async Task<string[]> MetricsAsync(Company company) =>
        (await (await company.SendAsync(HttpMethod.Get, Service.Platform, "/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
}
