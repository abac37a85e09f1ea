using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>The guides' commands, typed as printed, on a fresh development server.</summary>
public sealed class GuideCommands
{
    [Theory, OnBothDatabases, Trait("Requirement", "T064")]
    public async Task Budget_of_a_company_is_answered_as_printed(Database on)
    {
        var server = await Servers.On(on);
        foreach (var command in (string[])
            ["curl http://localhost:3007/cost/budget/company-123", "curl http://localhost:3007/cost/budget/c1111111-1111-1111-1111-111111111111"])
        {
            var answer = await server.GuideAsync(command);
            answer.ShouldLookLike("""{ "success": true, "budget": { "allowed": true, "budget": 1000.00, "spent": 425.50, "remaining": 574.50 } }""");
            answer.GetProperty("success").GetBoolean().ShouldBeTrue();
            var budget = answer.GetProperty("budget");
            budget.GetProperty("allowed").GetBoolean().ShouldBeTrue();
            budget.GetProperty("remaining").GetDecimal().ShouldBe(budget.GetProperty("budget").GetDecimal() - budget.GetProperty("spent").GetDecimal());
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T065"), Trait("Requirement", "T066"), Trait("Requirement", "T149")]
    public async Task Cost_metrics_are_answered_as_printed(Database on)
    {
        var server = await Servers.On(on);
        foreach (var command in (string[])["curl http://localhost:3007/cost/metrics", "curl http://localhost:3007/cost/metrics?companyId=company-123"])
        {
            var answer = await server.GuideAsync(command);
            answer.ShouldLookLike(
                """
                { "success": true, "metrics": { "totalRequests": 15000, "totalCost": 18.50, "totalTokens": 6750000, "avgCostPerRequest": 0.0012,
                  "byProvider": {}, "byModel": {} } }
                """);
            foreach (var breakdown in (string[])["byProvider", "byModel"])
                foreach (var share in answer.GetProperty("metrics").GetProperty(breakdown).EnumerateObject())
                    share.Value.ShouldLookLike("""{ "count": 8000, "cost": 9.60, "tokens": 3600000 }""");
        }

        (await server.GuideAsync("curl http://localhost:3007/cost/metrics | jq '.metrics.byModel'")).ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T044"), Trait("Requirement", "T045")]
    public async Task Old_metrics_route_answers_like_the_new_one_and_says_that_it_is_deprecated(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Reporting);
        var old = await client.GetAsync("/metrics/company-123", Answers.Ct);
        old.StatusCode.ShouldBe(HttpStatusCode.OK);
        old.Headers.GetValues("X-API-Version-Deprecated").ShouldBe(["true"]);
        old.Headers.GetValues("Link").Single().ShouldContain("</v1/metrics/company-123>; rel=\"successor-version\"");
        DateTimeOffset.Parse(old.Headers.GetValues("Sunset").Single()).ShouldBeGreaterThan(DateTimeOffset.FromUnixTimeSeconds(long.Parse(old.Header("Deprecation")![1..])).AddMonths(5));
        var refused = await client.GetAsync("/metrics/nobody", Answers.Ct);
        (refused.StatusCode, refused.Header("X-API-Version-Deprecated")).ShouldBe((HttpStatusCode.NotFound, "true"));
        var current = await client.GetAsync("/v1/metrics/company-123", Answers.Ct);
        current.StatusCode.ShouldBe(HttpStatusCode.OK);
        current.Headers.Contains("X-API-Version-Deprecated").ShouldBeFalse();
        (await server.GuideTextAsync("curl http://localhost:3004/metrics/company-123")).ShouldBe(await server.GuideTextAsync("curl http://localhost:3004/v1/metrics/company-123"));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T140")]
    public async Task Metrics_of_a_company_have_the_clients_members(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync("curl http://localhost:3004/v1/metrics/company-123");
        answer.ShouldLookLike("""{ "success": true, "metrics": { "totalParticipants": 1, "totalSessions": 1, "avgEngagement": 1.5 }, "period": { "start": "2025-01-01", "end": "2025-12-31" } }""");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T018"), Trait("Requirement", "T019")]
    public async Task Safe_text_is_answered_as_printed(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync(
            """
            curl -X POST http://localhost:3003/screen/text \
              -H "Content-Type: application/json" \
              -d '{
                "contentId": "feedback-123",
                "contentType": "feedback_text",
                "text": "This is a test message"
              }'
            """);
        answer.GetProperty("safe").GetBoolean().ShouldBeTrue();
        answer.GetProperty("flags").GetArrayLength().ShouldBe(0);
        answer.GetProperty("requiresReview").GetBoolean().ShouldBeFalse();
        foreach (var absent in (string[])["flagId", "reason", "confidence"]) answer.TryGetProperty(absent, out _).ShouldBeFalse(absent);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T020"), Trait("Requirement", "T021"), Trait("Requirement", "T152")]
    public async Task Flagged_text_is_answered_as_printed(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync(
            """
            curl -X POST http://localhost:3003/screen/text \
              -H "Content-Type: application/json" \
              -d '{
                "contentId": "feedback-123",
                "contentType": "feedback_text",
                "text": "This is a test message with damn profanity"
              }'
            """);
        answer.ShouldLookLike(
            """
            { "safe": false, "flagId": "flag-456", "reason": "profanity, spam", "confidence": 0.75, "requiresReview": true,
              "flags": [ { "type": "profanity", "reason": "Profanity detected in text", "confidence": 0.7, "details": { "count": 2 } } ] }
            """);
        answer.GetProperty("safe").GetBoolean().ShouldBeFalse();
        answer.GetProperty("requiresReview").GetBoolean().ShouldBeTrue();
        var flag = answer.GetProperty("flags")[0];
        (flag.Text("type"), flag.Text("reason")).ShouldBe(("profanity", "Profanity detected in text"));
        flag.GetProperty("confidence").GetDouble().ShouldBe(0.6);
        flag.GetProperty("details").GetProperty("count").GetInt32().ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T020"), Trait("Requirement", "T022")]
    public async Task Profanity_and_spam_together_have_the_printed_confidences(Database on)
    {
        var answer = await (await (await Servers.On(on)).Client(Service.Safety).PostAsync("/screen/text",
            new { contentId = "feedback-" + Guid.NewGuid(), contentType = "feedback_text", text = "THIS DAMN PLACE IS CRAP AND NOBODY TELLS US" })).JsonAsync();
        answer.Text("reason").ShouldBe("profanity, spam");
        answer.GetProperty("confidence").GetDouble().ShouldBe(0.75);
        var flags = answer.GetProperty("flags").EnumerateArray().ToDictionary(f => f.Text("type"));
        (flags["profanity"].GetProperty("confidence").GetDouble(), flags["profanity"].GetProperty("details").GetProperty("count").GetInt32()).ShouldBe((0.7, 2));
        (flags["spam"].GetProperty("confidence").GetDouble(), flags["spam"].Text("reason")).ShouldBe((0.5, "Spam patterns detected"));
        flags["spam"].GetProperty("details").GetProperty("excessiveCaps").GetBoolean().ShouldBeTrue();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T014"), Trait("Requirement", "C001")]
    public async Task Health_is_answered_with_checks(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync("curl http://localhost:3008/health");
        answer.ShouldLookLike("""{ "status": "healthy", "timestamp": "2025-01-01T00:00:00Z", "version": "1", "checks": { "database": "healthy", "llm_service": "healthy", "scheduler": "healthy" } }""");
        answer.Text("status").ShouldBe("healthy", answer.ToString());
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T056"), Trait("Requirement", "T057"), Trait("Requirement", "T058"), Trait("Requirement", "T059"), Trait("Requirement", "T060")]
    public async Task Metrics_have_the_printed_names_in_prometheus_format(Database on)
    {
        var server = await Servers.On(on);
        await (await server.Client(Service.Q2Q).PostAsync("/v1/q2q/classify", new { text = "I feel at home here now." })).JsonAsync();
        var page = await server.GuideTextAsync("curl http://localhost:3007/metrics");
        foreach (var name in (string[])["q2q_requests_total", "q2q_cost_dollars", "q2q_tokens_total", "http_req_duration_p95"]) page.ShouldContain("\n" + name);
        page.ShouldContain("type=\"input\"");
        page.ShouldContain("type=\"output\"");
        (await server.GuideTextAsync("curl http://localhost:3004/metrics")).ShouldContain("# TYPE http_req_duration_p95 gauge");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T046"), Trait("Requirement", "T135")]
    public async Task Every_service_has_documentation_of_its_own_routes(Database on)
    {
        var server = await Servers.On(on);
        foreach (var service in Service.All)
        {
            var client = server.Client(service);
            var page = await client.GetAsync("/docs", Answers.Ct);
            page.StatusCode.ShouldBe(HttpStatusCode.OK, service.Name);
            page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            var document = await (await client.GetAsync("/openapi.json", Answers.Ct)).JsonAsync();
            document.Text("openapi").ShouldStartWith("3.1");
            document.GetProperty("paths").EnumerateObject().Any().ShouldBe(service == Service.Platform || Routes.Of(server).Any(r => r.Service == service), service.Name);
            (await (await client.GetAsync("/health/live", Answers.Ct)).JsonAsync()).Text("status").ShouldBe("healthy");
            (await (await client.GetAsync("/health/ready", Answers.Ct)).JsonAsync()).Text("status").ShouldBe("healthy");
        }

        var safety = await (await server.Client(Service.Safety).GetAsync("/openapi.json", Answers.Ct)).JsonAsync();
        safety.GetProperty("paths").TryGetProperty("/screen/text", out _).ShouldBeTrue();
        safety.GetProperty("paths").TryGetProperty("/cost/metrics", out _).ShouldBeFalse();
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T047"), Trait("Requirement", "T135")]
    public async Task Catalog_lists_every_service_with_its_documents(Database on)
    {
        var answer = await (await Servers.On(on)).GuideAsync("curl http://localhost:3001/api-docs/catalog");
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        var services = answer.GetProperty("services").EnumerateArray().ToDictionary(s => s.Text("name"));
        services.Keys.ShouldBe(Service.All.Select(s => s.Name), ignoreOrder: true);
        services["impact-in"].ShouldLookLike("""{ "name": "", "title": "", "baseUrl": "", "docs": "", "openApi": "", "paths": [""] }""");
        services["q2q"].GetProperty("paths").EnumerateArray().Select(p => p.GetString()).ShouldContain("/cost/budget/{companyId}");
    }

    [Theory, OnBothDatabases]
    public async Task Addresses_in_the_catalog_are_those_that_answer(Database on)
    {
        var server = await Servers.On(on);
        var answer = await server.GuideAsync("curl http://localhost:3001/api-docs/catalog");
        using var client = new HttpClient();
        foreach (var service in answer.GetProperty("services").EnumerateArray())
            (await client.GetAsync(service.Text("openApi"), Answers.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, service.Text("openApi"));
    }
}
