using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Impact;
using Steward.Impact.Drift;
using Steward.Jobs;
using Steward.Jobs.Cron;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Flows.Impact;

/// <summary>Labels of the last week beside those of the four weeks before.</summary>
public sealed class LabelDrift
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // 20 of 100 before and 60 of 100 now: PSI, with half a text more in each class, .7007; Jensen-Shannon .1245. Anxiety is as rare as before.
    [Theory, OnBothDatabases]
    public async Task Label_whose_share_has_changed_is_an_alert_and_a_metric(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        await AddAsync(company, 100, daysAgo: 20, confident: 20);
        await AddAsync(company, 100, daysAgo: 2, confident: 60);
        var checks = await CheckedAsync(company);

        var drifted = checks.Single(c => Is(c, "confidence_increase", "all"));
        drifted.GetProperty("psiScore").GetDouble().ShouldBe(.7007);
        drifted.GetProperty("jsScore").GetDouble().ShouldBe(.1245);
        (drifted.GetProperty("level").GetString(), drifted.GetProperty("alertTriggered").GetBoolean()).ShouldBe(("alert", true));
        (drifted.GetProperty("baselineSize").GetInt32(), drifted.GetProperty("sampleSize").GetInt32()).ShouldBe((100, 100));
        drifted.GetProperty("baselineDistribution").GetRawText().ShouldBe("""{"false":80,"true":20}""");
        drifted.GetProperty("currentDistribution").GetRawText().ShouldBe("""{"false":40,"true":60}""");
        checks.Single(c => Is(c, "anxiety", "en")).GetProperty("level").GetString().ShouldBe("none");

        (await company.GetAsync(Service.Q2Q, "/v1/q2q/drift?level=alert")).GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("label")} {c.GetProperty("language")}")
            .Order().ShouldBe(["confidence_increase all", "confidence_increase en"]);
        var metrics = await (await company.SendAsync(HttpMethod.Get, Service.Q2Q, "/metrics")).Content.ReadAsStringAsync(Ct);
        metrics.ShouldContain($"q2q_drift_score{{company_id=\"{company.Id}\",measure=\"psi\"}} 0.70");
        metrics.ShouldContain($"q2q_drift_score{{company_id=\"{company.Id}\",measure=\"js\"}} 0.12");
        await company.GetAsync(Service.Q2Q, "/v1/q2q/drift?level=loud", HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Fewer_than_fifty_texts_on_a_side_say_nothing(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        await AddAsync(company, 100, daysAgo: 20, confident: 20);
        await AddAsync(company, 49, daysAgo: 2, confident: 49);
        var job = (await company.PostAsync(Service.Q2Q, "/v1/q2q/drift", new { }, HttpStatusCode.Accepted)).GetProperty("jobId").GetGuid();

        var done = await TestServer.EventuallyAsync(company.RowsAsync<JobHistory>, h => h.Exists(j => j.Id == job));
        done.Single(j => j.Id == job).Result.ShouldBe("""{"texts":49,"reference":100,"checks":0,"alerts":0}""");
        (await company.GetAsync(Service.Q2Q, "/v1/q2q/drift")).GetProperty("checks").GetArrayLength().ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Every_company_is_checked_by_the_daily_schedule(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        await using var scope = world.Server.Scope();
        var next = await TestServer.EventuallyAsync(() => scope.ServiceProvider.GetRequiredService<Schedules>().NextRunsAsync([DriftClock.Schedule], Ct), n => n.Count == 1);
        next.Values.Single().Hour.ShouldBe(3);

        Company[] companies = [await Company.AtAsync(world.Server), await Company.AtAsync(world.Server)];
        foreach (var company in companies)
        {
            await AddAsync(company, 50, daysAgo: 20, confident: 0);
            await AddAsync(company, 50, daysAgo: 2, confident: 0);
        }

        var due = TimeProvider.System.GetUtcNow().UtcDateTime;
        await scope.ServiceProvider.GetRequiredService<AppDb>().Set<ScheduleRow>().Where(s => s.Name == DriftClock.Schedule).ExecuteUpdateAsync(s => s.SetProperty(r => r.NextRunAt, due), Ct);
        foreach (var company in companies)
            (await TestServer.EventuallyAsync(company.RowsAsync<DriftCheck>, rows => rows.Count > 0)).ShouldAllBe(c => c.Level == "none");
    }

    private static bool Is(JsonElement check, string label, string language) => check.GetProperty("label").GetString() == label && check.GetProperty("language").GetString() == language;

    private static async Task<List<JsonElement>> CheckedAsync(Company company)
    {
        await company.PostAsync(Service.Q2Q, "/v1/q2q/drift", new { }, HttpStatusCode.Accepted);
        return [.. (await TestServer.EventuallyAsync(() => company.GetAsync(Service.Q2Q, "/v1/q2q/drift?limit=200"), d => d.GetProperty("checks").GetArrayLength() > 0)).GetProperty("checks").EnumerateArray()];
    }

    private static async Task AddAsync(Company company, int count, int daysAgo, int confident)
    {
        await using var scope = company.Server.Scope(company.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var at = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-daysAgo);
        db.AddRange(Enumerable.Range(0, count).Select(i => new StoredFeedback
        {
            Id = Guid.CreateVersion7(), TenantId = company.Id, UserId = $"user-{i}", Text = "", Status = "classified", OccurredAt = at, ReceivedAt = at, ClassifiedAt = at,
            Labels = (i < confident ? Q2QAnswer.Confident("words") : new Q2QAnswer()).Json(),
        }));
        await db.SaveChangesAsync(Ct);
    }
}
