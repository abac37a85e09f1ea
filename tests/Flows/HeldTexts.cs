using Steward.Impact;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows;

/// <summary>What screening holds reaches no model until a reviewer has let it go.</summary>
public sealed class HeldTexts(SelfHostedWorlds worlds) : IClassFixture<SelfHostedWorlds>
{
    private const string Unsafe = "WHAT THE FUCK IS THIS SHIT SERVICE";

    [Theory, OnBothDatabases, Trait("Requirement", "T113"), Trait("Requirement", "T114")]
    public async Task Held_text_waits_for_review_while_others_pass(Database on)
    {
        var before = (await worlds.On(on)).Provider.CallCount;
        var (world, company, item) = await HoldAsync(on);
        await company.FeedbackAsync("I feel confident now.");
        var summary = await company.UntilTextsAsync("classified", 1);

        summary.GetProperty("held").GetInt32().ShouldBe(1);
        summary.GetProperty("heldReasons").GetProperty("profanity, spam").GetInt32().ShouldBe(1);
        item.ShouldNotBeEmpty();
        world.Provider.Calls.Skip(before).ShouldNotContain(c => c.BodyText.Contains(Unsafe, StringComparison.Ordinal));
        (await company.RowsAsync<EvidenceQuote>()).ShouldAllBe(q => q.Snippet != Unsafe);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T025")]
    public Task Review_releases_the_text(Database on) => ReleasedByAsync(on, "review");

    [Theory, OnBothDatabases, Trait("Requirement", "T027")]
    public Task Dismissal_releases_the_text(Database on) => ReleasedByAsync(on, "dismiss");

    [Theory, OnBothDatabases]
    public async Task Release_that_is_taken_back_holds_the_text_again_and_takes_back_what_was_found_in_it(Database on)
    {
        var (_, company, item) = await HoldAsync(on);
        await company.PostAsync(Service.Safety, $"/safety/queue/{item}/review", new { notes = "Fine." });
        await company.UntilTextsAsync("classified", 1);
        await company.PostAsync(Service.Safety, $"/v1/safety/queue/{item}/undo", new { notes = "It was not." });
        await company.UntilTextsAsync("held", 1);

        (await company.RowsAsync<EvidenceQuote>()).ShouldBeEmpty();
        (await company.RowsAsync<OutcomeScore>()).ShouldBeEmpty();
        await company.PostAsync(Service.Safety, $"/safety/queue/{item}/dismiss", new { notes = "It was, after all." });
        await company.UntilTextsAsync("classified", 1);
    }

    [Theory, OnBothDatabases]
    public async Task Release_that_is_taken_back_while_the_model_is_asked_holds_the_text_all_the_same(Database on)
    {
        var (world, company, item) = await HoldAsync(on);
        var before = world.Provider.CallCount;
        var release = new TaskCompletionSource();
        world.Provider.Default = Behaviour.Choose(_ => Behaviour.HangUntil(release.Task) with { Text = _ => new Q2QAnswer().Json() });
        await company.PostAsync(Service.Safety, $"/safety/queue/{item}/review", new { notes = "Fine." });
        await TestServer.EventuallyAsync(() => Task.FromResult(world.Provider.CallCount), calls => calls > before);
        await company.PostAsync(Service.Safety, $"/v1/safety/queue/{item}/undo", new { notes = "It was not." });
        // Heard while the text is neither held nor classified.
        await TestServer.EventuallyAsync(company.RowsAsync<Steward.Jobs.Queue.JobRow>, jobs => jobs.Any(j => j.Kind == "safety.review.undone>impact" && j.Lease > 0));
        release.SetResult();
        await company.UntilTextsAsync("held", 1);

        (await company.RowsAsync<StoredFeedback>()).ShouldHaveSingleItem().Labels.ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public Task Upholding_keeps_the_text_held(Database on) => KeptByAsync(on, "review", new { notes = "Right.", uphold = true });

    [Theory, OnBothDatabases, Trait("Requirement", "T026")]
    public Task Escalation_keeps_the_text_held(Database on) => KeptByAsync(on, "escalate", new { notes = "Look at this.", assignedTo = "admin-1" });

    [Theory, OnBothDatabases]
    public async Task Decision_that_overtakes_the_holding_releases_the_text_all_the_same(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(new Q2QAnswer().Json());
        // As it is between the flag's commit and the classifier's: flagged, and not yet marked as held.
        var id = Guid.CreateVersion7();
        await company.AddAsync(new StoredFeedback
        {
            Id = id, TenantId = company.Id, UserId = "u", Text = Unsafe, Status = "pending", OccurredAt = DateTime.UnixEpoch, ReceivedAt = DateTime.UnixEpoch,
        });
        await company.PostAsync(Service.Safety, "/screen/text", new { contentId = id, contentType = "feedback_text", text = Unsafe });
        await company.PostAsync(Service.Safety, $"/safety/queue/{(await company.RowsAsync<ReviewItem>()).Single().Id}/dismiss", new { notes = "Fine." });

        await company.UntilTextsAsync("classified", 1);
    }

    [Theory, OnBothDatabases]
    public async Task Approval_of_another_text_under_the_same_id_does_not_release_this_one(Database on)
    {
        var (world, company, item) = await HoldAsync(on);
        var before = world.Provider.CallCount;
        var id = (await company.RowsAsync<StoredFeedback>()).Single().Id;
        await company.PostAsync(Service.Safety, "/screen/text", new { contentId = id, contentType = "feedback_text", text = "damn" });
        var other = (await company.RowsAsync<ReviewItem>()).Single(i => i.Id != item).Id;
        await company.PostAsync(Service.Safety, $"/safety/queue/{other}/review", new { notes = "Mild." });
        // Classified anew, if at all: the jobs of both texts are over.
        await TestServer.EventuallyAsync(company.RowsAsync<Steward.Jobs.Queue.JobHistory>, h => h.Any(j => j.Kind == "safety.review.completed>impact"));
        await TestServer.EventuallyAsync(company.RowsAsync<Steward.Jobs.Queue.JobRow>, jobs => jobs.Count == 0);

        (await company.GetAsync(Service.Gateway, "/v1/feedback/summary")).GetProperty("held").GetInt32().ShouldBe(1);
        world.Provider.CallCount.ShouldBe(before);
    }

    private async Task ReleasedByAsync(Database on, string verb)
    {
        var (world, company, item) = await HoldAsync(on);
        var before = world.Provider.CallCount;
        await company.PostAsync(Service.Safety, $"/safety/queue/{item}/{verb}", new { notes = "Fine." });
        await company.UntilTextsAsync("classified", 1);

        world.Provider.CallCount.ShouldBe(before + 1);
        (await company.RowsAsync<StoredFeedback>()).ShouldHaveSingleItem().Provider.ShouldBe("selfhosted");
        (await company.RowsAsync<SafetyFlag>()).Count.ShouldBe(1);
    }

    private async Task KeptByAsync(Database on, string verb, object body)
    {
        var (world, company, item) = await HoldAsync(on);
        var before = world.Provider.CallCount;
        await company.PostAsync(Service.Safety, $"/safety/queue/{item}/{verb}", body);
        // The event of the decision has been heard once its job is over; only then can the text have stayed.
        await TestServer.EventuallyAsync(company.RowsAsync<Steward.Jobs.Queue.JobHistory>, h => h.Any(j => j.Kind == "safety.review.completed>impact"));

        (await company.GetAsync(Service.Gateway, "/v1/feedback/summary")).GetProperty("held").GetInt32().ShouldBe(1);
        world.Provider.CallCount.ShouldBe(before);
    }

    private async Task<(World World, Company Company, string Item)> HoldAsync(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Reply(new Q2QAnswer().Json());
        await company.FeedbackAsync(Unsafe);
        await company.UntilTextsAsync("held", 1);
        var queue = await company.GetAsync(Service.Safety, "/safety/queue?limit=50&offset=0");
        return (world, company, queue.GetProperty("items")[0].GetProperty("queueItem").GetProperty("id").GetString()!);
    }
}
