using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Safety;

/// <summary>Reviewers in numbers, blind second opinions, appeals.</summary>
public sealed class Agreement
{
    [Theory, OnBothDatabases]
    public async Task Second_opinion_is_given_blind_by_another_and_agreement_is_counted(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Safety:SecondOpinionShare=1"] });
        var company = await Company.AtAsync(server);
        var (ann, bob) = (await company.AsAsync("reviewer"), await company.AsAsync("reviewer"));
        foreach (var (content, verb, body) in new[] { ("a", "review", new { uphold = true }), ("b", "review", new { uphold = false }), ("c", "dismiss", new { uphold = false }) })
            await ann.DoAsync($"queue/{(await company.FlagAsync(content)).Item}/{verb}", body);

        (await ann.AskAsync("second-opinions")).Number("count").ShouldBe(0, "they are her own");
        var wanted = (await bob.AskAsync("second-opinions")).GetProperty("items").EnumerateArray().ToList();
        wanted.Count.ShouldBe(3);
        wanted[0].Text("text").ShouldBe(Flagged.Strong);
        wanted[0].GetRawText().ShouldNotContain("upheld");
        (await ann.RefusedAsync($"second-opinions/{wanted[0].Text("id")}", new { decision = "uphold" })).ShouldBe("another_reviewer");
        var answers = new List<JsonElement>();
        foreach (var (one, decision) in wanted.Zip((string[])["uphold", "dismiss", "uphold"])) answers.Add(await bob.DoAsync($"second-opinions/{one.Text("id")}", new { decision }));
        answers.Select(a => (a.Text("first"), a.Text("second"), a.GetProperty("agreed").GetBoolean())).ShouldBe([("upheld", "upheld", true), ("approved", "rejected", true), ("rejected", "upheld", false)]);
        (await bob.RefusedAsync($"second-opinions/{wanted[0].Text("id")}", new { decision = "uphold" })).ShouldBe("already_decided");

        var figures = await company.AskAsync("reviewers");
        var agreement = figures.GetProperty("agreement");
        (agreement.Number("count"), agreement.Number("of")).ShouldBe((2, 3));
        // Observed 2/3, by chance 1/3·2/3 + 2/3·1/3 = 4/9: (2/3 − 4/9) / (5/9) = .4.
        figures.GetProperty("kappa").GetDouble().ShouldBe(.4);
        var line = figures.GetProperty("reviewers").EnumerateArray().ShouldHaveSingleItem();
        (line.Number("decided"), line.Number("upheld"), line.Number("released")).ShouldBe((3, 1, 2));
        var profanity = figures.GetProperty("detectors").EnumerateArray().Single(d => d.Text("type") == "profanity").GetProperty("precision");
        (profanity.Number("count"), profanity.Number("of"), profanity.GetProperty("mean").GetDouble()).ShouldBe((1, 3, .4));
        await (await Company.AtAsync(server)).DoAsync($"second-opinions/{wanted[0].Text("id")}", new { decision = "uphold" }, HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Upheld_flag_is_appealed_against_once_and_another_reviewer_decides(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var (ann, bob, api) = (await company.AsAsync("reviewer"), await company.AsAsync("reviewer"), await company.AsAsync("operator"));
        var (flag, item) = await company.FlagAsync("c");
        (await api.RefusedAsync($"flags/{flag}/appeal", new { reason = "It is a quotation." })).ShouldBe("not_upheld");
        await ann.DoAsync($"queue/{item}/review", new { uphold = true });
        (await api.AskAsync($"flags/{flag}")).Text("reviewStatus").ShouldBe("upheld");

        (await api.DoAsync($"flags/{flag}/appeal", new { reason = "It is a quotation." })).Text("reviewStatus").ShouldBe("pending");
        (await ann.RefusedAsync($"queue/{item}/review")).ShouldBe("another_reviewer");
        (await ann.RefusedAsync($"queue/{item}/lease")).ShouldBe("another_reviewer");
        (await ann.DoAsync("queue/next")).TryGetProperty("entry", out _).ShouldBeFalse();
        (await bob.DoAsync("queue/next")).GetProperty("entry").GetProperty("queueItem").TryGetProperty("appealedAt", out _).ShouldBeTrue();
        (await bob.DoAsync($"queue/{item}/review", new { notes = "Quoted indeed." })).GetProperty("flag").Text("reviewStatus").ShouldBe("approved");
        (await company.AskAsync("reviewers")).GetProperty("reviewers").EnumerateArray().Select(r => (r.Number("appealed"), r.Number("overturned"))).Order().ShouldBe([(0, 0), (1, 1)]);

        await bob.DoAsync($"queue/{item}/undo");
        await bob.DoAsync($"queue/{item}/review", new { uphold = true });
        (await api.RefusedAsync($"flags/{flag}/appeal", new { reason = "Again." })).ShouldBe("already_appealed");
        await api.DoAsync($"flags/{flag}/appeal", new { reason = "" }, HttpStatusCode.BadRequest);
        await (await Company.AtAsync(company.Server)).DoAsync($"flags/{flag}/appeal", new { reason = "Mine." }, HttpStatusCode.NotFound);
        await (await company.AsAsync("viewer")).DoAsync($"flags/{flag}/appeal", new { reason = "Please." }, HttpStatusCode.Forbidden);
    }
}
