using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>The guides' commands about the review queue, typed as printed.</summary>
public sealed class GuideReviews
{
    [Theory, OnBothDatabases, Trait("Requirement", "T023"), Trait("Requirement", "T024")]
    public async Task Queue_is_answered_as_printed(Database on)
    {
        var server = await Servers.On(on);
        await NewItemAsync(server);
        // As printed the ampersand ends the command in a shell: what is asked for is the first page of 50.
        var answer = await server.GuideAsync("curl http://localhost:3003/safety/queue?limit=50&offset=0");
        answer.ShouldLookLike(
            """
            { "items": [ { "queueItem": { "id": "queue-123", "flagId": "flag-456", "status": "pending", "createdAt": "2025-11-13T10:00:00Z" },
              "flag": { "id": "flag-456", "contentId": "feedback-123", "contentType": "feedback_text", "flagReason": "profanity", "confidence": "0.750" } } ], "count": 1 }
            """);
        foreach (var item in answer.GetProperty("items").EnumerateArray())
        {
            item.GetProperty("queueItem").Text("flagId").ShouldBe(item.GetProperty("flag").Text("id"));
            item.GetProperty("flag").Text("confidence").ShouldMatch(@"^0\.[0-9]{3}$");
            item.GetProperty("queueItem").Text("createdAt").ShouldEndWith("Z");
        }
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T029")]
    public async Task Count_is_the_queues_size_for_jq(Database on)
    {
        var server = await Servers.On(on);
        await NewItemAsync(server);
        await NewItemAsync(server);
        int.Parse(await server.GuideTextAsync("curl http://localhost:3003/safety/queue | jq '.count'")).ShouldBeGreaterThanOrEqualTo(2);
        var one = await server.GuideAsync("curl 'http://localhost:3003/safety/queue?limit=1&offset=0'");
        one.GetProperty("items").GetArrayLength().ShouldBe(1);
        one.GetProperty("count").GetInt32().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T025")]
    public async Task The_printed_item_can_be_reviewed_once(Database on)
    {
        var server = await Servers.On(on);
        const string command =
            """
            curl -X POST http://localhost:3003/safety/queue/queue-123/review \
              -H "Content-Type: application/json" \
              -d '{
                "notes": "Reviewed - acceptable in context",
                "assignedTo": "reviewer-user-id"
              }'
            """;
        var answer = await server.GuideAsync(command);
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        var item = answer.GetProperty("item");
        (item.Text("id"), item.Text("status"), item.Text("reviewerNotes"), item.Text("assignedTo"))
            .ShouldBe(("queue-123", "reviewed", "Reviewed - acceptable in context", "reviewer-user-id"));
        item.Text("reviewedBy").ShouldBe("user:developer", "who signed in decided, not whom the body names");
        (await server.GuideAsync(command)).Text("code").ShouldBe("already_decided");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T026"), Trait("Requirement", "T027"), Trait("Requirement", "T111")]
    public async Task An_item_can_be_escalated_and_then_dismissed(Database on)
    {
        var server = await Servers.On(on);
        var id = await NewItemAsync(server);
        (await server.GuideAsync(
            """
            curl -X POST http://localhost:3003/safety/queue/queue-123/escalate \
              -H "Content-Type: application/json" \
              -d '{
                "notes": "Requires admin review",
                "assignedTo": "admin-user-id"
              }'
            """.Replace("queue-123", id))).GetProperty("item").Text("status").ShouldBe("escalated");
        (await server.GuideAsync(
            """
            curl -X POST http://localhost:3003/safety/queue/queue-123/dismiss \
              -H "Content-Type: application/json" \
              -d '{
                "notes": "False positive"
              }'
            """.Replace("queue-123", id))).GetProperty("item").Text("status").ShouldBe("dismissed");
        (await server.GuideAsync($"curl http://localhost:3003/safety/queue/{id}")).GetProperty("queueItem").Text("status").ShouldBe("dismissed");
    }

    private static async Task<string> NewItemAsync(TestServer server)
    {
        var client = server.Client(Service.Safety);
        var flag = (await (await client.PostAsync("/screen/text", new { contentId = "c-" + Guid.NewGuid(), contentType = "feedback_text", text = "What a damn shit place" })).JsonAsync()).Text("flagId");
        for (var offset = 0; ; offset += 200)
        {
            var page = await (await client.GetAsync($"/safety/queue?limit=200&offset={offset}", Answers.Ct)).JsonAsync();
            var found = page.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("flag").Text("id") == flag).ToArray();
            if (found.Length == 1) return found[0].GetProperty("queueItem").Text("id");
            page.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        }
    }
}
