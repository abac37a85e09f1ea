using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows.Safety;

/// <summary>What reviewers do to items besides deciding, and decisions taken back.</summary>
public sealed class ReviewDesk
{
    [Theory, OnBothDatabases, Trait("Requirement", "T030")]
    public async Task Of_two_reviewers_one_has_the_item_and_the_other_is_told_who(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var (one, other) = (await company.AsAsync("reviewer"), await company.AsAsync("reviewer"));
        var (_, item) = await company.FlagAsync("c");
        var answers = await Task.WhenAll(new[] { one, other }.Select(r => r.SendAsync(HttpMethod.Post, Service.Safety, $"/v1/safety/queue/{item}/lease")));

        answers.Select(a => a.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        var won = answers[0].StatusCode == HttpStatusCode.OK;
        var (holder, beaten) = won ? (one, other) : (other, one);
        var held = (await Company.ReadAsync(answers[won ? 0 : 1], HttpStatusCode.OK)).GetProperty("queueItem").Text("leasedBy");
        var refused = await Company.ReadAsync(answers[won ? 1 : 0], HttpStatusCode.Conflict);
        (refused.Text("code"), refused.Text("leasedBy")).ShouldBe(("leased", held));
        foreach (var verb in (string[])["review", "dismiss", "escalate"]) (await beaten.RefusedAsync($"queue/{item}/{verb}")).ShouldBe("leased");
        (await beaten.DeleteAsync($"queue/{item}/lease", HttpStatusCode.Conflict)).Text("leasedBy").ShouldBe(held);
        await holder.DoAsync($"queue/{item}/lease");
        // Its time is over.
        await company.ExecuteAsync("UPDATE safety_review_queue SET leased_until = @past WHERE id = @item", new { past = DateTime.UnixEpoch, item });
        await beaten.DoAsync($"queue/{item}/dismiss");
        var late = await holder.DoAsync($"queue/{item}/review", new { }, HttpStatusCode.Conflict);
        late.Text("code").ShouldBe("already_decided");
        late.Text("reviewedBy").ShouldNotBe(held);
    }

    [Theory, OnBothDatabases]
    public async Task Reviewers_who_take_the_next_at_once_get_different_items_and_none_twice_that_they_skipped(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        for (var i = 0; i < 4; i++) await company.FlagAsync($"c-{i}");
        var reviewers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => company.AsAsync("reviewer")));
        var taken = await Task.WhenAll(reviewers.Select(async r => (await r.DoAsync("queue/next")).GetProperty("entry").GetProperty("queueItem").Text("id")!));

        taken.Distinct().Count().ShouldBe(4);
        var again = (await reviewers[0].DoAsync("queue/next")).GetProperty("entry");
        again.GetProperty("queueItem").Text("id").ShouldBe(taken[0], "what one has before him comes first");
        again.GetProperty("flag").Text("text").ShouldBe(Flagged.Strong);
        await reviewers[0].DoAsync($"queue/{taken[0]}/skip", new { notes = "Not my language." });
        (await reviewers[0].DoAsync("queue/next")).TryGetProperty("entry", out _).ShouldBeFalse();
        var late = await company.AsAsync("reviewer");
        (await late.DoAsync("queue/next")).GetProperty("entry").GetProperty("queueItem").Text("id").ShouldBe(taken[0]);
        await reviewers[1].DeleteAsync($"queue/{taken[1]}/lease");
        await company.DoAsync($"queue/{taken[1]}/assign", new { assignedTo = "somebody" });
        (await (await company.AsAsync("reviewer")).DoAsync("queue/next")).TryGetProperty("entry", out _).ShouldBeFalse("it is assigned to another");
        (await company.AskAsync("queue?assignedTo=somebody")).Number("count").ShouldBe(1);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T026")]
    public async Task Items_say_how_long_they_wait_until_when_and_whether_that_is_over(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var ((_, late), (_, item)) = (await company.FlagAsync("late"), await company.FlagAsync("c"));
        await company.ExecuteAsync("UPDATE safety_review_queue SET due_at = @past WHERE id = @late", new { past = DateTime.UnixEpoch, late });

        var overdue = (await company.AskAsync("queue?overdue=true")).GetProperty("items");
        overdue.EnumerateArray().Select(i => i.GetProperty("queueItem").Text("id")).ShouldBe([late]);
        overdue[0].GetProperty("queueItem").GetProperty("overdue").GetBoolean().ShouldBeTrue();
        var waiting = (await company.AskAsync("queue?overdue=false")).GetProperty("items")[0].GetProperty("queueItem");
        waiting.Text("id").ShouldBe(item);
        (waiting.GetProperty("dueAt").GetDateTime() - waiting.GetProperty("createdAt").GetDateTime()).ShouldBe(TimeSpan.FromHours(24));
        waiting.GetProperty("ageSeconds").GetInt64().ShouldBeInRange(0, 600);
        var escalated = (await company.DoAsync($"queue/{item}/escalate", new { assignedTo = "admin-1" })).GetProperty("item");
        (escalated.GetProperty("dueAt").GetDateTime() - DateTime.UtcNow).TotalHours.ShouldBeInRange(3.9, 4.1);
        var figures = (await company.AskAsync("reviewers")).GetProperty("queue");
        (figures.Number("pending"), figures.Number("escalated"), figures.Number("overdue")).ShouldBe((1, 1, 1));
        await TestServer.EventuallyAsync(async () => await (await company.SendAsync(HttpMethod.Get, Service.Safety, "/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            m => m.Contains("steward_safety_queue_oldest_age_seconds{", StringComparison.Ordinal) && m.Contains("steward_safety_queue_overdue{", StringComparison.Ordinal));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T025")]
    public async Task History_tells_what_was_done_by_whom_and_from_which_state(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var (_, item) = await company.FlagAsync("c");
        await company.DoAsync($"queue/{item}/notes", new { notes = "Looks quoted." });
        await company.DoAsync($"queue/{item}/assign", new { assignedTo = "ann" });
        await company.DoAsync($"queue/{item}/escalate", new { notes = "Not sure." });
        await company.DoAsync($"queue/{item}/review", new { notes = "Insult.", uphold = true });
        await company.DoAsync($"queue/{item}/undo", new { notes = "Wrong item." });

        var events = (await company.AskAsync($"queue/{item}/history")).GetProperty("events").EnumerateArray().ToList();
        events.Select(e => (e.Text("action"), e.Text("was"), e.Text("notes"))).ShouldBe([("noted", "pending", "Looks quoted."), ("assigned", "pending", "ann"),
            ("escalated", "pending", "Not sure."), ("upheld", "escalated", "Insult."), ("undone", "reviewed", "Wrong item.")]);
        events.ShouldAllBe(e => e.Text("actor")!.StartsWith("key:"));
        (await company.AskAsync($"queue/{item}")).GetProperty("queueItem").Text("status").ShouldBe("escalated", "as it was before");
        await company.DoAsync($"queue/{item}/notes", new { notes = "" }, HttpStatusCode.BadRequest);
        foreach (var verb in (string[])["lease", "skip", "assign", "notes", "undo"])
            await (await Company.AtAsync(company.Server)).DoAsync($"queue/{item}/{verb}", new { notes = "x" }, HttpStatusCode.NotFound);
        await (await Company.AtAsync(company.Server)).GetAsync(Service.Safety, $"/v1/safety/queue/{item}/history", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Decision_taken_back_holds_the_text_again_and_is_told(Database on)
    {
        var heard = new ConcurrentQueue<SafetyReviewUndone>();
        await using var server = await TestServer.StartAsync(on, new TestServerOptions
        {
            Services = s => s.AddSingleton(heard).AddEventHandler<SafetyReviewUndone, Listener>("test"), Settings = ["Safety:UndoMinutes=5"],
        });
        var company = await Company.AtAsync(server);
        var (flag, item) = await company.FlagAsync("c");
        (await company.RefusedAsync($"queue/{item}/undo")).ShouldBe("not_decided");
        await company.DoAsync($"queue/{item}/dismiss");
        var undone = await company.DoAsync($"queue/{item}/undo", new { notes = "It was one." });

        undone.GetProperty("flag").Text("reviewStatus").ShouldBe("pending");
        (await company.AskAsync("queue")).Number("count").ShouldBe(1);
        await TestServer.EventuallyAsync(() => Task.FromResult(heard.Count), n => n == 1);
        heard.Single().ShouldSatisfyAllConditions(e => e.FlagId.ShouldBe(flag), e => e.Undid.ShouldBe("rejected"), e => e.ContentId.ShouldBe("c"), e => e.Notes.ShouldBe("It was one."));
        await company.DoAsync($"queue/{item}/dismiss");
        await company.ExecuteAsync("UPDATE safety_review_queue SET reviewed_at = @past WHERE id = @item", new { past = DateTime.UtcNow.AddMinutes(-6), item });
        (await company.RefusedAsync($"queue/{item}/undo")).ShouldBe("too_late");
    }

    private sealed class Listener(ConcurrentQueue<SafetyReviewUndone> heard) : IJobHandler<SafetyReviewUndone>
    {
        public Task RunAsync(SafetyReviewUndone job, JobContext context, CancellationToken ct)
        {
            heard.Enqueue(job);
            return Task.CompletedTask;
        }
    }
}
