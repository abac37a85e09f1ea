using System.ClientModel;
using System.Net;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Embeddings;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Embeddings for clients of OpenAI's API, by the official client for .NET and byte by byte.</summary>
public sealed class Vectors(VectorWorlds worlds) : IClassFixture<VectorWorlds>
{
    private const string Path = "/v1/embeddings", Small = "openai/text-embedding-3-small";

    private static readonly string[] Texts = ["a door", "a window of 12 panes", "Ведмідь"];

    // In pico-dollars a token; what is self-hosted costs nothing.
    public static TheoryData<Database, string, long> Models() => OnBoth.Of([(Small, 20_000L), ("text-embedding-3-large", 130_000L), ("google/gemini-embedding-001", 150_000L), ("selfhosted/nomic-embed-text", 0L)]);

    [Theory, MemberData(nameof(Models))]
    public async Task Official_client_gets_a_vector_for_each_text_and_the_ledger_has_the_tokens_that_were_read(Database on, string model, long price)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Succeed() with { Usage = new TokenUsage(70, 0) };
        var made = (await ClientOf(company, model).GenerateEmbeddingsAsync(Texts, cancellationToken: Ct)).Value;

        made.Count.ShouldBe(3);
        for (var i = 0; i < 3; i++) made[i].ToFloats().ToArray().ShouldBe(ProviderSimulator.VectorOf(Texts[i]));
        (made.Usage.InputTokenCount, made.Usage.TotalTokenCount).ShouldBe((70, 70));
        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        (entry.Task, entry.Outcome, entry.InputTokens, entry.OutputTokens, entry.Estimated, entry.CostPico).ShouldBe(("embed", "ok", 70L, 0L, false, 70 * price));
    }

    [Theory, OnBothDatabases]
    public async Task Numbers_and_base64_hold_the_same_vector_whichever_the_provider_sends(Database on)
    {
        var (_, company) = await StartAsync(on);
        foreach (var model in (string[])[Small, "selfhosted/nomic-embed-text", "builtin/embedding"])
        {
            var numbers = (await company.PostAsync(Service.Platform, Path, new { model, input = Texts[1] })).GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray();
            var packed = (await company.PostAsync(Service.Platform, Path, new { model, input = Texts[1], encoding_format = "base64" })).GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
            numbers.ShouldBe([.. packed.Chunk(4).Select(b => BitConverter.ToSingle(b))]);
            numbers.Length.ShouldBeGreaterThan(10);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Length_user_and_tokens_reach_the_provider_and_headers_tell_who_answered(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Succeed() with { Usage = new TokenUsage(1000, 0) };
        var made = (await ClientOf(company, "both").GenerateEmbeddingAsync(Texts[0], new EmbeddingGenerationOptions { Dimensions = 8, EndUserId = "ana" }, Ct)).Value;
        made.ToFloats().Length.ShouldBe(8);
        (await company.RowsAsync<LedgerEntry>()).ShouldHaveSingleItem().UserId.ShouldBe("ana");

        var response = await company.SendAsync(HttpMethod.Post, Service.Platform, Path, new { model = "both", input = new[] { new[] { 1, 2 }, [3] } });
        (await Company.ReadAsync(response, HttpStatusCode.OK)).GetProperty("data").GetArrayLength().ShouldBe(2);
        world.Provider.Calls[^1].BodyText.ShouldContain("""[[1,2],[3]]""");
        string Header(string name) => response.Headers.GetValues(name).Single();
        (Header("X-Steward-Provider"), Header("X-Steward-Model"), Header("X-Steward-Cost")).ShouldBe(("openai", "text-embedding-3-small", "0.00002"));
        (await company.PostAsync(Service.Platform, Path, new { model = Small, input = new[] { 15, 16 } })).GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Same_model_at_another_provider_is_asked_where_the_first_is_away_and_another_model_never(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Choose(call => call.Path.StartsWith("/own/", StringComparison.Ordinal) ? Behaviour.Succeed() : Behaviour.Status(503));
        var response = await company.SendAsync(HttpMethod.Post, Service.Platform, Path, new { model = "both", input = Texts });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-Steward-Provider").Single().ShouldBe("selfhosted");

        var before = world.Provider.CallCount;
        (await RefusedAsync(company, new { model = "mixed", input = Texts })).GetProperty("message").GetString()!.ShouldContain("cannot be compared");
        world.Provider.CallCount.ShouldBe(before);
        (await company.PostAsync(Service.Platform, Path, new { model = Small, input = Texts }, HttpStatusCode.ServiceUnavailable)).GetProperty("error").GetProperty("code").GetString().ShouldBe("ai_unavailable");
        world.Provider.Calls.Skip(before).ShouldAllBe(c => c.Model == "text-embedding-3-small" && c.Path == "/v1/embeddings");
        await company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Answer_that_does_not_hold_a_vector_for_each_text_is_no_answer(Database on)
    {
        var (world, company) = await StartAsync(on);
        foreach (var answer in (string[])[
            """{"data":[]}""", """{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""", """{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1]}]}""",
            """{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1e99]}]}""", """{"data":[{"index":0,"embedding":"AAA="},{"index":1,"embedding":"AAA="}]}""",
            """{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}""", """{"data":[{"index":7,"embedding":[1]},{"index":1,"embedding":[1]}]}""", """{"data":[1,2]}""", "[]"])
        {
            world.Provider.Default = Behaviour.Reply(answer);
            (await company.PostAsync(Service.Platform, Path, new { model = Small, input = Texts[..2] }, HttpStatusCode.ServiceUnavailable)).GetProperty("error").GetProperty("code").GetString().ShouldBe("ai_unavailable", answer);
        }

        (await company.BalancedLedgerAsync()).ShouldAllBe(e => e.Outcome == "failed" && e.Estimated && e.CostPico > 0);
        world.Provider.Default = Behaviour.Reply("""{"data":[{"embedding":[1]},{"embedding":[0.5]}]}""");
        var made = await company.PostAsync(Service.Platform, Path, new { model = Small, input = Texts[..2] });
        made.GetProperty("data")[1].GetProperty("embedding")[0].GetSingle().ShouldBe(0.5f);
        (await company.BalancedLedgerAsync()).Count(e => e is { Outcome: "ok", Estimated: true, InputTokens: > 20 }).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_requests_are_refused_with_the_member_in_the_clients_format(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        foreach (var (body, param) in new (object, string)[]
        {
            (new { input = "x" }, "model"), (new { model = Small }, "input"), (new { model = Small, input = "" }, "input"), (new { model = Small, input = Array.Empty<string>() }, "input"),
            (new { model = Small, input = new[] { "x", "" } }, "input/1"), (new { model = Small, input = new object[] { "x", 1 } }, "input"), (new { model = Small, input = new[] { Array.Empty<int>() } }, "input"),
            (new { model = Small, input = Enumerable.Repeat("x", 2049) }, "input"), (new { model = Small, input = new[] { -1 } }, "input"), (new { model = Small, input = 7 }, "input"), (new { model = Small, input = new string('x', 200_001) }, "input"),
            (new { model = Small, input = "x", dimensions = 0 }, "dimensions"), (new { model = Small, input = "x", dimensions = 1.5 }, "dimensions"), (new { model = Small, input = "x", dimensions = "8" }, "dimensions"),
            (new { model = Small, input = "x", encoding_format = "hex" }, "encoding_format"), (new { model = Small, input = "x", user = 7 }, "user"), (new { model = "builtin/embedding", input = "x", dimensions = 63 }, "dimensions"),
            (new { model = "builtin/embedding", input = "x", dimensions = 2049 }, "dimensions"), (new { model = "builtin/embedding", input = new[] { 15 } }, "input"), (new { model = "google/gemini-embedding-001", input = new[] { 15 } }, "input"),
            (new { model = "anthropic/claude-haiku-4-5", input = "x" }, "model"), (new { model = "mixed", input = "x" }, "model"),
        })
            (await RefusedAsync(company, body)).GetProperty("param").GetString().ShouldBe(param);
        (await RefusedAsync(company, new { model = "anthropic/claude-haiku-4-5", input = "x" })).GetProperty("message").GetString()!.ShouldContain("anthropic has no embeddings");
        (await RefusedAsync(company, new { model = "openai/no-price", input = "x" })).GetProperty("code").GetString().ShouldBe("no_price");
        foreach (var unknown in (string[])["embedding-17", "builtin/chat", "builtin/embedding-0"])
            (await company.PostAsync(Service.Platform, Path, new { model = unknown, input = "x" }, HttpStatusCode.NotFound)).GetProperty("error").GetProperty("code").GetString().ShouldBe("model_not_found");
        await (await company.AsAsync("viewer")).PostAsync(Service.Platform, Path, new { model = Small, input = "x" }, HttpStatusCode.Forbidden);
        world.Provider.CallCount.ShouldBe(before);
        (await company.RowsAsync<Reservation>()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Half_a_character_is_refused(Database on)
    {
        var (_, company) = await StartAsync(on);
        foreach (var model in (string[])["builtin/embedding", Small])
        {
            using var client = company.Server.Client(Service.Platform, company.Key);
            using var content = new StringContent($$"""{"model":"{{model}}","input":["a \ud800 door"]}""", Encoding.UTF8, "application/json");
            (await client.PostAsync(Path, content, Ct)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Budgets_and_limits_of_minutes_bear_on_vectors_before_the_provider_is_asked(Database on)
    {
        var (world, company) = await StartAsync(on);
        await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "task:embed", budget = 0 });
        var before = world.Provider.CallCount;
        var refused = await Should.ThrowAsync<ClientResultException>(() => ClientOf(company, Small).GenerateEmbeddingsAsync(Texts, cancellationToken: Ct));
        refused.Status.ShouldBe(429);
        JsonDocument.Parse(refused.GetRawResponse()!.Content).RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("insufficient_quota");
        world.Provider.CallCount.ShouldBe(before);

        await company.SendAsync(HttpMethod.Delete, Service.Platform, "/v1/budgets?scope=task:embed");
        await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", requestsPerMinute = 2 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => company.SendAsync(HttpMethod.Post, Service.Platform, Path, new { model = Small, input = Texts })));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(2);
        answers.First(a => a.IsSuccessStatusCode).Headers.Contains("RateLimit").ShouldBeTrue();
        answers.First(a => !a.IsSuccessStatusCode).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Builtin_vectors_cost_nothing_ask_nobody_and_stand_in_the_ledger(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        var made = (await ClientOf(company, "builtin/embedding").GenerateEmbeddingsAsync(["concrete pipe 12 inch", "pipe, concrete, 12-inch", "a choir of bears"], cancellationToken: Ct)).Value;
        var vectors = made.Select(m => m.ToFloats().ToArray()).ToList();
        vectors.ShouldAllBe(v => v.Length == 512);
        Cosine(vectors[0], vectors[1]).ShouldBeGreaterThan(0.9f);
        Cosine(vectors[0], vectors[2]).ShouldBeLessThan(0.3f);
        made.Model.ShouldBe("builtin/embedding-1");
        (await ClientOf(company, made.Model).GenerateEmbeddingAsync("concrete pipe 12 inch", cancellationToken: Ct)).Value.ToFloats().ToArray().ShouldBe(vectors[0]);
        (await company.RowsAsync<LedgerEntry>()).Select(e => (e.Task, e.Provider, e.Model, e.CostPico)).Distinct().ShouldBe([("embed", "builtin", "embedding-1", 0L)]);
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Models_that_make_vectors_are_listed(Database on)
    {
        var (_, company) = await StartAsync(on);
        var models = (await company.GetAsync(Service.Platform, "/v1/models")).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ToList();
        foreach (var name in (string[])[Small, "openai/text-embedding-3-large", "google/gemini-embedding-001", "builtin/embedding"]) models.ShouldContain(name);
    }

    internal static float Cosine(float[] one, float[] other) => one.Zip(other, (a, b) => a * b).Sum();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<JsonElement> RefusedAsync(Company company, object body) => (await company.PostAsync(Service.Platform, Path, body, HttpStatusCode.BadRequest)).GetProperty("error");

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }

    private static EmbeddingClient ClientOf(Company company, string model) => new(model, new ApiKeyCredential(company.Key), new OpenAIClientOptions
    {
        Endpoint = new Uri(company.Server.AddressOf(Service.Platform), "/v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
    });
}

/// <summary>Every provider is the simulator, the self-hosted one under a path of its own; a name for one model at two providers, and one for two models.</summary>
public sealed class VectorWorlds() : Worlds("OpenAi", "Gateway:Models:both:0=openai/text-embedding-3-small", "Gateway:Models:both:1=selfhosted/text-embedding-3-small",
    "Gateway:Models:mixed:0=openai/text-embedding-3-small", "Gateway:Models:mixed:1=google/gemini-embedding-001")
{
    protected override string[] MoreOf(ProviderSimulator provider) =>
    [
        $"Gateway:Anthropic:BaseUrl={new Uri(provider.BaseAddress, "/")}", "Gateway:Anthropic:ApiKey=any", $"Gateway:Google:BaseUrl={provider.BaseAddress}", "Gateway:Google:ApiKey=any",
        $"Gateway:SelfHosted:BaseUrl={new Uri(provider.BaseAddress, "/own")}", "Gateway:SelfHosted:Model=local",
    ];
}
