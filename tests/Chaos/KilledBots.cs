using Chaos.Stage;

namespace Chaos;

/// <summary>Where a comment is when the process that works on it is killed.</summary>
public enum BotStep
{
    WhileItIsJudged,
    BeforeTheVerdictIsWritten,
    BetweenVerdictAndAction,
    NotedButNotSent,
    WithThePlatform,
    DoneButNotRead,
    BeforeTheEndIsWritten,
}

/// <summary>
/// Workers that are killed over comments: what a verdict asks for is done once on the platform. Where the platform cannot be asked afterwards whether it was done, the action says
/// <c>unknown</c> and is not sent again.
/// </summary>
public sealed class KilledBots
{
    // Hidden on either platform, answered on Instagram.
    private const int Actions = 3;

    public static TheoryData<Database, BotStep> Steps()
    {
        var all = new TheoryData<Database, BotStep>();
        foreach (var on in Enum.GetValues<Database>())
            foreach (var step in Enum.GetValues<BotStep>())
                all.Add(new TheoryDataRow<Database, BotStep>(on, step) { Skip = on == Database.Postgres ? PrivatePostgres.WhyNotAvailable : null });
        return all;
    }

    [Theory, MemberData(nameof(Steps)), Trait("Speed", "Slow"), Trait("MustNot", "3.6.20")]
    public async Task Worker_killed_at_a_step_acts_once_or_says_that_it_does_not_know(Database on, BotStep step)
    {
        await using var scene = await BotScene.OpenAsync(on);
        using var mute = new MuteProvider();
        if (step == BotStep.NotedButNotSent) await scene.ConnectAsync(mute.Address, mute.Address);
        if (step == BotStep.BetweenVerdictAndAction) await scene.HoldActionsBackAsync(true);
        await (await ReachAsync(scene, step, mute)).Kill9Async();
        if (step == BotStep.NotedButNotSent) await scene.ConnectAsync(scene.Instagram.BaseAddress, scene.Own.BaseAddress);
        if (step == BotStep.BetweenVerdictAndAction) await scene.HoldActionsBackAsync(false);
        (scene.Model.Default, scene.Instagram.Default, scene.Own.Default) = (BotScene.Judging, Behaviour.Succeed(), Behaviour.Succeed());
        var ended = await scene.RescueAsync(Actions);

        // From the moment that it is noted until it is done nobody knows of the reply whether it was sent, and it is not sent again.
        var noted = step >= BotStep.NotedButNotSent;
        ended.ShouldBe([new("instagram", "hide", "done"), new("instagram", "reply", noted ? "unknown" : "done"), new("webhook", "hide", "done")]);
        var answered = !noted || step >= BotStep.DoneButNotRead;
        scene.Instagram.Done.Order().ShouldBe(answered ? ["hide 0", "reply asks"] : ["hide 0"]);
        scene.Own.Done.ShouldBe(["hide c-0"]);
        // The request that hung with the platform was dropped there; every other was the only one.
        var dropped = step == BotStep.WithThePlatform ? 1 : 0;
        scene.Own.Writes.ShouldBe(1 + dropped);
        scene.Instagram.Writes.ShouldBe((answered ? 2 : 1) + 2 * dropped);
        (await scene.ToldEndsAsync()).ShouldBe(Actions);
        (await scene.CountAsync("moderation_comments WHERE tenant_id = @Id AND status = 'hidden'")).ShouldBe(2);
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow"), Trait("MustNot", "3.6.20")]
    public async Task Workers_killed_again_and_again_hide_every_comment_once(Database on)
    {
        const int Own = 60, Instagram = 20, Kills = 5, All = Own + Instagram + 1;
        await using var scene = await BotScene.OpenAsync(on);
        // Long enough that every kill falls into some requests.
        scene.Instagram.Default = scene.Own.Default = Behaviour.After(TimeSpan.FromMilliseconds(40));
        await scene.TellAsync(Own, Instagram);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var worker = await scene.WorkAsync();
            await scene.UntilAsync(kill * All / (Kills + 2), state => state is not "waiting");
            await worker.Kill9Async();
            await scene.ForgetWorkersAsync();
        }

        // What was killed five times waits half a minute for its sixth attempt.
        var ended = await scene.RescueAsync(All, seconds: 180);
        ended.Where(a => a.Kind == "hide").ShouldAllBe(a => a.State == "done");
        ended.Count.ShouldBe(All);
        scene.Instagram.Done.ShouldBeUnique();
        scene.Own.Done.ShouldBeUnique();
        scene.Instagram.Done.Count(d => d.StartsWith("hide", StringComparison.Ordinal)).ShouldBe(Instagram);
        scene.Own.Done.Count.ShouldBe(Own);
        (await scene.ToldEndsAsync()).ShouldBe(All);
    }

    // Brings three comments to a step; the worker that has brought them there is to be killed.
    private static async Task<ServerProcess> ReachAsync(BotScene scene, BotStep step, MuteProvider mute)
    {
        var release = new TaskCompletionSource();
        if (step <= BotStep.BeforeTheVerdictIsWritten) scene.Model.Default = BotScene.Judging with { Until = release.Task };
        else if (step >= BotStep.WithThePlatform) (scene.Instagram.Default, scene.Own.Default) = (Behaviour.HangUntil(release.Task), Behaviour.HangUntil(release.Task));
        await scene.TellAsync();
        var worker = await scene.WorkAsync();
        switch (step)
        {
            case BotStep.WhileItIsJudged or BotStep.BeforeTheVerdictIsWritten:
                await scene.Model.WaitForCallsAsync(Actions);
                if (step == BotStep.WhileItIsJudged) break;
                await using (var hits = await scene.HoldAsync("moderation_hits"))
                {
                    release.SetResult();
                    await scene.Model.WaitForEndedCallsAsync(Actions);
                    await hits.WaitedForAsync(Actions);
                    await worker.Kill9Async();
                }

                break;
            case BotStep.BetweenVerdictAndAction:
                await scene.UntilAsync(Actions, state => state == "waiting");
                break;
            case BotStep.NotedButNotSent:
                await mute.TakeAsync(Actions);
                await scene.UntilAsync(Actions, state => state == "sending");
                break;
            default:
                await scene.Instagram.WaitForCallsAsync(2);
                await scene.Own.WaitForCallsAsync(1);
                if (step >= BotStep.DoneButNotRead) await LetThePlatformsActAsync(scene, worker, release, isRead: step == BotStep.BeforeTheEndIsWritten);
                break;
        }

        return worker;
    }

    private static async Task LetThePlatformsActAsync(BotScene scene, ServerProcess worker, TaskCompletionSource release, bool isRead)
    {
        await using var actions = isRead ? await scene.HoldAsync("moderation_actions") : null;
        if (!isRead) worker.Freeze();
        release.SetResult();
        await TestServer.EventuallyAsync(() => Task.FromResult(scene.Instagram.Done.Count + scene.Own.Done.Count), done => done == Actions);
        if (actions is not null) await actions.WaitedForAsync(Actions);
        await worker.Kill9Async();
    }
}
