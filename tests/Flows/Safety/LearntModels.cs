using System.Net;
using System.Text.Json;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows.Safety;

/// <summary>Models that are learnt from reviewers' decisions.</summary>
public sealed class LearntModels
{
    private static readonly string[] Places = ["station", "office", "school", "harbour", "market", "museum", "library", "garden", "bridge", "tower"];

    [Theory, OnBothDatabases, Trait("Requirement", "T154")]
    public async Task Model_learns_what_reviewers_uphold_is_watched_in_shadow_and_acts_once_a_person_says_so(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Safety:SecondOpinionShare=0"] });
        var company = await Company.AtAsync(server);
        (await company.RefusedAsync("models")).ShouldBe("too_few_decisions");
        await DecideAsync(company, 80);
        var model = await TrainAsync(company);
        (model.Text("state"), model.Number("version"), model.Number("upheld"), model.Number("released")).ShouldBe(("draft", 1, 80, 80));
        model.GetProperty("quality").GetProperty("auc").GetDouble().ShouldBeGreaterThan(.95);
        model.GetProperty("quality").GetProperty("rulesAuc").GetDouble().ShouldBe(.5, "both kinds have the same swear words");
        var id = model.Text("id");
        (await company.RefusedAsync($"models/{id}/state", new { state = "live" })).ShouldBe("not_in_shadow");
        await company.DoAsync($"models/{id}/state", new { state = "shadow" });
        (await company.RefusedAsync($"models/{id}/state", new { state = "live" })).ShouldBe("not_watched");
        // In shadow it changes nothing.
        foreach (var place in Places)
        {
            (await company.ScreenAsync($"shadow-train-{place}", Train(100, place))).GetProperty("safe").GetBoolean().ShouldBeFalse();
            (await company.ScreenAsync($"shadow-refund-{place}", Refund(100, place))).GetProperty("coverage").GetString().ShouldBe("rules");
        }

        foreach (var item in (await company.AskAsync("queue?limit=100")).GetProperty("items").EnumerateArray())
            await company.DoAsync($"queue/{item.GetProperty("queueItem").Text("id")}/review", new { uphold = item.GetProperty("flag").Text("contentId")!.Contains("refund", StringComparison.Ordinal) });
        var record = (await company.AskAsync($"models/{id}")).GetProperty("record");
        (record.Number("asked"), record.Number("holds"), record.Number("passes")).ShouldBe((20, 10, 10));
        (record.GetProperty("heldRight").Number("count"), record.GetProperty("passedRight").Number("count")).ShouldBe((10, 10));
        (await company.DoAsync($"models/{id}/state", new { state = "live" })).Text("state").ShouldBe("live");

        var spared = await company.ScreenAsync("live-train", Train(200, "harbour"));
        (spared.GetProperty("safe").GetBoolean(), spared.GetProperty("requiresReview").GetBoolean(), spared.Text("coverage")).ShouldBe((true, false, "rules, model"));
        var held = await company.ScreenAsync("live-refund", Refund(200, "harbour"));
        held.GetProperty("safe").GetBoolean().ShouldBeFalse();
        var word = held.GetProperty("flags").EnumerateArray().Single(f => f.Text("type") == "model");
        (word.GetProperty("details").Text("by"), word.GetProperty("details").Text("says")).ShouldBe(("model 1", "hold"));
        (await company.ScreenAsync("live-train-threat", Train(201, "harbour") + ". I will kill you and your family.")).GetProperty("safe").GetBoolean().ShouldBeFalse("what might be toxic is never let pass on a model's word");
        (await company.GetAsync(Service.Platform, "/v1/audit?action=model.live")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Newer_model_takes_the_place_of_the_one_before_and_only_what_is_out_of_use_is_deleted(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await DecideAsync(company, 30);
        var (first, second) = ((await TrainAsync(company)).Text("id"), (await TrainAsync(company)).Text("id"));
        (await company.AskAsync("models")).GetProperty("models").EnumerateArray().Select(m => m.Number("version")).ShouldBe([2, 1]);
        await company.DoAsync($"models/{first}/state", new { state = "shadow" });
        await company.DoAsync($"models/{second}/state", new { state = "shadow" });
        (await company.AskAsync($"models/{first}")).Text("state").ShouldBe("retired");
        await company.DeleteAsync($"models/{second}", HttpStatusCode.Conflict);
        await company.DeleteAsync($"models/{first}", HttpStatusCode.NoContent);
        await company.GetAsync(Service.Safety, $"/v1/safety/models/{first}", HttpStatusCode.NotFound);
        (await company.DoAsync($"models/{second}/state", new { state = "draft" }, HttpStatusCode.BadRequest)).GetProperty("errors")[0].Text("pointer").ShouldBe("/state");
        await (await company.AsAsync("reviewer")).DoAsync("models", new { }, HttpStatusCode.Forbidden);
        var other = await Company.AtAsync(company.Server);
        await other.DoAsync($"models/{second}/state", new { state = "live" }, HttpStatusCode.NotFound);
        await other.DeleteAsync($"models/{second}", HttpStatusCode.NotFound);
        (await other.AskAsync("models")).GetProperty("models").GetArrayLength().ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Model_of_decisions_that_no_text_explains_may_not_act(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (kind, action) in new[] { ("one", "dismiss"), ("other", "uphold") })
        {
            var items = Enumerable.Range(0, 30).Select(i => new { contentId = $"{kind}-{i}", contentType = kind, text = Train(i, Places[i % Places.Length]) });
            await company.PostAsync(Service.Safety, "/screen/batch", new { items });
            await company.DoAsync("queue/bulk", new { action, filter = new { contentType = kind }, reason = "Seen.", expected = 30 });
        }

        var id = (await TrainAsync(company)).Text("id");
        await company.DoAsync($"models/{id}/state", new { state = "shadow" });
        (await company.RefusedAsync($"models/{id}/state", new { state = "live" })).ShouldBe("says_nothing");
    }

    [Theory, OnBothDatabases]
    public async Task Of_what_a_model_lets_pass_the_drawn_share_is_seen_all_the_same(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Safety:SecondOpinionShare=1"] });
        var company = await Company.AtAsync(server);
        await DecideAsync(company, 80);
        await ActAsync(company, (await TrainAsync(company)).Text("id")!);
        var before = (await company.AskAsync("queue")).Number("count");
        (await company.ScreenAsync("spared", Train(300, "harbour"))).GetProperty("safe").GetBoolean().ShouldBeTrue();
        (await company.AskAsync("queue")).Number("count").ShouldBe(before + 1);
    }

    [Theory, OnBothDatabases]
    public async Task Erased_texts_and_what_was_dismissed_unseen_teach_nothing(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await DecideAsync(company, 40);
        (await company.AskAsync("models")).GetProperty("decisions").GetProperty("enough").GetBoolean().ShouldBeTrue();
        await company.ExecuteAsync("UPDATE safety_review_queue SET reviewed_by = 'system' WHERE tenant_id = @Id", new { company.Id });
        (await company.AskAsync("models")).GetProperty("decisions").Number("upheld").ShouldBe(0);
        await company.ExecuteAsync("UPDATE safety_review_queue SET reviewed_by = 'ann' WHERE tenant_id = @Id", new { company.Id });
        await company.ExecuteAsync("UPDATE safety_flags SET content = NULL WHERE tenant_id = @Id AND review_status <> 'upheld'", new { company.Id });
        var decisions = (await company.AskAsync("models")).GetProperty("decisions");
        (decisions.Number("upheld"), decisions.Number("released"), decisions.GetProperty("enough").GetBoolean()).ShouldBe((40, 0, false));
        (await company.RefusedAsync("models")).ShouldBe("too_few_decisions");
    }

    // The same words of the vocabulary in both kinds: the rules cannot tell them apart.
    private static string Train(int number, string place) => $"Damn crap, train {number} to the {place} was late again";

    private static string Refund(int number, string place) => $"Damn crap, my refund {number} from the {place} is still missing";

    private static async Task DecideAsync(Company company, int each)
    {
        foreach (var (kind, text) in new (string, Func<int, string, string>)[] { ("train", Train), ("refund", Refund) })
        {
            var items = Enumerable.Range(0, each).Select(i => new { contentId = $"{kind}-{i}", contentType = kind, text = text(i, Places[i % Places.Length]) });
            (await company.PostAsync(Service.Safety, "/screen/batch", new { items })).GetProperty("results").EnumerateArray().ShouldAllBe(r => !r.GetProperty("safe").GetBoolean());
            await company.DoAsync("queue/bulk", new { action = kind == "train" ? "dismiss" : "uphold", filter = new { contentType = kind }, reason = "Seen.", expected = each });
        }
    }

    private static async Task<JsonElement> TrainAsync(Company company)
    {
        var id = (await company.DoAsync("models", new { }, HttpStatusCode.Accepted)).Text("modelId");
        await TestServer.EventuallyAsync(async () => (await company.SendAsync(HttpMethod.Get, Service.Safety, $"/v1/safety/models/{id}")).StatusCode, s => s == HttpStatusCode.OK);
        return await company.AskAsync($"models/{id}");
    }

    private static async Task ActAsync(Company company, string id)
    {
        await company.DoAsync($"models/{id}/state", new { state = "shadow" });
        for (var i = 0; i < 20; i++) await company.ScreenAsync($"watched-{i}", Train(400 + i, "tower"));
        await company.DoAsync($"models/{id}/state", new { state = "live" });
    }
}
