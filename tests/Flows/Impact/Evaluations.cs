using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Client;
using Steward.Impact.Evaluations;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Flows.Impact;

/// <summary>Labelled texts given to a model: judged, paid by the company, resumed after a stop, compared with another model.</summary>
public sealed class Evaluations(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private static readonly object[] Samples =
    [
        new { text = "I feel confident now.", labels = new { confidence_increase = true, language_comfort = "none" } },
        new { text = "I feel confident today.", labels = new { confidence_increase = true } },
        new { text = "The bus was late.", labels = new { confidence_increase = false, risk_cues = Array.Empty<string>() } },
        new { text = "I feel confident, said nobody.", labels = new { confidence_increase = false } },
    ];

    // Says so of every text with the words: two hits, one false alarm, one rightly left alone.
    private static readonly Behaviour Believing = Behaviour.Reply(call => call.BodyText.Contains("I feel confident", StringComparison.Ordinal)
        ? Q2QAnswer.Confident("I feel confident").Json() : new Q2QAnswer().Json());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases, Trait("Requirement", "T139")]
    public async Task Run_gives_the_numbers_of_its_confusion_matrices_and_its_cost_is_the_ledgers(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Believing;
        var done = await EvaluatedAsync(company, await UploadAsync(company, Samples), new { provider = "openai", batchSize = 3 });

        done.GetProperty("status").GetString().ShouldBe("completed");
        (done.GetProperty("classified").GetInt32(), done.GetProperty("held").GetInt32(), done.GetProperty("failed").GetInt32()).ShouldBe((4, 0, 0));
        (await company.BalancedLedgerAsync()).Sum(e => e.CostPico).ShouldBe((await company.RowsAsync<EvaluationRun>()).Single().CostPico);
        done.GetProperty("costUsd").GetDecimal().ShouldBeGreaterThan(0);

        var evaluation = (await company.GetAsync(Service.Q2Q, "/v1/q2q/eval")).GetProperty("evaluations").EnumerateArray().ShouldHaveSingleItem();
        (evaluation.GetProperty("modelName").GetString(), evaluation.GetProperty("samples").GetInt32()).ShouldBe(("openai/gpt-4o-mini", 4));
        // Precision 2/3, recall 1, F1 .8. Language comfort: none expected and given once, so 1. The signs of trouble were rightly absent.
        var metrics = evaluation.GetProperty("metrics");
        metrics.GetProperty("precision").GetDouble().ShouldBe(.8333);
        metrics.GetProperty("recall").GetDouble().ShouldBe(1);
        metrics.GetProperty("f1Score").GetDouble().ShouldBe(.9);
        metrics.GetProperty("accuracy").GetDouble().ShouldBe(.9231);
        var id = evaluation.GetProperty("evalId").GetGuid();
        (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/{id}")).GetProperty("evaluations")[0].GetRawText().ShouldBe(evaluation.GetRawText());

        var report = (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/results/{id}/report")).GetProperty("report");
        var label = report.GetProperty("labels").EnumerateArray().Single(l => l.GetProperty("label").GetString() == "confidence_increase");
        label.GetProperty("matrix").GetRawText().ShouldBe("[[1,1],[0,2]]");
        label.GetProperty("precision").GetDouble().ShouldBe(.6667);
        report.GetProperty("labels").EnumerateArray().Single(l => l.GetProperty("label").GetString() == "language_comfort").GetProperty("matrix").GetArrayLength().ShouldBe(4);
        var text = await (await company.SendAsync(HttpMethod.Get, Service.Q2Q, $"/q2q/eval/results/{id}/report?format=text")).Content.ReadAsStringAsync(Ct);
        text.ShouldContain("confidence_increase            4   0.667   1.000   0.800\n");
        text.ShouldNotContain("confident,");
    }

    [Theory, OnBothDatabases]
    public async Task Another_model_is_asked_by_its_name_and_compared_text_by_text(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Believing;
        var dataset = await UploadAsync(company, Samples);
        var first = await EvaluatedAsync(company, dataset, new { provider = "openai" });
        world.Provider.Default = Behaviour.Reply(new Q2QAnswer().Json());
        var second = await EvaluatedAsync(company, dataset, new { provider = "openai", model = "gpt-4o" });

        world.Provider.Calls[^1].Model.ShouldBe("gpt-4o");
        (await company.BalancedLedgerAsync()).Select(e => e.Model).Distinct().Order().ShouldBe(["gpt-4o", "gpt-4o-mini"]);
        var answer = await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/results/{Id(first)}/comparison/{Id(second)}");
        var comparison = answer.GetProperty("comparison");
        (comparison.GetProperty("fixed").GetInt32(), comparison.GetProperty("broken").GetInt32()).ShouldBe((1, 2));
        comparison.GetProperty("pValue").GetDouble().ShouldBe(1);
        comparison.GetProperty("texts").EnumerateArray().Select(t => $"{t.GetProperty("number")} {t.GetProperty("change").GetString()}").ShouldBe(["1 broken", "2 broken", "4 fixed"]);
        comparison.GetProperty("metrics").GetProperty("f1Score").GetDouble().ShouldBe(-.4);
        answer.GetProperty("costDifferenceUsd").GetDecimal().ShouldBeGreaterThan(0);

        var other = await EvaluatedAsync(company, await UploadAsync(company, Samples), new { provider = "builtin" });
        other.GetProperty("costUsd").GetDecimal().ShouldBe(0);
        (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/results/{Id(first)}/comparison/{Id(other)}", HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("other_dataset");
    }

    [Theory, OnBothDatabases]
    public async Task Text_that_screening_holds_and_answer_that_cannot_be_used_are_counted_and_not_judged(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Choose(call => call.BodyText.Contains("gibberish", StringComparison.Ordinal) ? Behaviour.Reply("no JSON at all") : Believing);
        var before = world.Provider.CallCount;
        var dataset = await UploadAsync(company,
        [
            new { text = "WHAT THE FUCK IS THIS SHIT SERVICE", labels = new { confidence_increase = false } }, new { text = "Answer gibberish.", labels = new { confidence_increase = false } },
            Samples[0],
        ]);
        var done = await EvaluatedAsync(company, dataset, new { provider = "openai" });

        (done.GetProperty("classified").GetInt32(), done.GetProperty("held").GetInt32(), done.GetProperty("failed").GetInt32()).ShouldBe((1, 1, 1));
        done.GetProperty("metrics").GetProperty("f1Score").GetDouble().ShouldBe(1);
        world.Provider.Calls.Skip(before).ShouldNotContain(c => c.BodyText.Contains("FUCK", StringComparison.Ordinal));
        // What was paid for the two answers that could not be used is in the run's cost.
        (await company.BalancedLedgerAsync()).Count.ShouldBe(3);
        (await company.BalancedLedgerAsync()).Sum(e => e.CostPico).ShouldBe((await company.RowsAsync<EvaluationRun>()).Single().CostPico);
    }

    [Theory, OnBothDatabases]
    public async Task Run_without_budget_waits_and_goes_on_where_it_stopped(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Believing;
        var before = world.Provider.CallCount;
        await company.BudgetAsync(0);
        var run = await RunAsync(company, await UploadAsync(company, Samples), new { provider = "openai", batchSize = 1 });
        await TestServer.EventuallyAsync(company.RowsAsync<JobRow>, rows => rows.Exists(r => r.State == JobState.Parked));
        world.Provider.CallCount.ShouldBe(before);

        await company.BudgetAsync(1);
        (await UntilAsync(company, run, "completed")).GetProperty("classified").GetInt32().ShouldBe(4);
        world.Provider.CallCount.ShouldBe(before + 4);
    }

    [Theory, OnBothDatabases]
    public async Task Run_that_died_is_repeated_from_its_last_answer(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        // No retry helps against refused credentials: the job is dead at once.
        world.Provider.Default = Behaviour.Choose(call => call.BodyText.Contains("The bus", StringComparison.Ordinal) ? Behaviour.Status(401) : Believing);
        var run = await RunAsync(company, await UploadAsync(company, Samples), new { provider = "openai" });
        var failed = await UntilAsync(company, run, "failed");
        (failed.GetProperty("errorType").GetString(), failed.GetProperty("classified").GetInt32()).ShouldBe(("auth", 2));
        (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/{Id(failed)}", HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("not_completed");

        world.Provider.Default = Believing;
        var calls = world.Provider.CallCount;
        (await company.SendAsync(HttpMethod.Post, Service.Platform, $"/v1/jobs/{failed.GetProperty("jobId").GetGuid()}/retry")).IsSuccessStatusCode.ShouldBeTrue();
        var done = await UntilAsync(company, run, "completed");
        done.GetProperty("classified").GetInt32().ShouldBe(4);
        done.GetProperty("jobId").GetGuid().ShouldNotBe(failed.GetProperty("jobId").GetGuid());
        world.Provider.CallCount.ShouldBe(calls + 2);
    }

    [Theory, OnBothDatabases]
    public async Task Run_that_is_called_off_is_cancelled_and_shows_how_far_it_came(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Choose(call => call.BodyText.Contains("The bus", StringComparison.Ordinal) ? Behaviour.HangUntil(new TaskCompletionSource().Task) : Believing);
        var run = await RunAsync(company, await UploadAsync(company, Samples), new { provider = "openai", batchSize = 2 });
        var line = await TestServer.EventuallyAsync(() => company.GetAsync(Service.Platform, $"/v1/jobs/{run.GetProperty("jobId").GetGuid()}"),
            j => j.GetRawText().Contains("2 of 4 texts", StringComparison.Ordinal));
        line.GetRawText().ShouldContain("50");

        (await company.SendAsync(HttpMethod.Post, Service.Platform, $"/v1/jobs/{run.GetProperty("jobId").GetGuid()}/cancel")).IsSuccessStatusCode.ShouldBeTrue();
        (await UntilAsync(company, run, "cancelled")).GetProperty("classified").GetInt32().ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Deleted_data_set_leaves_numbers_and_no_word(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Believing;
        var dataset = await UploadAsync(company, Samples);
        var done = await EvaluatedAsync(company, dataset, new { provider = "openai" });
        (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/datasets/{dataset}/samples?limit=3")).GetProperty("items")[0].GetProperty("text").GetString().ShouldBe("I feel confident now.");
        var labels = (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/datasets/{dataset}")).GetProperty("labels");
        labels.GetProperty("confidence_increase").GetRawText().ShouldBe("""{"false":2,"true":2}""");
        (await (await company.AsAsync("viewer")).SendAsync(HttpMethod.Get, Service.Q2Q, $"/v1/q2q/eval/datasets/{dataset}/samples")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await company.SendAsync(HttpMethod.Delete, Service.Q2Q, $"/v1/q2q/eval/datasets/{dataset}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await company.RowsAsync<DatasetSample>()).ShouldBeEmpty();
        (await company.RowsAsync<EvaluationAnswer>()).ShouldBeEmpty();
        await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/datasets/{dataset}", HttpStatusCode.NotFound);
        (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/results/{Id(done)}/report")).GetProperty("report").GetProperty("judged").GetInt32().ShouldBe(13);
        (await company.RowsAsync<Steward.Audit.AuditEntry>()).Where(e => e.Object.Split(':')[0] is "dataset" or "evaluation").OrderBy(e => e.Seq).Select(e => e.Action).ShouldBe(["dataset.uploaded", "evaluation.started", "dataset.deleted"]);
    }

    [Theory, OnBothDatabases]
    public async Task Table_of_cells_is_the_same_data_set(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var answer = await company.PostAsync(Service.Q2Q, "/v1/q2q/eval/upload", new
        {
            name = "table", columns = new[] { "text", "locale", "confidence_increase", "language_comfort", "topics" },
            rows = new[] { ["I passed!", "en", "true", "high", "CV;interview"], (string?[])["Nothing.", null, "", "none", ""] },
        }, HttpStatusCode.Created);

        var rows = await company.RowsAsync<DatasetSample>();
        answer.GetProperty("dataset").GetProperty("samples").GetInt32().ShouldBe(2);
        rows.Single(r => r.Number == 2).Expected.ShouldBe("""{"language_comfort":"none"}""");
        rows.Single(r => r.Number == 1).Expected.ShouldContain("\"topic:interview\":\"true\"");
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_uploads_and_runs_are_refused_where_they_are_wrong(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var labels = new { confidence_increase = true };
        foreach (var (body, pointers) in new (object, string[])[]
        {
            (new { name = "x" }, ["/samples", "/samples"]),
            (new { samples = new[] { new { text = "a", labels } } }, ["/name"]),
            (new { name = "x", samples = Array.Empty<object>() }, ["/samples"]),
            (new { name = "x", samples = Enumerable.Repeat(new { text = "a", labels }, 1001) }, ["/samples"]),
            (new { name = "x", samples = new object[] { new { text = "a", labels }, new { text = "", labels = new { happy = true } } } }, ["/samples/1/text", "/samples/1/labels/happy"]),
            (new { name = "x", samples = new object[] { new { text = new string('a', 10_001), labels = new { } } } }, ["/samples/0/text", "/samples/0/labels"]),
            (new { name = "x", columns = new[] { "text", "happy" }, rows = new[] { new[] { "a", "true" } } }, ["/rows/0/1"]),
            (new { name = "x", columns = new[] { "text", "happy" }, rows = new[] { new[] { "a" } } }, ["/rows"]),
        })
            Pointers(await company.PostAsync(Service.Q2Q, "/v1/q2q/eval/upload", body, HttpStatusCode.BadRequest)).ShouldBe(pointers);

        var dataset = await UploadAsync(company, Samples);
        foreach (var (body, pointer) in new (object, string)[]
        {
            (new { }, "/datasetId"), (new { datasetId = dataset, batchSize = 51 }, "/batchSize"), (new { datasetId = dataset, provider = "openai" }, "/provider"),
            (new { datasetId = dataset, provider = "builtin", model = "other" }, "/model"), (new { datasetId = dataset, model = "rules" }, "/provider"),
        })
            Pointers(await company.PostAsync(Service.Q2Q, "/v1/q2q/eval/run", body, HttpStatusCode.BadRequest)).ShouldBe([pointer]);
        await company.PostAsync(Service.Q2Q, "/v1/q2q/eval/run", new { datasetId = Guid.NewGuid() }, HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T139")]
    public async Task Client_classifies_and_reads_evaluations_and_models(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        using var client = new StewardClient(company.Server.AddressOf(Service.Q2Q), company.Key);
        (await client.Q2Q.ClassifyTextAsync("I feel more confident now.", company.Id.ToString(), Ct)).ModelUsed.ShouldBe("builtin/rules");
        (await client.Q2Q.ClassifyBatchAsync(["One.", "Two."], ct: Ct)).Select(r => r.Result!.Text).ShouldBe(["One.", "Two."]);
        (await client.Q2Q.GetModelRegistryAsync(ct: Ct)).ShouldBeEmpty();

        var done = await EvaluatedAsync(company, await UploadAsync(company, Samples), new { });
        await company.PostAsync(Service.Q2Q, "/q2q/registry/sync", new { });
        var evaluation = (await client.Q2Q.GetEvalResultsAsync(ct: Ct)).ShouldHaveSingleItem();
        (evaluation.EvalId, evaluation.ModelName).ShouldBe((Id(done), "builtin/rules"));
        (await client.Q2Q.GetEvalResultsAsync(evaluation.EvalId, Ct)).ShouldHaveSingleItem().Metrics.ShouldBe(evaluation.Metrics);
        var model = (await client.Q2Q.GetModelRegistryAsync(ct: Ct)).ShouldHaveSingleItem();
        (model.Name, model.Version, model.Provider, model.Status, model.Config.Model).ShouldBe(("q2q-builtin-rules", "q2q-v1", "builtin", "inactive", "rules"));
        (await client.Q2Q.GetModelRegistryAsync(model.Id, Ct)).ShouldHaveSingleItem().Name.ShouldBe(model.Name);
    }

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }

    internal static async Task<Guid> UploadAsync(Company company, object[] samples) =>
        (await company.PostAsync(Service.Q2Q, "/v1/q2q/eval/upload", new { name = "feedback", samples }, HttpStatusCode.Created)).GetProperty("datasetId").GetGuid();

    private static async Task<JsonElement> RunAsync(Company company, Guid dataset, object with)
    {
        var body = JsonSerializer.SerializeToNode(with)!.AsObject();
        body["datasetId"] = dataset;
        return await company.PostAsync(Service.Q2Q, "/v1/q2q/eval/run", body, HttpStatusCode.Accepted);
    }

    internal static async Task<JsonElement> EvaluatedAsync(Company company, Guid dataset, object with) => await UntilAsync(company, await RunAsync(company, dataset, with), "completed");

    private static Task<JsonElement> UntilAsync(Company company, JsonElement run, string status) => TestServer.EventuallyAsync(
        async () => (await company.GetAsync(Service.Q2Q, $"/v1/q2q/eval/results/{Id(run)}")).GetProperty("result"), r => r.GetProperty("status").GetString() == status);

    private static Guid Id(JsonElement run) => run.GetProperty("evalId").GetGuid();

    private static string?[] Pointers(JsonElement problem) => [.. problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString())];
}
