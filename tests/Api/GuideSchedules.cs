using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>The guides' commands about scheduled deliveries, typed as printed.</summary>
public sealed class GuideSchedules
{
    private const string Create =
        """
        curl -X POST http://localhost:3008/impact-in/schedules \
          -H "Content-Type: application/json" \
          -d '{
            "companyId": "c1111111-1111-1111-1111-111111111111",
            "platform": "benevity",
            "schedule": "0 0 1 * *"
          }'
        """;

    [Theory, OnBothDatabases, Trait("Requirement", "T002"), Trait("Requirement", "T003"), Trait("Requirement", "T004")]
    public async Task New_schedule_is_answered_as_printed(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync(Create);
        answer.ShouldLookLike(
            """
            { "success": true, "schedule": { "id": "schedule-123", "companyId": "c1111111-1111-1111-1111-111111111111", "platform": "benevity",
              "schedule": "0 0 1 * *", "nextRun": "2025-12-01T00:00:00Z", "active": true } }
            """);
        var schedule = answer.GetProperty("schedule");
        schedule.Text("companyId").ShouldBe("c1111111-1111-1111-1111-111111111111");
        schedule.Text("platform").ShouldBe("benevity");
        schedule.Text("schedule").ShouldBe("0 0 1 * *");
        schedule.GetProperty("active").GetBoolean().ShouldBeTrue();
        schedule.Text("nextRun").ShouldMatch("^[0-9]{4}-[0-9]{2}-01T00:00:00Z$");
        schedule.GetProperty("nextRuns").GetArrayLength().ShouldBe(5);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T009"), Trait("Requirement", "T010"), Trait("Requirement", "T103")]
    public async Task Preview_is_answered_as_printed(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync("curl http://localhost:3008/impact-in/schedules/schedule-123/preview");
        answer.ShouldLookLike(
            """
            { "success": true, "preview": { "companyId": "...", "platform": "benevity",
              "payload": { "totalEmployees": 1000, "activeParticipants": 750, "totalHoursVolunteered": 5000, "impactScore": 7.8 },
              "generatedAt": "2025-11-13T10:00:00Z", "note": "" } }
            """);
        answer.GetProperty("preview").Text("note").ShouldBe("This is a preview. No actual delivery will be made.");
        answer.GetProperty("preview").Text("platform").ShouldBe("benevity");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T011")]
    public async Task Run_now_starts_a_delivery(Database on)
    {
        var server = await Servers.On(on);
        var answer = await server.GuideAsync("curl -X POST http://localhost:3008/impact-in/schedules/schedule-123/run-now");
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        answer.Text("deliveryId").ShouldNotBeEmpty();
        var listed = await server.GuideAsync("curl http://localhost:3008/impact-in/schedules/schedule-123/deliveries");
        listed.GetProperty("deliveries").EnumerateArray().Select(d => d.Text("id")).ShouldContain(answer.Text("deliveryId"));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T012"), Trait("Requirement", "T013")]
    public async Task Statistics_are_answered_as_printed(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync("curl http://localhost:3008/impact-in/schedules/stats");
        answer.ShouldLookLike(
            """{ "success": true, "stats": [ { "platform": "benevity", "totalSchedules": 45, "activeSchedules": 42, "successfulRuns": 38, "failedRuns": 4 } ] }""");
        answer.GetProperty("stats").EnumerateArray().Select(s => s.Text("platform")).ShouldContain("benevity");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T015"), Trait("Requirement", "T016")]
    public async Task Details_of_a_schedule_say_whether_and_when_it_runs(Database on)
    {
        var schedule = (await (await Servers.On(on)).GuideAsync("curl http://localhost:3008/impact-in/schedules/schedule-123")).GetProperty("schedule");
        schedule.Text("id").ShouldBe("schedule-123");
        schedule.GetProperty("active").GetBoolean().ShouldBeTrue();
        DateTimeOffset.Parse(schedule.Text("nextRun")).ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T102")]
    public async Task Commands_of_the_summary_work_with_the_new_schedules_id(Database on)
    {
        var server = await Servers.On(on);
        var id = (await server.GuideAsync(Create)).GetProperty("schedule").Text("id");
        (await server.GuideAsync("curl http://localhost:3008/impact-in/schedules/{schedule-id}/preview".Replace("{schedule-id}", id)))
            .GetProperty("preview").GetProperty("payload").ValueKind.ShouldBe(JsonValueKind.Object);
        (await server.GuideAsync("curl -X POST http://localhost:3008/impact-in/schedules/{schedule-id}/run-now".Replace("{schedule-id}", id)))
            .GetProperty("success").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("0 0 1 * *"), InlineData("0 0 1 */3 *"), InlineData("0 0 * * 1"), InlineData("0 2 * * *"), InlineData("0 0 1,15 * *")]
    [Trait("Requirement", "T005"), Trait("Requirement", "T006"), Trait("Requirement", "T007"), Trait("Requirement", "T008")]
    public async Task Every_printed_expression_is_accepted(string cron)
    {
        var answer = await (await Servers.On(Database.Sqlite)).Client(Service.ImpactIn)
            .PostAsync("/impact-in/schedules", new { companyId = "company-123", platform = "benevity", schedule = cron });
        (await answer.JsonAsync(201)).GetProperty("schedule").Text("schedule").ShouldBe(cron);
    }
}
