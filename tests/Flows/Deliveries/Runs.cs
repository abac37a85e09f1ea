using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Deliveries;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Flows.Deliveries;

/// <summary>Partners that are quick to answer.</summary>
public sealed class PartnerWorlds() : Worlds("OpenAi", "Deliveries:TimeoutSeconds=0.5");

/// <summary>Deliveries on their way to a partner that does not always answer.</summary>
public sealed class Runs(PartnerWorlds worlds) : IClassFixture<PartnerWorlds>
{
    private const string Route = "/impact-in/schedules";

    public static TheoryData<Database, string> Troubles() => OnBoth.Of(Known.Keys);

    // What the partner does first, how those attempts are called, and how many calls there are until it has the report.
    private static readonly Dictionary<string, (Func<Behaviour[]> Play, string[] Outcomes)> Known = new()
    {
        ["500 and 503"] = (() => [Behaviour.Status(500), Behaviour.Status(503)], ["failed", "failed", "delivered"]),
        ["429"] = (() => [Behaviour.RateLimited(TimeSpan.FromMilliseconds(1))], ["failed", "delivered"]),
        ["no answer in time"] = (() => [Behaviour.HangUntil(new TaskCompletionSource().Task)], ["unknown", "delivered"]),
        ["connection broken"] = (() => [Behaviour.Disconnect()], ["unknown", "delivered"]),
        ["taken, but the answer lost"] = (() => [Behaviour.LoseAnswer()], ["unknown", "delivered"]),
    };

    [Theory, MemberData(nameof(Troubles)), Trait("Requirement", "T101")]
    public async Task Report_arrives_once_under_one_key_after(Database on, string trouble)
    {
        var world = await worlds.On(on);
        var (play, outcomes) = Known[trouble];
        var before = world.Partner.CallCount;
        world.Partner.Enqueue(play());
        var (company, id, run) = await RunNowAsync(world);
        var delivery = await UntilOverAsync(company);

        delivery.Status.ShouldBe("delivered");
        delivery.Retries.ShouldBe(outcomes.Length - 1);
        var calls = world.Partner.Calls.Skip(before).ToList();
        calls.Count.ShouldBe(outcomes.Length);
        calls.ShouldAllBe(c => c.Headers["X-Idempotency-Key"] == run && c.BodyText == delivery.Payload);
        world.Partner.Booked.Count(b => b.Headers["X-Idempotency-Key"] == run).ShouldBe(1);
        var shown = (await company.GetAsync(Service.ImpactIn, $"{Route}/{id}/deliveries")).GetProperty("deliveries").EnumerateArray().ShouldHaveSingleItem();
        shown.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("outcome").GetString()).ShouldBe(outcomes);
        (await ScheduleAsync(company, id)).GetProperty("lastStatus").GetString().ShouldBe("success");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T101")]
    public async Task Refusal_is_final(Database on)
    {
        var world = await worlds.On(on);
        var before = world.Partner.CallCount;
        world.Partner.Enqueue(Behaviour.Status(400));
        var (company, id, _) = await RunNowAsync(world);

        (await UntilOverAsync(company)).Status.ShouldBe("failed");
        world.Partner.CallCount.ShouldBe(before + 1);
        var schedule = await ScheduleAsync(company, id);
        schedule.GetProperty("lastStatus").GetString().ShouldBe("failed");
        schedule.GetProperty("lastError").GetString().ShouldBe("The partner refused the report with 400.");
        schedule.GetProperty("consecutiveFailures").GetInt32().ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T101"), Trait("Requirement", "T013")]
    public async Task After_the_last_retry_it_has_failed_and_the_figures_say_so(Database on)
    {
        var world = await worlds.On(on);
        var before = world.Partner.CallCount;
        world.Partner.Default = Behaviour.Status(503);
        var (company, id, _) = await RunNowAsync(world);
        (await UntilOverAsync(company)).Status.ShouldBe("failed");
        world.Partner.CallCount.ShouldBe(before + 4);
        (await company.RowsAsync<JobRow>()).ShouldBeEmpty();

        world.Partner.Default = Behaviour.Succeed();
        await company.PostAsync(Service.ImpactIn, $"{Route}/{id}/run-now", new { }, HttpStatusCode.Accepted);
        await TestServer.EventuallyAsync(company.RowsAsync<Delivery>, rows => rows.Any(d => d.Status == "delivered"));
        (await company.GetAsync(Service.ImpactIn, $"{Route}/stats")).GetProperty("stats").EnumerateArray()
            .Single(s => s.GetProperty("platform").GetString() == "benevity").GetRawText()
            .ShouldBe("""{"platform":"benevity","totalSchedules":1,"activeSchedules":1,"successfulRuns":1,"failedRuns":1}""");
    }

    [Theory, OnBothDatabases]
    public async Task Without_settings_the_delivery_fails_and_names_them(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var id = await CreateAsync(company);
        await company.PostAsync(Service.ImpactIn, $"{Route}/{id}/run-now", new { }, HttpStatusCode.Accepted);

        (await UntilOverAsync(company)).Error.ShouldBe(
            "Not configured: Deliveries:Benevity:BaseUrl, Deliveries:Benevity:ApiKey, Deliveries:Benevity:OrganizationId must be set.");
        (await company.RowsAsync<DeliveryAttempt>()).ShouldHaveSingleItem().Outcome.ShouldBe("not_configured");
    }

    [Theory, OnBothDatabases]
    public async Task Repeated_request_under_one_idempotency_key_delivers_once(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var id = await CreateAsync(company);
        var first = await company.PostAsync(Service.ImpactIn, $"{Route}/{id}/run-now", new { }, HttpStatusCode.Accepted, ("Idempotency-Key", "k"));
        var again = await company.PostAsync(Service.ImpactIn, $"{Route}/{id}/run-now", new { }, HttpStatusCode.Accepted, ("Idempotency-Key", "k"));

        again.GetProperty("deliveryId").GetString().ShouldBe(first.GetProperty("deliveryId").GetString());
        await UntilOverAsync(company);
        (await company.RowsAsync<Delivery>()).Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T016"), Trait("Speed", "Slow")]
    public async Task Restart_between_two_attempts_loses_nothing(Database on)
    {
        await using var partner = await PartnerSimulator.StartAsync(new PartnerSimulatorOptions { SigningSecret = World.SigningSecret });
        partner.Enqueue(Behaviour.Status(503));
        string[] settings = [.. World.UseOf(partner), "Deliveries:RetryMinutes:0=0.05"];
        // Keeps the database alive while the servers come and go.
        await using var home = await TestServer.StartAsync(on, new TestServerOptions { Settings = settings, Roles = ["web"] });
        var company = await Company.AtAsync(home);
        string id;
        await using (var first = await TestServer.StartAsync(on, new TestServerOptions { Settings = settings, ConnectionOf = home.Connection }))
        {
            id = await CreateAsync(company.At(first));
            await company.At(first).PostAsync(Service.ImpactIn, $"{Route}/{id}/run-now", new { }, HttpStatusCode.Accepted);
            await TestServer.EventuallyAsync(company.RowsAsync<Delivery>, d => d[0].NextAttemptAt is not null);
        }

        partner.CallCount.ShouldBe(1);
        await using var second = await TestServer.StartAsync(on, new TestServerOptions { Settings = settings, ConnectionOf = home.Connection });
        (await UntilOverAsync(company)).Status.ShouldBe("delivered");
        partner.Calls.Select(c => c.Headers["X-Idempotency-Key"]).Distinct().ShouldHaveSingleItem();
        partner.CallCount.ShouldBe(2);
        (await ScheduleAsync(company.At(second), id)).GetProperty("active").GetBoolean().ShouldBeTrue();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T001"), Trait("Requirement", "T105"), Trait("Speed", "Slow")]
    public async Task Firing_delivers_once_though_two_schedulers_run(Database on)
    {
        await using var partner = await PartnerSimulator.StartAsync(new PartnerSimulatorOptions { SigningSecret = World.SigningSecret });
        await using var one = await TestServer.StartAsync(on, new TestServerOptions { Settings = World.UseOf(partner) });
        await using var two = await TestServer.StartAsync(on, new TestServerOptions { Settings = World.UseOf(partner), ConnectionOf = one.Connection });
        var company = await Company.AtAsync(one);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await CreateAsync(company));
        // The first of this month, as if the time had come just now: due on both schedulers at once.
        var storage = one.Services.GetRequiredService<Storage>();
        var due = TimeProvider.System.GetUtcNow().UtcDateTime;
        await company.ExecuteAsync($"UPDATE jobs_schedules SET next_run_at = @due WHERE tenant_id = @Id AND next_run_at > {storage.Now}",
            new { due = new DateTime(due.Year, due.Month, 1, 0, 0, 0, DateTimeKind.Utc), company.Id });
        await TestServer.EventuallyAsync(company.RowsAsync<Delivery>, rows => rows.Count == 5 && rows.TrueForAll(d => d.Status == "delivered"));
        await TestServer.EventuallyAsync(company.RowsAsync<JobRow>, jobs => jobs.Count == 0);

        partner.CallCount.ShouldBe(5);
        (await company.RowsAsync<Delivery>()).Select(d => d.ScheduleId).Order().ShouldBe(ids.Order());
        (await company.RowsAsync<Delivery>()).ShouldAllBe(d => d.FireTime != null && d.Retries == 0);
        (await ScheduleAsync(company, ids[0])).GetProperty("nextRun").GetDateTime().ToUniversalTime().ShouldBeGreaterThan(due);
    }

    [Theory, OnBothDatabases]
    public async Task Private_address_is_refused_in_production(Database on)
    {
        await using var partner = await PartnerSimulator.StartAsync();
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "169.254.169.254" })
        {
            await using var server = await TestServer.StartAsync(on, new TestServerOptions
            {
                Production = true,
                Settings =
                [
                    $"Deliveries:Benevity:BaseUrl=https://{host}:{partner.BaseAddress.Port}", "Deliveries:Benevity:ApiKey=any", "Deliveries:Benevity:OrganizationId=org",
                ],
            });
            var company = await Company.AtAsync(server);
            await company.PostAsync(Service.ImpactIn, $"{Route}/{await CreateAsync(company)}/run-now", new { }, HttpStatusCode.Accepted);

            (await UntilOverAsync(company)).Error.ShouldBe("The partner's address is private or reserved; see Deliveries:AllowPrivateAddresses.");
            (await company.RowsAsync<DeliveryAttempt>()).ShouldHaveSingleItem().Outcome.ShouldBe("blocked");
        }

        partner.CallCount.ShouldBe(0);
    }

    private static async Task<string> CreateAsync(Company company) => (await company.PostAsync(Service.ImpactIn, Route,
        new { companyId = company.Id, platform = "benevity", schedule = "0 0 1 * *" }, HttpStatusCode.Created)).GetProperty("schedule").GetProperty("id").GetString()!;

    private static async Task<(Company Company, string Schedule, string Delivery)> RunNowAsync(World world)
    {
        var company = await Company.AtAsync(world.Server);
        var id = await CreateAsync(company);
        var run = await company.PostAsync(Service.ImpactIn, $"{Route}/{id}/run-now", new { }, HttpStatusCode.Accepted);
        return (company, id, run.GetProperty("deliveryId").GetString()!);
    }

    private static async Task<JsonElement> ScheduleAsync(Company company, string id) => (await company.GetAsync(Service.ImpactIn, $"{Route}/{id}")).GetProperty("schedule");

    private static async Task<Delivery> UntilOverAsync(Company company) =>
        (await TestServer.EventuallyAsync(company.RowsAsync<Delivery>, rows => rows is [{ IsOver: true }]))[0];
}
