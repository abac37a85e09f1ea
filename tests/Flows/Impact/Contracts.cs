using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Impact;

/// <summary>The shapes that clients rely on, with the built-in engine alone.</summary>
public sealed class Contracts
{
    private const string Text = "I feel more confident when I speak in meetings now, and I am looking for a job.";

    [Theory, OnBothDatabases, Trait("Requirement", "T139"), Trait("Requirement", "T134")]
    public async Task Classification_has_the_clients_shape(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var answer = await company.PostAsync(Service.Q2Q, "/v1/q2q/classify", new { text = Text, companyId = company.Id });

        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        Shape(answer.GetProperty("result"));
        answer.GetProperty("result").GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldContain("job_search");
        var old = await company.SendAsync(HttpMethod.Post, Service.Q2Q, "/q2q/classify", new { text = Text });
        old.Headers.GetValues("X-API-Version-Deprecated").ShouldBe(["true"]);
        Shape((await Company.ReadAsync(old, HttpStatusCode.OK)).GetProperty("result"));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T139")]
    public async Task Batch_answers_in_the_order_of_the_texts(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        string[] texts = ["First, I feel confident.", "Second, I am lonely here.", "Third."];
        var results = (await company.PostAsync(Service.Q2Q, "/v1/q2q/classify/batch", new { texts, companyId = company.Id })).GetProperty("results");

        results.EnumerateArray().Select(r => r.GetProperty("result").GetProperty("text").GetString()).ShouldBe(texts);
        foreach (var result in results.EnumerateArray()) Shape(result.GetProperty("result"));
    }

    [Theory, OnBothDatabases]
    public async Task Held_text_is_refused_with_its_flag(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var problem = await company.ClassifyAsync("WHAT THE FUCK IS THIS SHIT SERVICE", HttpStatusCode.UnprocessableEntity);

        problem.GetProperty("code").GetString().ShouldBe("held_by_safety");
        problem.GetProperty("reason").GetString().ShouldBe("profanity, spam");
        (await company.GetAsync(Service.Safety, "/safety/queue")).GetProperty("items")[0].GetProperty("flag").GetProperty("id").GetString()
            .ShouldBe(problem.GetProperty("flagId").GetString());
    }

    [Theory, OnBothDatabases]
    public async Task Text_of_ten_thousand_characters_is_the_longest(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        await company.ClassifyAsync(string.Concat(Enumerable.Repeat("Good day. ", 1000)));
        foreach (var text in new[] { new string('a', 10_001), "", "   " })
            Pointers(await company.ClassifyAsync(text, HttpStatusCode.BadRequest)).ShouldBe(["/text"]);
        Pointers(await company.PostAsync(Service.Q2Q, "/v1/q2q/classify/batch", new { texts = Array.Empty<string>() }, HttpStatusCode.BadRequest)).ShouldBe(["/texts"]);
        Pointers(await company.PostAsync(Service.Q2Q, "/v1/q2q/classify/batch", new { texts = Enumerable.Repeat("x", 51) }, HttpStatusCode.BadRequest)).ShouldBe(["/texts"]);
        Pointers(await company.PostAsync(Service.Q2Q, "/v1/q2q/classify/batch", new { texts = new[] { "x", "" } }, HttpStatusCode.BadRequest)).ShouldBe(["/texts/1"]);
    }

    public static TheoryData<string, string> WrongEvents() => new()
    {
        { """{"type":"session.started","userId":"u"}""", "/type" },
        { """{"userId":"u"}""", "/type" },
        { """{"type":"checkin.submitted"}""", "/userId" },
        { """{"type":"session.completed","userId":"u"}""", "/sessionId" },
        { """{"type":"checkin.submitted","userId":"u","timestamp":"2999-01-01T00:00:00Z"}""", "/timestamp" },
        { """{"type":"checkin.submitted","userId":"u","timestamp":"1960-01-01T00:00:00Z"}""", "/timestamp" },
        { """{"type":"checkin.submitted","userId":"u","timestamp":"yesterday"}""", "/timestamp" },
        { """{"type":"checkin.submitted","userId":"u","data":{"duration":10081}}""", "/data/duration" },
        { """{"type":"checkin.submitted","userId":"u","data":{"duration":-1}}""", "/data/duration" },
        { """{"type":"checkin.submitted","userId":"u","data":{"duration":"long"}}""", "/data/duration" },
        { """{"type":"checkin.submitted","userId":"u","data":{"score":10.01}}""", "/data/score" },
        { """{"type":"checkin.submitted","userId":"u","data":{"outcome":"great"}}""", "/data/outcome" },
        { """{"type":"checkin.submitted","userId":"u","data":{"text":"a\u0000b"}}""", "/data/text" },
        { "{\"type\":\"checkin.submitted\",\"userId\":\"" + new string('u', 201) + "\"}", "/userId" },
    };

    [Theory, OnBothDatabases, Trait("Requirement", "T049")]
    public async Task Events_of_the_guides_load_test_are_taken_and_keep_their_figures(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var type in new[] { "session.completed", "feedback.received", "checkin.submitted", "milestone.achieved" })
        {
            var answer = await company.IngestAsync(new
            {
                type, sessionId = "session-" + type, userId = "user-1", timestamp = "2025-03-01T10:00:00Z",
                data = new { duration = 3599, outcome = "positive", score = 7.5, metadata = new { source = "k6-load-test", program = "mentorship" } },
            });
            answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        }

        (await company.RowsAsync<Steward.Impact.ImpactEvent>()).Select(e => (e.DurationMinutes, e.Outcome, e.Score)).ShouldBe(Enumerable.Repeat<(double?, string?, double?)>((3599, "positive", 7.5), 4));
        (await company.RowsAsync<Steward.Impact.ImpactSession>()).ShouldHaveSingleItem().Score.ShouldBe(.75);
    }

    [Theory, MemberData(nameof(WrongEvents))]
    public async Task Wrong_event_is_refused_with_a_pointer(string body, string pointer)
    {
        var company = await Company.AtAsync(await Servers.On(Database.Sqlite));
        Pointers(await company.IngestAsync(JsonSerializer.Deserialize<JsonElement>(body), HttpStatusCode.BadRequest)).ShouldBe([pointer]);
        (await company.RowsAsync<Steward.Impact.ImpactEvent>()).ShouldBeEmpty();
    }

    private static IEnumerable<string?> Pointers(JsonElement problem) => problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString());

    private static void Shape(JsonElement result)
    {
        result.GetProperty("text").ValueKind.ShouldBe(JsonValueKind.String);
        // Language comfort is there only where the text says something of it.
        result.GetProperty("outcomes").EnumerateArray().Select(o => o.GetProperty("taxonomy").GetString()).Where(t => t != "lang_level_proxy")
            .ShouldBe(["confidence", "belonging", "job_readiness", "well_being"]);
        result.GetProperty("outcomes").EnumerateArray()
            .ShouldAllBe(o => o.GetProperty("score").GetDouble() >= 0 && o.GetProperty("score").GetDouble() <= 1 && o.GetProperty("confidence").GetDouble() <= 1);
        result.GetProperty("tags").ValueKind.ShouldBe(JsonValueKind.Array);
        result.GetProperty("modelUsed").GetString().ShouldBe("builtin/rules");
        result.GetProperty("inferenceTime").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
    }
}
