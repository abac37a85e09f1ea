using System.Net;
using Steward.Deliveries;
using Steward.Platform.Http;

namespace Flows;

/// <summary>What waits for a job learns when its worker has died on every attempt.</summary>
public sealed class DeadJobs
{
    [Theory, OnBothDatabases]
    public async Task Text_whose_job_died_has_failed_and_waits_no_more(Database on)
    {
        await using var web = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var company = await Company.AtAsync(web);
        await company.FeedbackAsync("I feel confident now.");
        (await company.GetAsync(Service.Gateway, "/v1/feedback/summary")).GetProperty("pending").GetInt32().ShouldBe(1);
        await DieAsync(company, "impact.classify-feedback");

        await using var others = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["worker", "scheduler"], ConnectionOf = web.Connection });
        (await company.UntilTextsAsync("failed", 1)).GetProperty("pending").GetInt32().ShouldBe(0);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T101")]
    public async Task Delivery_whose_job_died_during_a_request_is_unknown_and_its_schedule_says_so(Database on)
    {
        await using var web = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        var company = await Company.AtAsync(web);
        var made = await company.PostAsync(Service.ImpactIn, "/impact-in/schedules",
            new { companyId = company.Id, platform = "benevity", schedule = "0 0 1 * *" }, HttpStatusCode.Created);
        var id = made.GetProperty("schedule").GetProperty("id").GetString();
        await company.PostAsync(Service.ImpactIn, $"/impact-in/schedules/{id}/run-now", new { }, HttpStatusCode.Accepted);
        var delivery = (await company.RowsAsync<Delivery>()).ShouldHaveSingleItem();
        await company.AddAsync(new DeliveryAttempt
        {
            Id = Guid.CreateVersion7(), TenantId = company.Id, DeliveryId = delivery.Id, Number = 1, StartedAt = DateTime.UnixEpoch, Outcome = "sending",
        });
        await DieAsync(company, "deliveries.run-schedule");

        await using var others = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["worker", "scheduler"], ConnectionOf = web.Connection });
        (await TestServer.EventuallyAsync(company.RowsAsync<Delivery>, d => d[0].IsOver))[0].Status.ShouldBe("unknown");
        (await company.RowsAsync<DeliveryAttempt>()).ShouldHaveSingleItem().Outcome.ShouldBe("unknown");
        (await company.GetAsync(Service.ImpactIn, $"/impact-in/schedules/{id}")).GetProperty("schedule").GetProperty("lastStatus").GetString().ShouldBe("unknown");
    }

    // As a worker leaves its job that has died on the last attempt.
    private static async Task DieAsync(Company company, string kind) => (await company.ExecuteAsync(
        "UPDATE jobs_queue SET state = 2, attempt = max_attempts, lease = max_attempts, worker = @nobody WHERE tenant_id = @Id AND kind = @kind",
        new { nobody = Guid.CreateVersion7(), company.Id, kind })).ShouldBe(1);
}
