using System.ClientModel;
using System.Net;
using System.Text.Json;
using OpenAI;
using OpenAI.Moderations;
using Steward.Platform.Http;

namespace Flows.Safety;

/// <summary>Screening in the form of OpenAI's moderation, by the official client and byte by byte.</summary>
public sealed class Moderations
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases, Trait("Requirement", "T109")]
    public async Task Official_client_is_told_what_each_text_holds(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var client = new ModerationClient("omni-moderation-latest", new ApiKeyCredential(company.Key), new OpenAIClientOptions { Endpoint = new Uri(company.Server.AddressOf(Service.Platform), "v1") });
        var told = (await client.ClassifyTextAsync(["The course was a great help to me.", "I will kill you when I find you."], Ct)).Value;
        told.Count.ShouldBe(2);
        (told[0].Flagged, told[0].Hate.Flagged, told[0].Violence.Score).ShouldBe((false, false, 0f));
        (told[1].Flagged, told[1].Violence.Flagged, told[1].HarassmentThreatening.Flagged).ShouldBe((true, true, true));
        told.Model.ShouldBe("builtin/moderation");
    }

    [Theory, OnBothDatabases]
    public async Task Category_that_no_rule_looks_for_says_so(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var result = (await AskAsync(company, new { input = new object[] { new { type = "text", text = "Hello." }, new { type = "text", text = "All is well." } } }, HttpStatusCode.OK)).GetProperty("results").EnumerateArray().Single();
        result.GetProperty("category_scores").EnumerateObject().Select(c => c.Name).ShouldBe(result.GetProperty("categories").EnumerateObject().Select(c => c.Name));
        result.GetProperty("category_applied_input_types").GetProperty("hate").EnumerateArray().Single().GetString().ShouldBe("text");
        result.GetProperty("category_applied_input_types").GetProperty("illicit").GetArrayLength().ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Request_that_cannot_be_answered_is_told_why_and_where(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (body, param) in ((object, string)[])
        [
            (new { }, "input"), (new { input = Array.Empty<string>() }, "input"), (new { input = 5 }, "input"), (new { input = Enumerable.Repeat("a", 101) }, "input"),
            (new { input = new[] { new { type = "image_url", image_url = "https://example.org/a.png" } } }, "input"), (new { input = "a", model = "gpt-4o" }, "model"), (new { input = new string('a', 32_001) }, "input"),
        ])
            (await AskAsync(company, body, HttpStatusCode.BadRequest)).GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
    }

    [Theory, OnBothDatabases]
    public async Task Moderated_text_is_not_kept(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await AskAsync(company, new { input = "I will kill you when I find you." }, HttpStatusCode.OK);
        (await company.GetAsync(Service.Safety, "/v1/safety/queue")).GetProperty("count").GetInt32().ShouldBe(0);
    }

    private static async Task<JsonElement> AskAsync(Company company, object body, HttpStatusCode expected) =>
        await Company.ReadAsync(await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/moderations", body), expected);
}
