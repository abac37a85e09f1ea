using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Flows.Deliveries;

/// <summary>Schedules of deliveries over HTTP.</summary>
public sealed class Schedules
{
    private const string Route = "/impact-in/schedules";

    [Theory, OnBothDatabases, Trait("Requirement", "T002"), Trait("Requirement", "T003"), Trait("Requirement", "T004"), Trait("Requirement", "T015")]
    public async Task Schedule_is_answered_as_the_guide_shows(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var answer = await CreateAsync(company, "0 0 1 * *");
        var schedule = answer.GetProperty("schedule");

        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        schedule.GetProperty("companyId").GetString().ShouldBe(company.Id.ToString());
        schedule.GetProperty("platform").GetString().ShouldBe("benevity");
        schedule.GetProperty("schedule").GetString().ShouldBe("0 0 1 * *");
        schedule.GetProperty("active").GetBoolean().ShouldBeTrue();
        schedule.GetProperty("nextRun").GetString()!.ShouldEndWith("-01T00:00:00Z");
        (await company.GetAsync(Service.ImpactIn, $"{Route}/{IdOf(answer)}")).GetProperty("schedule").GetRawText().ShouldBe(schedule.GetRawText());
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T005"), Trait("Requirement", "T006"), Trait("Requirement", "T007"), Trait("Requirement", "T008")]
    public async Task Next_five_runs_follow_the_expression(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (cron, fits) in new (string, Func<DateTime, bool>)[]
        {
            ("0 0 1 */3 *", at => at is { Day: 1, Month: 1 or 4 or 7 or 10, Hour: 0, Minute: 0 }), ("0 0 * * 1", at => at is { DayOfWeek: DayOfWeek.Monday, Hour: 0, Minute: 0 }),
            ("0 2 * * *", at => at is { Hour: 2, Minute: 0 }), ("0 0 1,15 * *", at => at is { Day: 1 or 15, Hour: 0, Minute: 0 }),
        })
        {
            var schedule = (await CreateAsync(company, cron)).GetProperty("schedule");
            var runs = schedule.GetProperty("nextRuns").EnumerateArray().Select(r => r.GetDateTime().ToUniversalTime()).ToList();
            runs.Count.ShouldBe(5);
            runs.ShouldAllBe(r => fits(r));
            runs.Zip(runs.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
            schedule.GetProperty("nextRun").GetDateTime().ToUniversalTime().ShouldBe(runs[0]);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Time_zone_decides_when_midnight_is(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var schedule = (await CreateAsync(company, "0 0 * * *", "Asia/Tokyo")).GetProperty("schedule");
        schedule.GetProperty("nextRun").GetDateTime().ToUniversalTime().Hour.ShouldBe(15);
        schedule.GetProperty("timeZone").GetString().ShouldBe("Asia/Tokyo");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T016")]
    public async Task Wrong_schedule_is_refused_with_a_pointer(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (cron, zone, platform, pointer) in new[]
        {
            ("61 * * * *", "UTC", "benevity", "/schedule"), ("tomorrow", "UTC", "benevity", "/schedule"), ("", "UTC", "benevity", "/schedule"),
            ("0 0 31 2 *", "UTC", "benevity", "/schedule"), ("0 0 * *", "UTC", "benevity", "/schedule"), ("0 0 1 * *", "Mars/Olympus", "benevity", "/timeZone"),
            ("0 0 1 * *", "UTC", "myspace", "/platform"),
        })
        {
            var problem = await company.PostAsync(Service.ImpactIn, Route, new { companyId = company.Id, platform, schedule = cron, timeZone = zone }, HttpStatusCode.BadRequest);
            problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe([pointer], cron);
        }

        await company.PostAsync(Service.ImpactIn, Route, new { companyId = "nobody", platform = "benevity", schedule = "0 0 1 * *" }, HttpStatusCode.NotFound);
        (await company.GetAsync(Service.ImpactIn, Route)).GetProperty("schedules").GetArrayLength().ShouldBe(0);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T102")]
    public async Task Schedule_is_changed_switched_off_and_deleted(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var path = $"{Route}/{IdOf(await CreateAsync(company, "0 0 1 * *"))}";
        var tag = (await company.SendAsync(HttpMethod.Get, Service.ImpactIn, path)).Headers.ETag!.Tag;
        var changed = (await company.PutAsync(Service.ImpactIn, path, new { schedule = "0 2 * * *" })).GetProperty("schedule");
        changed.GetProperty("nextRun").GetDateTime().ToUniversalTime().Hour.ShouldBe(2);

        var late = await company.SendAsync(HttpMethod.Put, Service.ImpactIn, path, new { active = false }, ("If-Match", tag));
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var off = (await company.PutAsync(Service.ImpactIn, path, new { active = false })).GetProperty("schedule");
        (off.GetProperty("active").GetBoolean(), off.TryGetProperty("nextRun", out _)).ShouldBe((false, false));
        await company.PutAsync(Service.ImpactIn, path, new { schedule = "nonsense" }, HttpStatusCode.BadRequest);
        await company.PutAsync(Service.ImpactIn, path, new { }, HttpStatusCode.BadRequest);

        (await company.SendAsync(HttpMethod.Delete, Service.ImpactIn, path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await company.GetAsync(Service.ImpactIn, path, HttpStatusCode.NotFound);
        (await company.SendAsync(HttpMethod.Delete, Service.ImpactIn, path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await company.GetAsync(Service.Platform, "/v1/audit?limit=200")).GetProperty("items").EnumerateArray()
            .Select(e => e.GetProperty("action").GetString()).Where(a => a!.StartsWith("schedule.", StringComparison.Ordinal))
            .ShouldBe(["schedule.deleted", "schedule.updated", "schedule.updated", "schedule.created"]);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T102")]
    public async Task List_is_paged_and_the_companys_own(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add(IdOf(await CreateAsync(company, $"{i} 0 1 * *")));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await company.GetAsync(Service.ImpactIn, $"{Route}?limit=2&companyId={company.Id}" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.GetProperty("schedules").EnumerateArray().Select(s => s.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        seen.ShouldBe(made);
        var stranger = await Company.AtAsync(company.Server);
        (await stranger.GetAsync(Service.ImpactIn, Route)).GetProperty("schedules").GetArrayLength().ShouldBe(0);
        await stranger.GetAsync(Service.ImpactIn, $"{Route}?companyId={company.Id}", HttpStatusCode.NotFound);
        foreach (var (method, tail) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/preview"), (HttpMethod.Post, "/run-now"), (HttpMethod.Delete, "") })
            (await stranger.SendAsync(method, Service.ImpactIn, $"{Route}/{made[0]}{tail}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T009"), Trait("Requirement", "T010"), Trait("Requirement", "T103")]
    public async Task Preview_has_the_guides_shape_and_says_what_is_missing(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var answer = await company.GetAsync(Service.ImpactIn, $"{Route}/{IdOf(await CreateAsync(company, "0 0 1 * *"))}/preview");
        var preview = answer.GetProperty("preview");

        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        preview.GetProperty("companyId").GetString().ShouldBe(company.Id.ToString());
        preview.GetProperty("payload").EnumerateObject().Select(m => m.Name).ShouldBe(["totalEmployees", "activeParticipants", "totalHoursVolunteered", "impactScore"]);
        preview.GetProperty("generatedAt").GetString()!.ShouldEndWith("Z");
        preview.GetProperty("note").GetString().ShouldBe("This is a preview. No actual delivery will be made.");
        preview.GetProperty("problems").EnumerateArray().Select(p => p.GetString()).ShouldContain("Deliveries:Benevity:ApiKey is not set.");
        preview.GetProperty("partnerPayload").GetProperty("metrics").GetArrayLength().ShouldBeGreaterThan(0);
        (await company.RowsAsync<Steward.Deliveries.Delivery>()).ShouldBeEmpty();
    }

    private static Task<JsonElement> CreateAsync(Company company, string cron, string? zone = null) => company.PostAsync(
        Service.ImpactIn, Route, new { companyId = company.Id, platform = "benevity", schedule = cron, timeZone = zone }, HttpStatusCode.Created);

    private static string IdOf(JsonElement answer) => answer.GetProperty("schedule").GetProperty("id").GetString()!;
}
