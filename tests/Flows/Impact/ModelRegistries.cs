using System.Net;
using System.Text.Json;
using Steward.Audit;
using Steward.Impact;
using Steward.Platform.Http;

namespace Flows.Impact;

/// <summary>Which model is asked, and which of its labels count, is what the company's registry says.</summary>
public sealed class ModelRegistries(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string Text = "I feel confident.";

    [Theory, OnBothDatabases, Trait("Requirement", "T139")]
    public async Task Synchronising_registers_what_the_gateway_can_ask_once(Database on)
    {
        var company = await StartAsync(on);
        var answer = await company.PostAsync(Service.Q2Q, "/v1/q2q/registry/sync", new { });

        (answer.GetProperty("added").GetInt32(), answer.GetProperty("deprecated").GetInt32()).ShouldBe((2, 0));
        answer.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()).ShouldBe(["q2q-openai-gpt-4o-mini", "q2q-builtin-rules"], ignoreOrder: true);
        (await company.PostAsync(Service.Q2Q, "/v1/q2q/registry/sync", new { })).GetProperty("added").GetInt32().ShouldBe(0);
        await company.ExecuteAsync("UPDATE impact_models SET prompt_version = 'q2q-v0' WHERE tenant_id = @Id", new { company.Id });
        answer = await company.PostAsync(Service.Q2Q, "/v1/q2q/registry/sync", new { });
        (answer.GetProperty("added").GetInt32(), answer.GetProperty("deprecated").GetInt32()).ShouldBe((2, 2));
        var old = answer.GetProperty("models")[0];
        old.GetProperty("status").GetString().ShouldBe("deprecated");
        (await company.PostAsync(Service.Q2Q, $"/v1/q2q/registry/models/{old.GetProperty("id")}/activate", new { }, HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("model_unusable");
    }

    [Theory, OnBothDatabases]
    public async Task Active_model_is_asked_in_place_of_the_usual_one_and_one_of_a_provider_is_active(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());
        await company.GetAsync(Service.Q2Q, "/v1/q2q/registry/models/active/openai", HttpStatusCode.NotFound);
        var (first, second) = (await RegisterAsync(company, "gpt-4o"), await RegisterAsync(company, "gpt-4o-mini"));
        await ActivateAsync(company, first);
        (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("modelUsed").GetString().ShouldBe("openai/gpt-4o");

        await ActivateAsync(company, second);
        (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("modelUsed").GetString().ShouldBe("openai/gpt-4o-mini");
        (await company.GetAsync(Service.Q2Q, "/v1/q2q/registry/models/active/openai")).GetProperty("models")[0].GetProperty("id").GetGuid().ShouldBe(second);
        (await company.GetAsync(Service.Q2Q, "/v1/q2q/models")).GetProperty("models").EnumerateArray().Select(m => m.GetProperty("status").GetString()).ShouldBe(["inactive", "active"]);
        await company.PostAsync(Service.Q2Q, $"/v1/q2q/registry/models/{second}/deactivate", new { });
        await company.GetAsync(Service.Q2Q, "/v1/q2q/registry/models/active/openai", HttpStatusCode.NotFound);
        (await company.RowsAsync<AuditEntry>()).Where(e => e.Object.StartsWith("model:", StringComparison.Ordinal)).OrderBy(e => e.Seq).Select(e => e.Action).ShouldBe(["model.registered", "model.registered", "model.activated", "model.activated", "model.deactivated"]);
    }

    [Theory, OnBothDatabases]
    public async Task Of_models_that_are_activated_at_once_one_is_active(Database on)
    {
        var company = await StartAsync(on);
        Guid[] models = [await RegisterAsync(company, "gpt-4o"), await RegisterAsync(company, "gpt-4o-mini")];
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(models.Concat(models).Select(id => company.SendAsync(HttpMethod.Post, Service.Q2Q, $"/v1/q2q/registry/models/{id}/activate")));
            answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
            (await company.GetAsync(Service.Q2Q, "/v1/q2q/models")).GetProperty("models").EnumerateArray().Count(m => m.GetProperty("status").GetString() == "active").ShouldBe(1);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Label_below_the_active_models_threshold_gives_no_score_and_no_quote(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());
        (await ConfidenceAsync(company)).ShouldBe(.8);
        var model = await RegisterAsync(company, "gpt-4o-mini", new { confidence_increase = .7 });
        (await ConfidenceAsync(company)).ShouldBe(.8, "it is not active yet");

        await ActivateAsync(company, model);
        (await ConfidenceAsync(company)).ShouldBe(.5);
        await company.FeedbackAsync(Text);
        await company.UntilTextsAsync("classified", 1);
        (await company.RowsAsync<OutcomeScore>()).ShouldBeEmpty();
        (await company.RowsAsync<EvidenceQuote>()).ShouldBeEmpty();

        await company.PutAsync(Service.Q2Q, $"/v1/q2q/registry/models/{model}", new { thresholds = new { confidence_increase = .5 } });
        (await ConfidenceAsync(company)).ShouldBe(.8);
    }

    [Theory, OnBothDatabases]
    public async Task Run_measures_a_registered_model_with_its_thresholds_before_it_is_active(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());
        var model = await RegisterAsync(company, "gpt-4o", new { confidence_increase = .7 });
        var dataset = await Evaluations.UploadAsync(company, [new { text = Text, labels = new { confidence_increase = true } }]);

        var strict = await Evaluations.EvaluatedAsync(company, dataset, new { modelId = model });
        (strict.GetProperty("model").GetString(), strict.GetProperty("metrics").GetProperty("recall").GetDouble()).ShouldBe(("gpt-4o", 0));
        strict.GetProperty("thresholds").GetRawText().ShouldBe("""{"confidence_increase":0.7}""");
        (await Evaluations.EvaluatedAsync(company, dataset, new { provider = "openai" })).GetProperty("metrics").GetProperty("recall").GetDouble().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_models_are_refused_and_only_those_who_manage_models_change_them(Database on)
    {
        var company = await StartAsync(on);
        foreach (var (body, pointer) in new (object, string)[]
        {
            (new { model = "gpt-4o" }, "/provider"), (new { provider = "openai" }, "/model"), (new { provider = "openai", model = "gpt-none" }, "/model"),
            (new { provider = "anthropic", model = "claude-haiku-4-5" }, "/model"), (new { provider = "openai", model = "gpt-4o", thresholds = new { happiness = .5 } }, "/thresholds/happiness"),
            (new { provider = "openai", model = "gpt-4o", thresholds = new { anxiety = 1.5 } }, "/thresholds/anxiety"),
        })
            (await company.PostAsync(Service.Q2Q, "/v1/q2q/registry/models", body, HttpStatusCode.BadRequest)).GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
        await RegisterAsync(company, "gpt-4o");
        (await company.PostAsync(Service.Q2Q, "/v1/q2q/registry/models", new { provider = "openai", model = "gpt-4o" }, HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("model_registered");
        var analyst = await company.AsAsync("analyst");
        await analyst.GetAsync(Service.Q2Q, "/v1/q2q/models");
        await analyst.PostAsync(Service.Q2Q, "/v1/q2q/registry/sync", new { }, HttpStatusCode.Forbidden);
    }

    private async Task<Company> StartAsync(Database on) => await Company.AtAsync((await worlds.On(on)).Server);

    private static async Task<Guid> RegisterAsync(Company company, string model, object? thresholds = null) =>
        (await company.PostAsync(Service.Q2Q, "/v1/q2q/registry/models", new { provider = "openai", model, thresholds }, HttpStatusCode.Created)).GetProperty("models")[0].GetProperty("id").GetGuid();

    private static Task<JsonElement> ActivateAsync(Company company, Guid id) => company.PostAsync(Service.Q2Q, $"/v1/q2q/registry/models/{id}/activate", new { });

    private static async Task<double> ConfidenceAsync(Company company) => (await company.ClassifyAsync(Text)).GetProperty("result").GetProperty("outcomes").EnumerateArray()
        .Single(o => o.GetProperty("taxonomy").GetString() == "confidence").GetProperty("score").GetDouble();
}
