using System.Net;
using System.Text.Json;
using Steward.Impact;
using Steward.Platform.Http;

namespace Flows.Impact;

/// <summary>A company's figures, computed by hand from known sessions and scores.</summary>
public sealed class Figures(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string First = "I applied for jobs. I built a site. I met recruiters. I speak with ease. I found friends.";
    private const string Second = "I cannot follow the talk. I doubt myself. I sent a letter. I practised an interview.";

    private static readonly string FirstAnswer = new Q2QAnswer
    {
        Changes = ["belonging_increase"], Comfort = "high", Signals = ["job_search", "skills_gained", "networking"],
        Quotes =
        [
            ("belonging_increase", "I found friends"), ("language_comfort", "I speak with ease"), ("job_search", "I applied for jobs"),
            ("skills_gained", "I built a site"), ("networking", "I met recruiters"),
        ],
    }.Json();

    private static readonly string SecondAnswer = new Q2QAnswer
    {
        Changes = ["confidence_decrease"], Comfort = "low", Signals = ["job_search", "interview_prep"],
        Quotes =
        [
            ("confidence_decrease", "I doubt myself"), ("language_comfort", "I cannot follow the talk"), ("job_search", "I sent a letter"),
            ("interview_prep", "I practised an interview"),
        ],
    }.Json();

    // Scores: belonging .8, language .9 and .3, job readiness .3 + 3 × .15 = .75 and .3 + 2 × .15 = .6, confidence .2, well-being .9 on the ground of belonging.
    [Theory, OnBothDatabases]
    public async Task Figures_of_a_period_follow_from_the_formulas(Database on)
    {
        var metrics = (await (await WithHistoryAsync(on)).MetricsAsync("?start=2025-03-01&end=2025-03-31")).GetProperty("metrics");

        Number(metrics, "totalSessions").ShouldBe(2);
        Number(metrics, "totalParticipants").ShouldBe(2);
        Number(metrics, "totalHours").ShouldBe(3);
        Number(metrics, "avgEngagement").ShouldBe(1);
        Number(metrics, "languageLevel").ShouldBe(.6);
        Number(metrics, "belonging").ShouldBe(.8);
        Number(metrics, "jobReadiness").ShouldBe(.675);
        Number(metrics, "confidence").ShouldBe(.2);
        Number(metrics, "wellBeing").ShouldBe(.9);
        // 100 × (.4 × .6 + .3 × .8 + .3 × .675)
        Number(metrics, "integrationScore").ShouldBe(68.25, .001);
        // .3 × .3 + .3 × 80 + .25 × 63.5 + .15 × 50: 3 of 1,000 hours, quality .8, the mean of five dimensions .635, one of two people job-ready.
        Number(metrics, "vis").ShouldBe(47.465, .006);
        Number(metrics, "impactScore").ShouldBe(4.7);
        // One job-ready person (three signals are enough, two are not), 15,000 × 1.5 over three years at 3 %: 63,643.76, against 3 h × 29.95.
        Number(metrics, "sroi").ShouldBe(707.33, .001);
    }

    [Theory, OnBothDatabases]
    public async Task Figures_of_one_programme_leave_the_others_out(Database on)
    {
        var company = await WithHistoryAsync(on);
        var metrics = (await company.MetricsAsync("?start=2025-03-01&end=2025-03-31&program=buddy")).GetProperty("metrics");

        Number(metrics, "totalSessions").ShouldBe(1);
        Number(metrics, "totalHours").ShouldBe(2);
        Number(metrics, "integrationScore").ShouldBe(82.5, .001);
        // .3 × .2 + .3 × 90 + .25 × 83.75 + .15 × 100
        Number(metrics, "vis").ShouldBe(62.9975, .006);
        Number(metrics, "sroi").ShouldBe(1061.50, .001);
        (await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}/sroi?start=2025-03-01&end=2025-03-31&program=buddy")).GetProperty("sroi").GetDouble().ShouldBe(1061.50, .001);
        (await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}/vis?start=2025-03-01&end=2025-03-31&program=buddy")).GetProperty("vis").GetDouble().ShouldBe(62.9975, .006);
    }

    [Theory, OnBothDatabases]
    public async Task Both_days_of_a_period_belong_to_it(Database on)
    {
        var company = await WithHistoryAsync(on);
        async Task<double> SessionsAsync(string start, string end) =>
            Number((await company.MetricsAsync($"?start={start}&end={end}")).GetProperty("metrics"), "totalSessions");

        (await SessionsAsync("2025-03-10", "2025-03-20")).ShouldBe(2);
        (await SessionsAsync("2025-03-11", "2025-03-20")).ShouldBe(1);
        (await SessionsAsync("2025-03-10", "2025-03-19")).ShouldBe(1);
        (await SessionsAsync("2025-03-01", "2025-05-01")).ShouldBe(3);
        await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}?start=2025-03-02&end=2025-03-01", HttpStatusCode.BadRequest);
        await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}?start=2000-01-01&end=2025-03-01", HttpStatusCode.BadRequest);
        await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}?start=yesterday", HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Without_anything_measured_nothing_is_made_up(Database on)
    {
        var answer = await (await WithHistoryAsync(on)).MetricsAsync("?start=2024-01-01&end=2024-12-31");
        var metrics = answer.GetProperty("metrics");

        Number(metrics, "totalParticipants").ShouldBe(0);
        foreach (var name in new[] { "integrationScore", "confidence", "languageLevel" }) metrics.TryGetProperty(name, out _).ShouldBeFalse(name);
        // What the client's contract names is there all the same.
        foreach (var name in new[] { "sroi", "vis", "impactScore" }) metrics.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null, name);
        answer.GetProperty("period").GetRawText().ShouldBe("""{"start":"2024-01-01","end":"2024-12-31"}""");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T140")]
    public async Task Sessions_without_a_word_of_anybody_give_hours_and_no_scores(Database on)
    {
        var company = await WithHistoryAsync(on);
        const string Alone = "?start=2025-05-01&end=2025-05-31";
        var metrics = (await company.MetricsAsync(Alone)).GetProperty("metrics");

        Number(metrics, "totalHours").ShouldBe(.5);
        foreach (var name in new[] { "sroi", "vis", "impactScore" }) metrics.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null, name);
        (await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}/sroi{Alone}")).GetRawText().ShouldBe("""{"success":true,"sroi":null}""");
        (await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}/vis{Alone}")).GetRawText().ShouldBe("""{"success":true,"vis":null}""");
    }

    [Theory, OnBothDatabases]
    public async Task Integration_is_a_score_of_three_parts_or_none(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(new Q2QAnswer
        {
            Comfort = "high", Signals = ["job_search"], Quotes = [("language_comfort", "I speak with ease"), ("job_search", "I applied for jobs")],
        }.Json());
        await company.FeedbackAsync(First, "a", "buddy", "2025-03-10T11:00:00Z");
        await company.UntilTextsAsync("classified", 1);
        var metrics = (await company.MetricsAsync("?start=2025-03-01&end=2025-03-31")).GetProperty("metrics");

        (Number(metrics, "jobReadiness"), Number(metrics, "languageLevel")).ShouldBe((.45, .9));
        metrics.TryGetProperty("belonging", out _).ShouldBeFalse();
        metrics.TryGetProperty("integrationScore", out _).ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Last_report_of_a_session_counts(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        await company.SessionAsync("s", "a", 120, .9, "buddy", "2025-03-10T10:00:00Z");
        await company.SessionAsync("s", "b", 30, .5, "language", "2025-03-11T10:00:00Z");
        var metrics = (await company.MetricsAsync("?start=2025-03-01&end=2025-03-31")).GetProperty("metrics");

        (Number(metrics, "totalSessions"), Number(metrics, "totalHours"), Number(metrics, "totalParticipants")).ShouldBe((1, .5, 1));
        var row = (await company.RowsAsync<ImpactSession>()).ShouldHaveSingleItem();
        (row.UserId, row.Score, row.Program, row.OccurredAt).ShouldBe(("b", .5, "language", new DateTime(2025, 3, 11, 10, 0, 0, DateTimeKind.Utc)));
    }

    [Theory, OnBothDatabases]
    public async Task Every_score_can_be_traced_to_words_in_a_stored_text(Database on)
    {
        var company = await WithHistoryAsync(on);
        var evidence = (await company.GetAsync(Service.Reporting, $"/v1/metrics/{company.Id}/evidence")).GetProperty("evidence").EnumerateArray().ToList();
        var texts = (await company.RowsAsync<StoredFeedback>()).ToDictionary(f => f.Id, f => f.Text);

        foreach (var quote in await company.RowsAsync<EvidenceQuote>())
            texts[quote.FeedbackId][quote.PositionStart..quote.PositionEnd].ShouldBe(quote.Snippet);
        evidence.ShouldAllBe(e => texts[e.GetProperty("feedbackId").GetGuid()].Contains(e.GetProperty("snippet").GetString()!, StringComparison.Ordinal));
        evidence.Select(e => (e.GetProperty("snippet").GetString(), e.GetProperty("dimension").GetString(), e.GetProperty("score").GetDouble())).ShouldBe(
        [
            ("I found friends", "belonging", .8), ("I speak with ease", "lang_level_proxy", .9), ("I applied for jobs", "job_readiness", .75),
            ("I built a site", "job_readiness", .75), ("I met recruiters", "job_readiness", .75), ("I doubt myself", "confidence", .2),
            ("I cannot follow the talk", "lang_level_proxy", .3), ("I sent a letter", "job_readiness", .6), ("I practised an interview", "job_readiness", .6),
        ], ignoreOrder: true);
        (await company.RowsAsync<OutcomeScore>()).ShouldAllBe(s => s.Method == "ai_classifier" && s.Provider == "openai" && s.ModelVersion == "q2q-v1:gpt-4o-mini");
    }

    private async Task<Company> WithHistoryAsync(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(call => call.Messages[1].Text.Contains(First, StringComparison.Ordinal) ? FirstAnswer : SecondAnswer);
        await company.SessionAsync("s1", "a", 120, .9, "buddy", "2025-03-10T00:00:00Z");
        await company.SessionAsync("s2", "b", 60, .7, "language", "2025-03-20T23:59:59Z");
        await company.SessionAsync("s3", "a", 30, null, "buddy", "2025-05-01T12:00:00Z");
        await company.FeedbackAsync(First, "a", "buddy", "2025-03-10T11:00:00Z");
        await company.FeedbackAsync(Second, "b", "language", "2025-03-20T11:00:00Z");
        await company.UntilTextsAsync("classified", 2);
        return company;
    }

    private static double Number(JsonElement metrics, string name) => metrics.GetProperty(name).GetDouble();
}
