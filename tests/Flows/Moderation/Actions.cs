using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Steward.Jobs.Queue;
using Steward.Jobs.Workers;
using Steward.Moderation;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;

namespace Flows.Moderation;

/// <summary>Actions on each platform: done once, or said truthfully that they were not.</summary>
public sealed class Actions
{
    private static readonly Dictionary<string, string> Words = new() { ["allow"] = "allow", ["hide"] = "hide", ["delete"] = "delete", ["reply"] = "reply", ["pin"] = "pin", ["timeout"] = "timeout", ["ban"] = "ban" };

    public static TheoryData<Database, string> Platforms() => OnBoth.Of(PlatformList.Names);

    public static TheoryData<Database, string, string> Possible() => OnBoth.Of(PlatformList.All.SelectMany(p => p.Capabilities.Select(c => (p.Name, c.Action))));

    [Theory, MemberData(nameof(Possible))]
    public async Task Platform_does_what_its_matrix_says(Database on, string platform, string action)
    {
        await using var bot = await Bot.OnAsync(on, platform);
        await bot.DecideAsync(await bot.StandingAsync("17", action == "allow" ? "hidden" : "approved"), action);
        var ended = await bot.UntilEndedAsync(action);

        (ended.State, ended.Detail).ShouldBe(("done", null));
        bot.Platform.Done.ShouldHaveSingleItem().ShouldStartWith(Words[action] + " ");
        var status = (await bot.Company.RowsAsync<Comment>()).Single().Status;
        status.ShouldBe(action switch { "hide" => "hidden", "delete" => "removed", _ => "approved" });
    }

    [Theory, MemberData(nameof(Platforms))]
    public async Task Action_that_the_platform_cannot_do_is_refused(Database on, string platform)
    {
        await using var bot = await Bot.OnAsync(on, platform);
        var comment = await bot.StandingAsync("17");
        foreach (var action in ActionKind.All.Where(a => a is not ("flag" or "allow") && PlatformList.Of(platform).Can(a) is null))
            (await bot.DecideAsync(comment, action, HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString().ShouldBe("unsupported");
        bot.Platform.Writes.ShouldBe(0);
        (await bot.Company.RowsAsync<CommentAction>()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Possible))]
    public async Task After_a_crash_behind_the_act_the_platform_is_asked_and_nothing_is_done_twice(Database on, string platform, string action)
    {
        await using var bot = await Bot.OnAsync(on, platform);
        await bot.DecideAsync(await bot.StandingAsync("17", action == "allow" ? "hidden" : "approved"), action);
        await bot.UntilEndedAsync(action);
        var can = PlatformList.Of(platform).Can(action)!;
        await ForgetTheEndAsync(bot);
        var again = await bot.UntilEndedAsync(action);

        // A deleted comment is gone for who asks, which for a deletion is the same.
        again.State.ShouldBe(can.Askable || can.Repeatable ? "done" : "unknown");
        bot.Platform.Writes.ShouldBe(can is { Askable: false, Repeatable: true } ? 2 : 1);
        if (action == "reply") bot.Platform["17"].Replies.Count.ShouldBe(platform == "webhook" ? 1 : 1);
    }

    [Theory, MemberData(nameof(Platforms))]
    public async Task After_a_crash_before_the_act_it_is_done_once(Database on, string platform)
    {
        var action = PlatformList.Of(platform).Can("hide") is not null ? "hide" : "delete";
        await using var bot = await Bot.OnAsync(on, platform);
        bot.Platform.Enqueue(Behaviour.Disconnect());
        await bot.DecideAsync(await bot.StandingAsync("17"), action);

        (await bot.UntilEndedAsync(action)).State.ShouldBe("done");
        bot.Platform.Writes.ShouldBe(2);
        bot.Platform.Done.ShouldBe([$"{action} 17"]);
    }

    [Theory, MemberData(nameof(Platforms))]
    public async Task When_the_answer_is_lost_behind_the_act_it_is_not_sent_again(Database on, string platform)
    {
        var action = PlatformList.Of(platform).Can("hide") is not null ? "hide" : "delete";
        await using var bot = await Bot.OnAsync(on, platform);
        bot.Platform.Enqueue(Behaviour.LoseAnswer());
        await bot.DecideAsync(await bot.StandingAsync("17"), action);

        (await bot.UntilEndedAsync(action)).State.ShouldBe("done");
        bot.Platform.Writes.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Platforms))]
    public async Task Troubles_of_the_platform_end_as_what_they_are(Database on, string platform)
    {
        var action = PlatformList.Of(platform).Can("hide") is not null ? "hide" : "delete";
        foreach (var (status, state) in new[] { (403, "failed"), (400, "failed"), (429, "done"), (500, "done") })
        {
            await using var bot = await Bot.OnAsync(on, platform);
            bot.Platform.Enqueue(status == 429 ? Behaviour.RateLimited(TimeSpan.FromSeconds(1)) : Behaviour.Status(status));
            // A refusal is answered by renewing the token once; it is refused again.
            if (status == 403) bot.Platform.Default = Behaviour.Status(403);
            await bot.DecideAsync(await bot.StandingAsync("17"), action);

            (await bot.UntilEndedAsync(action)).State.ShouldBe(state, $"{platform} {status}");
            bot.Platform.Done.Count.ShouldBe(state == "done" ? 1 : 0, $"{platform} {status}");
        }
    }

    [Theory, MemberData(nameof(Platforms))]
    public async Task Comment_that_is_gone_is_said_to_be_gone(Database on, string platform)
    {
        if (platform is "webhook" or "tiktok") return;
        var action = PlatformList.Of(platform).Can("hide") is not null ? "hide" : "delete";
        await using var bot = await Bot.OnAsync(on, platform);
        bot.Platform["17"].Deleted = true;
        await bot.DecideAsync(await bot.StandingAsync("17"), action);

        (await bot.UntilEndedAsync(action)).State.ShouldBe(action == "delete" ? "done" : "failed");
        (await bot.Company.RowsAsync<Comment>()).Single().Status.ShouldBe("gone");
        bot.Platform.Done.ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Token_that_has_run_out_is_renewed_and_the_action_done(Database on)
    {
        await using var bot = await Bot.OnAsync(on, "instagram");
        bot.Platform.Fresh = "a-fresh-token";
        await bot.PostAsync("/instagram/connect", Bot.Wish("instagram", bot.Platform, token: "an-old-token"));
        await bot.DecideAsync(await bot.StandingAsync("17"), "hide");

        (await bot.UntilEndedAsync("hide")).State.ShouldBe("done");
        bot.Platform.Done.ShouldBe(["hide 17"]);
    }

    [Theory, OnBothDatabases]
    public async Task Credentials_are_encrypted_and_never_shown(Database on)
    {
        await using var bot = await Bot.OnAsync(on, "instagram");
        var row = (await bot.Company.RowsAsync<Connection>()).Single();
        var bytes = System.Text.Encoding.Latin1.GetString(row.Sealed!);
        bytes.ShouldNotContain(SocialSimulator.Token);
        bytes.ShouldNotContain(Bot.Secret);
        var shown = (await bot.GetAsync("/connections")).ToString();
        shown.ShouldNotContain(SocialSimulator.Token);
        shown.ShouldNotContain(Bot.Secret);
        await bot.PostAsync("/instagram/disconnect", new { connection_id = row.Id });
        (await bot.Company.RowsAsync<Connection>()).Single().Sealed.ShouldBeNull();
    }

    // As a kill between the act and its end leaves it: noted, done there, not said here.
    private static async Task ForgetTheEndAsync(Bot bot)
    {
        var ct = TestContext.Current.CancellationToken;
        var job = (await TestServer.EventuallyAsync(bot.Company.RowsAsync<JobHistory>, h => h.Exists(j => j.Kind == "moderation.perform-action"))).Single(j => j.Kind == "moderation.perform-action");
        await using var scope = bot.Company.Server.Scope(bot.Company.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.InTransactionAsync(async () =>
        {
            await db.Set<JobHistory>().Where(h => h.Id == job.Id).ExecuteDeleteAsync(ct);
            await db.Set<CommentAction>().ExecuteUpdateAsync(s => s.SetProperty(a => a.State, "sending").SetProperty(a => a.EndedAt, (DateTime?)null).SetProperty(a => a.Detail, (string?)null), ct);
            db.Add(new JobRow
            {
                Id = job.Id, TenantId = bot.Company.Id, Queue = job.Queue, Kind = job.Kind, State = JobState.Waiting, Attempt = 0, MaxAttempts = 6, Lease = job.Lease + 1, RunAt = job.EnqueuedAt,
                EnqueuedAt = job.EnqueuedAt,
            });
        }, ct);
        bot.Company.Server.Services.GetRequiredService<JobSignals>().Wake(job.Queue);
    }
}
