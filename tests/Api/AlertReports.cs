using System.Net.Http.Headers;
using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>What Alertmanager reports, as it posts it.</summary>
public sealed class AlertReports
{
    // A notice in version 4 of Alertmanager's format, with members that are not read.
    private static string Notice(string status, string ends) => $$"""
        {"receiver":"ai-queue-alerts","status":"{{status}}","alerts":[
          {"status":"{{status}}","labels":{"alertname":"AIQueueCongestion","severity":"warning","component":"ai-queue"},
           "annotations":{"summary":"More than 100 AI jobs wait","description":"120 AI jobs wait for a worker.","runbook":"docs/systems/page-builder.md#queue-congestion"},
           "startsAt":"2026-11-28T06:42:30.123456789Z","endsAt":"{{ends}}","generatorURL":"http://localhost:9090/graph?g0.expr=1","fingerprint":"c6eadffa33fcdf37"},
          {"status":"firing","labels":{"alertname":"HighTokenUsage","severity":"page"},"annotations":{},"startsAt":"2026-11-28T06:42:30Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"1a30ba71cca2921f"}],
         "groupLabels":{"alertname":"AIQueueCongestion"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://localhost:9093","version":"4","groupKey":"{}:{}","truncatedAlerts":0}
        """;

    [Theory, OnBothDatabases, Trait("Requirement", "P013")]
    public async Task Each_beginning_and_end_is_recorded_once_however_often_it_is_reported(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        // As alertmanager.yml sends it: a key of the scope, as a bearer, to the platform's port.
        var reporter = server.Client(Service.Platform);
        reporter.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await server.NewKeyAsync(tenant.Id, "operator", "alerts"));
        foreach (var (notice, recorded) in ((string, int)[])[(Notice("firing", "0001-01-01T00:00:00Z"), 2), (Notice("firing", "0001-01-01T00:00:00Z"), 0), (Notice("resolved", "2026-11-28T06:50:00Z"), 1)])
        {
            var answer = await (await reporter.PostTextAsync("/api/alerts/webhook", notice)).JsonAsync();
            (answer.GetProperty("success").GetBoolean(), answer.GetProperty("received").GetInt32(), answer.GetProperty("recorded").GetInt32()).ShouldBe((true, 2, recorded));
        }

        var client = server.Client(Service.Platform, tenant.Key);
        var trail = (await (await client.GetAsync("/v1/audit", Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray().Where(e => e.Text("object").StartsWith("alert:", StringComparison.Ordinal)).ToList();
        trail.Select(e => (e.Text("action"), e.Text("object"))).ShouldBe([("alert.resolved", "alert:AIQueueCongestion"), ("alert.fired", "alert:HighTokenUsage"), ("alert.fired", "alert:AIQueueCongestion")]);
        trail[2].GetProperty("details").Text("runbook").ShouldBe("docs/systems/page-builder.md#queue-congestion");
        var metrics = await client.GetStringAsync("/metrics", Answers.Ct);
        foreach (var labels in (string[])["severity=\"warning\",status=\"firing\"", "severity=\"other\",status=\"firing\""]) metrics.ShouldContain($"steward_alerts_received_total{{{labels}}} ");
        var intruder = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        (await intruder.GetStringAsync("/v1/audit", Answers.Ct)).ShouldNotContain("alert:");
    }

    [Fact]
    public async Task Who_may_not_report_is_refused_and_a_wrong_notice_is_named()
    {
        var server = await Servers.On(Database.Sqlite);
        var tenant = await server.NewTenantAsync();
        await (await server.Client(Service.Pages, await server.NewKeyAsync(tenant.Id, "viewer")).PostTextAsync("/api/alerts/webhook", Notice("firing", ""))).ProblemAsync(403, "forbidden");
        await (await server.Client(Service.Pages, await server.NewKeyAsync(tenant.Id, "operator", "alerts")).GetAsync("/v1/jobs", Answers.Ct)).ProblemAsync(404, "no_such_route");
        await (await server.Client(Service.Platform, await server.NewKeyAsync(tenant.Id, "operator", "alerts")).GetAsync("/v1/jobs", Answers.Ct)).ProblemAsync(403, "forbidden");
        var client = server.Client(Service.Pages, tenant.Key);
        (await (await client.PostTextAsync("/api/alerts/webhook", "{}")).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/alerts"]);
        var wrong = JsonSerializer.Serialize(new { alerts = new object?[] { new { status = "burning", labels = new { severity = new string('x', 300) } }, null } });
        (await (await client.PostTextAsync("/api/alerts/webhook", wrong)).ProblemAsync(400, "validation")).Pointers()
            .ShouldBe(["/alerts/0/status", "/alerts/0/labels/alertname", "/alerts/0/labels/severity", "/alerts/1"]);
    }
}
