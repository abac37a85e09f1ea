using System.Net;
using System.Text.Json;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows.Safety;

/// <summary>Screening over HTTP, in the guide's shapes.</summary>
public sealed class Screening
{
    [Theory, OnBothDatabases, Trait("Requirement", "T018"), Trait("Requirement", "T019")]
    public async Task Safe_text_has_no_flags_and_leaves_no_row(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var verdict = await ScreenAsync(company, "feedback-123", "Thank you for the session, I learned a lot.");

        verdict.GetProperty("safe").GetBoolean().ShouldBeTrue();
        verdict.GetProperty("flags").GetRawText().ShouldBe("[]");
        verdict.GetProperty("requiresReview").GetBoolean().ShouldBeFalse();
        verdict.TryGetProperty("flagId", out _).ShouldBeFalse();
        (await company.RowsAsync<SafetyFlag>()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T020"), Trait("Requirement", "T021"), Trait("Requirement", "T022")]
    public async Task Flagged_text_is_answered_as_the_guide_shows(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var verdict = await ScreenAsync(company, "feedback-123", "WHAT THE FUCK IS THIS SHIT SERVICE");

        verdict.GetProperty("safe").GetBoolean().ShouldBeFalse();
        verdict.GetProperty("reason").GetString().ShouldBe("profanity, spam");
        verdict.GetProperty("confidence").GetDouble().ShouldBe(.75);
        verdict.GetProperty("requiresReview").GetBoolean().ShouldBeTrue();
        var flags = verdict.GetProperty("flags");
        Flag(flags[0]).ShouldBe(("profanity", "Profanity detected in text", .7, """{"count":2}"""));
        Flag(flags[1]).ShouldBe(("spam", "Spam patterns detected", .5, """{"excessiveCaps":true}"""));
        (await company.RowsAsync<SafetyFlag>()).ShouldHaveSingleItem().Id.ShouldBe(verdict.GetProperty("flagId").GetString());
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T152")]
    public async Task Example_with_a_mild_swear_word_is_flagged(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        (await ScreenAsync(company, "c", "This is a test message with damn profanity")).GetProperty("flags")[0].GetProperty("type").GetString().ShouldBe("profanity");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T108")]
    public async Task Personal_data_warns_and_does_not_block(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var verdict = await ScreenAsync(company, "c", "Call me on +47 22 12 34 56 or write to bob@example.com.");

        verdict.GetProperty("safe").GetBoolean().ShouldBeTrue();
        verdict.GetProperty("flags")[0].GetProperty("type").GetString().ShouldBe("pii");
        verdict.GetProperty("flags").GetRawText().ShouldNotContain("bob@example.com");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T108")]
    public async Task Personal_data_is_counted_by_kind_with_places_and_without_the_text(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var details = (await ScreenAsync(company, "c", "Jeg heter Kari, fødselsnummer 14038197097.")).GetProperty("flags")[0].GetProperty("details");

        details.GetProperty("counts").GetRawText().ShouldBe("{\"no_fodselsnummer\":1,\"name\":1}");
        details.GetProperty("found")[1].GetRawText().ShouldBe("{\"type\":\"no_fodselsnummer\",\"start\":30,\"end\":41,\"score\":0.98,\"validated\":true}");
        (await company.RowsAsync<SafetyFlag>()).ShouldHaveSingleItem();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T109")]
    public async Task Threat_is_toxic_and_whole_words_only(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var threat = await ScreenAsync(company, "c1", "I will kill you and your family.");
        var harmless = await ScreenAsync(company, "c2", "My skills and my diet improved, whatever they say.");

        threat.GetProperty("safe").GetBoolean().ShouldBeFalse();
        threat.GetProperty("flags")[0].GetProperty("type").GetString().ShouldBe("toxicity");
        threat.GetProperty("flags")[0].GetProperty("details").GetProperty("category").GetString().ShouldBe("violence");
        harmless.GetProperty("flags").GetArrayLength().ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Batch_answers_in_order_and_names_what_is_wrong(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        object Item(string id, string? text) => new { contentId = id, contentType = "comment", text };
        var answer = await company.PostAsync(Service.Safety, "/screen/batch", new { items = new[] { Item("a", "Fine."), Item("b", "damn"), Item("c", "Good.") } });
        var wrong = await company.PostAsync(Service.Safety, "/screen/batch", new { items = new[] { Item("a", "Fine."), Item("", null) } }, HttpStatusCode.BadRequest);

        answer.GetProperty("results").EnumerateArray().Select(r => (r.GetProperty("contentId").GetString(), r.GetProperty("safe").GetBoolean()))
            .ShouldBe([("a", true), ("b", false), ("c", true)]);
        wrong.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe(["/items/1/contentId", "/items/1/text"]);
        await company.PostAsync(Service.Safety, "/screen/batch", new { items = Array.Empty<object>() }, HttpStatusCode.BadRequest);
        await company.PostAsync(Service.Safety, "/screen/batch", new { items = Enumerable.Range(0, 101).Select(i => Item($"{i}", "x")) }, HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Same_text_screened_again_and_at_once_is_one_flag(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (await ScreenAsync(company, "c", "Oh damn.")).GetProperty("flagId").GetString()));
        var other = (await ScreenAsync(company, "c", "Oh damn it.")).GetProperty("flagId").GetString();

        ids.Distinct().ShouldHaveSingleItem();
        other.ShouldNotBe(ids[0]);
        (await company.GetAsync(Service.Safety, "/safety/queue")).GetProperty("count").GetInt32().ShouldBe(2);
    }

    private static Task<JsonElement> ScreenAsync(Company company, string id, string text) =>
        company.PostAsync(Service.Safety, "/screen/text", new { contentId = id, contentType = "feedback_text", text });

    private static (string?, string?, double, string) Flag(JsonElement flag) => (
        flag.GetProperty("type").GetString(), flag.GetProperty("reason").GetString(), flag.GetProperty("confidence").GetDouble(), flag.GetProperty("details").GetRawText());
}
