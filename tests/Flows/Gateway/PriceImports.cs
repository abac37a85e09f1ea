using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Gateway.Spend;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>New versions of the price table: read to the digit, shown before they hold, and known to every process.</summary>
public sealed class PriceImports
{
    private static readonly JsonSerializerOptions AsNumbers = new();

    [Theory, OnBothDatabases, Trait("Requirement", "T142"), Trait("Requirement", "P046")]
    public async Task Imported_prices_hold_at_once_here_and_within_seconds_in_other_processes(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var (company, owner) = (await Company.AtAsync(world.Server), await Company.AtAsync(world.Server, "owner"));
        await using var other = await TestServer.StartAsync(on, new TestServerOptions { ConnectionOf = world.Server.Connection, Settings = World.UseOf(world.Provider, "OpenAi") });
        world.Provider.Default = Behaviour.Reply("Hello.") with { Usage = new(100, 10) };
        await AskAsync(company);

        var done = await ImportAsync(owner, Lite("""{"gpt-4o-mini": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 3e-07, "output_cost_per_token": 1.2e-06}}"""), "?version=double", HttpStatusCode.Created);
        done.GetProperty("diff").GetProperty("changed").EnumerateArray().ShouldHaveSingleItem().GetProperty("after").GetProperty("input").GetDecimal().ShouldBe(0.3m);
        await AskAsync(company);
        await TestServer.EventuallyAsync(() => owner.At(other).GetAsync(Service.Platform, "/v1/prices?model=gpt-4o-mini"), p => p.GetProperty("version").GetString() == "double");
        await AskAsync(company.At(other));
        // What the file does not name costs what it did.
        (await owner.GetAsync(Service.Platform, "/v1/prices?provider=claude&model=claude-haiku-4.5")).GetProperty("prices").EnumerateArray().ShouldHaveSingleItem().GetProperty("input").GetDecimal().ShouldBe(1m);

        (await company.BalancedLedgerAsync()).OrderBy(e => e.At).Select(e => (e.PriceVersion, e.CostPico))
            .ShouldBe([(ShippedPrices.List.Version.Version, 21_000_000L), ("double", 42_000_000L), ("double", 42_000_000L)]);
        var audited = (await owner.GetAsync(Service.Platform, "/v1/audit?action=prices.imported")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        audited.GetProperty("object").GetString().ShouldBe("prices:double");
        // A process that starts later has it from the beginning.
        await using var third = await TestServer.StartAsync(on, new TestServerOptions { ConnectionOf = world.Server.Connection });
        (await owner.At(third).GetAsync(Service.Platform, "/v1/prices")).GetProperty("version").GetString().ShouldBe("double");
    }

    [Theory, OnBothDatabases]
    public async Task Version_of_the_future_holds_when_its_time_has_come(Database on)
    {
        var time = new MovableTime();
        await using var world = await World.StartAsync(on, [], services: s => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(s, time));
        var owner = await Company.AtAsync(world.Server, "owner");
        var from = time.GetUtcNow().AddDays(2);
        await ImportAsync(owner, OneOf("gpt-4o-mini", 1, 2), $"?version=later&effectiveFrom={Uri.EscapeDataString(from.UtcDateTime.ToString("O"))}", HttpStatusCode.Created);
        (await owner.GetAsync(Service.Platform, "/v1/prices")).GetProperty("version").GetString().ShouldBe(ShippedPrices.List.Version.Version);
        (await owner.GetAsync(Service.Platform, "/v1/prices?version=later")).GetProperty("inForce").GetBoolean().ShouldBeFalse();
        time.MoveTo(from.AddSeconds(1));
        (await owner.GetAsync(Service.Platform, "/v1/prices")).GetProperty("version").GetString().ShouldBe("later");
        (await owner.GetAsync(Service.Platform, "/v1/prices/versions")).GetProperty("versions").EnumerateArray().Select(v => (v.GetProperty("version").GetString(), v.GetProperty("inForce").GetBoolean()))
            .ShouldBe([("later", true), (ShippedPrices.List.Version.Version, false)]);
        (await owner.GetAsync(Service.Platform, "/v1/prices/diff")).GetProperty("changed").GetArrayLength().ShouldBe(1);
        await ImportAsync(owner, OneOf("gpt-4o-mini", 1, 3), $"?version=earlier&effectiveFrom={Uri.EscapeDataString(from.AddDays(-1).UtcDateTime.ToString("O"))}", HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "P046")]
    public async Task Large_file_of_LiteLLM_is_read_for_what_can_be_asked_here_and_says_what_it_left_out(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var owner = await Company.AtAsync(world.Server, "owner");
        var many = string.Concat(Enumerable.Range(0, 6_000).Select(i => $$""", "azure/model-{{i}}": {"litellm_provider": "azure", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "note": "{{new string('x', 200)}}"}"""));
        var file = Lite($$"""
            {"sample_spec": {"mode": "one of: chat, embedding"},
             "gpt-9": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05, "output_cost_per_reasoning_token": 2e-05, "cache_read_input_token_cost": 1.25e-07,
               "input_cost_per_token_above_272k_tokens": 2.5e-06, "output_cost_per_token_above_272k_tokens": 1.5e-05, "input_cost_per_token_batches": 6.25e-07, "output_cost_per_token_batches": 5e-06,
               "input_cost_per_token_priority": 1, "max_input_tokens": 400000, "max_output_tokens": 128000},
             "claude-9": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05, "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_1hr": 6e-06},
             "vertex_ai/gemini-9": {"litellm_provider": "vertex_ai-language-models", "mode": "chat", "input_cost_per_token": 9e-06, "output_cost_per_token": 9e-06},
             "gemini/gemini-9": {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
             "text-embedding-9": {"litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08},
             "dall-e-9": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 1e-08},
             "gpt-by-the-second": {"litellm_provider": "openai", "mode": "chat"}{{many}}}
            """);
        file.ToString().Length.ShouldBeGreaterThan(1_700_000);
        var would = await ImportAsync(owner, file, "?dryRun=true", HttpStatusCode.OK);
        var skipped = would.GetProperty("skipped").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetInt32());
        skipped.ShouldBe(new Dictionary<string, int> { ["no model"] = 1, ["mode image_generation"] = 1, ["no price per token"] = 1, ["provider that cannot be asked here"] = 6_000 }, ignoreOrder: true);
        (would.GetProperty("taken").GetInt32(), would.GetProperty("diff").GetProperty("added").GetArrayLength()).ShouldBe((4, 4));
        (await owner.GetAsync(Service.Platform, "/v1/prices/versions")).GetProperty("versions").GetArrayLength().ShouldBe(1);

        var version = (await ImportAsync(owner, file, "", HttpStatusCode.Created)).GetProperty("version").GetString();
        version.ShouldBe(would.GetProperty("version").GetString());
        await ImportAsync(owner, file, "", HttpStatusCode.Conflict);
        var gpt = await OneAsync(owner, "gpt-9");
        (gpt.GetProperty("input").GetDecimal(), gpt.GetProperty("cached").GetDecimal(), gpt.GetProperty("reasoning").GetDecimal(), gpt.GetProperty("maxInput").GetInt64()).ShouldBe((1.25m, 0.125m, 20m, 400_000L));
        (gpt.GetProperty("tiers")[0].GetProperty("above").GetInt64(), gpt.GetProperty("tiers")[0].GetProperty("output").GetDecimal(), gpt.GetProperty("batch").GetProperty("input").GetDecimal()).ShouldBe((272_000L, 15m, 0.625m));
        (await OneAsync(owner, "claude-9")).GetProperty("cacheWriteLong").GetDecimal().ShouldBe(6m);
        (await OneAsync(owner, "gemini-9")).GetProperty("input").GetDecimal().ShouldBe(1m);
        (await OneAsync(owner, "text-embedding-9")).GetProperty("output").GetDecimal().ShouldBe(0m);
    }

    [Theory, OnBothDatabases]
    public async Task Prices_that_there_cannot_be_are_refused_with_the_model_named(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var (company, owner) = (await Company.AtAsync(world.Server), await Company.AtAsync(world.Server, "owner"));
        static string Model(string input) => """{"gemini/x": {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": PRICE, "output_cost_per_token": 1e-06}}""".Replace("PRICE", input, StringComparison.Ordinal);
        foreach (var (input, code) in new[] { ("-1e-06", "out_of_range"), ("1.5e-12", "too_fine"), ("1e-40", "too_fine"), ("1e300", "out_of_range"), ("5", "out_of_range"), ("\"free\"", "wrong_type") })
            Error(await ImportAsync(owner, Lite(Model(input)), "", HttpStatusCode.BadRequest)).ShouldBe(("/gemini~1x/input_cost_per_token", code), input);
        foreach (var (body, pointer) in new (string, string)[]
        {
            ("{}", ""), ("""{"prices": []}""", ""), ("""{"prices": [{"provider": "openai", "model": "m", "input": 1}], "source": "s"}""", "/prices/0/output"),
            ("""{"prices": [{"provider": "acme", "model": "m", "input": 1, "output": 1}]}""", "/prices/0/provider"), ("""{"prices": [{"provider": "openai", "model": "m", "input": 0.0000001, "output": 1}]}""", "/prices/0/input"),
            ("""{"prices": [{"provider": "openai", "model": "m", "input": "much", "output": 1}]}""", "/prices/0/input"), ("""{"prices": [null]}""", "/prices/0/provider"),
            ("""{"prices": [{"provider": "openai", "model": "m", "input": 1, "output": 1}, {"provider": "openai", "model": "n", "also": ["m"], "input": 1, "output": 1}], "source": "s"}""", "/prices/1/model"),
            ("""{"prices": [{"provider": "openai", "model": "m", "input": 1, "output": 1, "tiers": [{"input": 2}]}], "source": "s"}""", "/prices/0/tiers/0/above"),
            ("""{"prices": [{"provider": "openai", "model": "m", "input": 1, "output": 1}]}""", "/source"), ("""{"version": "manual", "source": "s", "prices": [{"provider": "openai", "model": "m", "input": 1, "output": 1}]}""", "/version"),
        })
            Error(await ImportAsync(owner, Lite(body), "", HttpStatusCode.BadRequest)).Pointer.ShouldBe(pointer, body);
        await ImportAsync(company, OneOf("m", 1, 1), "", HttpStatusCode.Forbidden);
        (await company.GetAsync(Service.Platform, "/v1/prices")).GetProperty("prices").GetArrayLength().ShouldBeGreaterThan(40);
        await owner.GetAsync(Service.Platform, "/v1/prices?version=none", HttpStatusCode.NotFound);
        await owner.GetAsync(Service.Platform, "/v1/prices/diff?to=none", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Table_that_is_shown_can_be_changed_and_imported_again(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var owner = await Company.AtAsync(world.Server, "owner");
        var table = JsonNode.Parse((await owner.GetAsync(Service.Platform, "/v1/prices")).GetRawText())!.AsObject();
        table["version"] = "ours";
        table.Remove("effectiveFrom");
        var haiku = table["prices"]!.AsArray().Single(p => (string?)p!["model"] == "claude-haiku-4-5")!;
        haiku["input"] = 0.5m;
        var diff = (await ImportAsync(owner, JsonSerializer.SerializeToElement(table, AsNumbers), "", HttpStatusCode.Created)).GetProperty("diff");
        diff.GetProperty("changed").EnumerateArray().Select(c => c.GetProperty("model").GetString()).ShouldBe(["claude-haiku-4-5", "claude-haiku-4-5-20251001", "claude-haiku-4.5"]);
        (diff.GetProperty("added").GetArrayLength(), diff.GetProperty("removed").GetArrayLength()).ShouldBe((0, 0));
        // A name of its own price is no further name of the model any more.
        await ImportAsync(owner, Lite("""{"version": "apart", "source": "s", "prices": [{"provider": "claude", "model": "claude-haiku-4.5", "input": 7, "output": 8}]}"""), "", HttpStatusCode.Created);
        (await OneAsync(owner, "claude-haiku-4.5")).GetProperty("input").GetDecimal().ShouldBe(7m);
        (await OneAsync(owner, "claude-haiku-4-5-20251001")).GetProperty("input").GetDecimal().ShouldBe(0.5m);
        (await owner.GetAsync(Service.Platform, "/v1/prices/diff?from=apart&to=ours")).GetProperty("changed").EnumerateArray().ShouldHaveSingleItem().GetProperty("model").GetString().ShouldBe("claude-haiku-4.5");
    }

    internal static JsonElement Lite(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    internal static JsonElement OneOf(string model, decimal input, decimal output) =>
        JsonSerializer.SerializeToElement(new { source = "a contract", prices = new[] { new { provider = "openai", model, input, output } } });

    internal static async Task<JsonElement> ImportAsync(Company owner, JsonElement file, string query, HttpStatusCode expected) =>
        await Company.ReadAsync(await owner.SendAsync(HttpMethod.Post, Service.Platform, "/v1/prices" + query, file), expected);

    private static async Task<JsonElement> OneAsync(Company owner, string model) =>
        (await owner.GetAsync(Service.Platform, $"/v1/prices?model={model}")).GetProperty("prices").EnumerateArray().ShouldHaveSingleItem();

    private static (string Pointer, string Code) Error(JsonElement problem) =>
        (problem.GetProperty("errors")[0].GetProperty("pointer").GetString()!, problem.GetProperty("errors")[0].GetProperty("code").GetString()!);

    private static Task<JsonElement> AskAsync(Company company) => company.PostAsync(Service.Platform, "/v1/chat/completions", PriceBuckets.Asking("gpt-4o-mini", 10));
}
