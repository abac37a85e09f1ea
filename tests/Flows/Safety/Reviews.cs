using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows.Safety;

/// <summary>The review queue over HTTP.</summary>
public sealed class Reviews
{
    [Theory, OnBothDatabases, Trait("Requirement", "T023"), Trait("Requirement", "T024"), Trait("Requirement", "T029")]
    public async Task Queue_is_paged_and_counts_itself_and_not_the_page(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        for (var i = 0; i < 5; i++) await FlagAsync(company, $"content-{i}");
        var (first, second) = (await QueueAsync(company, "?limit=3&offset=0"), await QueueAsync(company, "?limit=3&offset=3"));

        first.GetProperty("count").GetInt32().ShouldBe(5);
        second.GetProperty("count").GetInt32().ShouldBe(5);
        string?[] Contents(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("flag").GetProperty("contentId").GetString())];
        Contents(first).Concat(Contents(second)).ShouldBe(["content-0", "content-1", "content-2", "content-3", "content-4"]);
        var entry = first.GetProperty("items")[0];
        var (item, flag) = (entry.GetProperty("queueItem"), entry.GetProperty("flag"));
        item.GetProperty("status").GetString().ShouldBe("pending");
        item.GetProperty("createdAt").GetString()!.ShouldEndWith("Z");
        flag.GetProperty("id").GetString().ShouldBe(item.GetProperty("flagId").GetString());
        flag.GetProperty("contentType").GetString().ShouldBe("feedback_text");
        flag.GetProperty("flagReason").GetString().ShouldBe("profanity, spam");
        flag.GetProperty("confidence").GetString().ShouldBe("0.750");
        flag.TryGetProperty("text", out _).ShouldBeFalse();
        await company.GetAsync(Service.Safety, "/safety/queue?limit=0", HttpStatusCode.BadRequest);
        await company.GetAsync(Service.Safety, "/safety/queue?offset=-1", HttpStatusCode.BadRequest);
        await company.GetAsync(Service.Safety, "/safety/queue?status=nonsense", HttpStatusCode.BadRequest);
        (await QueueAsync(await Company.AtAsync(company.Server), "")).GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T025"), Trait("Requirement", "T026"), Trait("Requirement", "T027")]
    public async Task Decision_moves_the_item_and_its_flag(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        foreach (var (verb, body, status, decision) in new (string, object, string, string)[]
        {
            ("review", new { notes = "Checked." }, "reviewed", "approved"), ("review", new { notes = "Right.", uphold = true }, "reviewed", "upheld"),
            ("escalate", new { notes = "Look.", assignedTo = "admin-456" }, "escalated", "escalated"), ("dismiss", new { notes = "Wrong." }, "dismissed", "rejected"),
        })
        {
            var id = await FlagAsync(company, $"{verb}-{decision}");
            var answer = await company.PostAsync(Service.Safety, $"/safety/queue/{id}/{verb}", body);
            answer.GetProperty("item").GetProperty("status").GetString().ShouldBe(status);
            answer.GetProperty("flag").GetProperty("reviewStatus").GetString().ShouldBe(decision);
            var shown = await company.GetAsync(Service.Safety, $"/safety/queue/{id}");
            shown.GetProperty("flag").GetProperty("text").GetString().ShouldBe("WHAT THE FUCK IS THIS SHIT SERVICE");
        }

        (await QueueAsync(company, "")).GetProperty("count").GetInt32().ShouldBe(0);
        (await QueueAsync(company, "?status=escalated")).GetProperty("count").GetInt32().ShouldBe(1);
        (await company.GetAsync(Service.Platform, "/v1/audit?action=review.rejected")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Reviewer_is_who_signed_in_and_not_whom_the_body_names(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var id = await FlagAsync(company, "c");
        var reviewer = await company.AsAsync("reviewer");
        var item = (await reviewer.PostAsync(Service.Safety, $"/safety/queue/{id}/review",
            new { notes = "Fine.", assignedTo = "somebody-else", reviewedBy = "the-boss", performedBy = "the-boss" })).GetProperty("item");

        item.GetProperty("assignedTo").GetString().ShouldBe("somebody-else");
        item.GetProperty("reviewedBy").GetString().ShouldStartWith("key:");
        var entry = (await company.GetAsync(Service.Platform, "/v1/audit?action=review.approved")).GetProperty("items")[0];
        entry.GetProperty("actor").GetString().ShouldBe(item.GetProperty("reviewedBy").GetString());
        foreach (var role in new[] { "analyst", "viewer", "operator" })
            await (await company.AsAsync(role)).PostAsync(Service.Safety, $"/safety/queue/{id}/review", new { notes = "No." }, HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases]
    public async Task Of_reviewers_who_decide_at_once_one_decides(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        for (var round = 0; round < 5; round++)
        {
            var id = await FlagAsync(company, $"c-{round}");
            var answers = await Task.WhenAll(new[] { "review", "dismiss" }.Select(verb =>
                company.SendAsync(HttpMethod.Post, Service.Safety, $"/safety/queue/{id}/{verb}", new { notes = verb })));
            answers.Select(a => a.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        }

        (await company.GetAsync(Service.Platform, "/v1/audit?limit=200")).GetProperty("items").EnumerateArray()
            .Count(e => e.GetProperty("action").GetString()!.StartsWith("review.", StringComparison.Ordinal)).ShouldBe(5);
        await company.PostAsync(Service.Safety, "/safety/queue/no-such-item/review", new { notes = "" }, HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T028")]
    public async Task Flag_and_decision_are_told_to_whoever_listens(Database on)
    {
        var heard = new Heard();
        await using var server = await TestServer.StartAsync(on, new TestServerOptions
        {
            Services = s => s.AddSingleton(heard).AddEventHandler<SafetyFlagRaised, Listener>("test").AddEventHandler<SafetyReviewCompleted, Listener>("test"),
        });
        var company = await Company.AtAsync(server);
        var id = await FlagAsync(company, "feedback-123");
        await company.PostAsync(Service.Safety, $"/safety/queue/{id}/dismiss", new { notes = "Wrong." });
        await TestServer.EventuallyAsync(() => Task.FromResult(heard.Events.Count), n => n == 2);

        var flag = (await company.RowsAsync<SafetyFlag>()).Single();
        heard.Events.OfType<SafetyFlagRaised>().Single().ShouldBe(new SafetyFlagRaised(flag.Id, "feedback-123", "profanity, spam", .75, true));
        var review = heard.Events.OfType<SafetyReviewCompleted>().Single();
        (review.ReviewId, review.FlagId, review.ContentId, review.Decision, review.Notes).ShouldBe((id, flag.Id, "feedback-123", "rejected", "Wrong."));
    }

    private static Task<JsonElement> QueueAsync(Company company, string query) => company.GetAsync(Service.Safety, "/safety/queue" + query);

    /// <summary>Has a text flagged and answers its item in the queue.</summary>
    private static async Task<string> FlagAsync(Company company, string contentId)
    {
        var verdict = await company.PostAsync(Service.Safety, "/screen/text", new { contentId, contentType = "feedback_text", text = "WHAT THE FUCK IS THIS SHIT SERVICE" });
        return (await company.RowsAsync<ReviewItem>()).Single(i => i.FlagId == verdict.GetProperty("flagId").GetString()).Id;
    }

    private sealed class Heard
    {
        public ConcurrentQueue<object> Events { get; } = new();
    }

    private sealed class Listener(Heard heard) : IJobHandler<SafetyFlagRaised>, IJobHandler<SafetyReviewCompleted>
    {
        public Task RunAsync(SafetyFlagRaised job, JobContext context, CancellationToken ct)
        {
            heard.Events.Enqueue(job);
            return Task.CompletedTask;
        }

        public Task RunAsync(SafetyReviewCompleted job, JobContext context, CancellationToken ct)
        {
            heard.Events.Enqueue(job);
            return Task.CompletedTask;
        }
    }
}
