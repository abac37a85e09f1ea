using System.Net;
using Chaos.Stage;

namespace Chaos;

/// <summary>Where a call is when its process is killed.</summary>
public enum CallStep
{
    BeforeItIsReserved,
    ReservedButNotSent,
    WithTheProvider,
    AnsweredButNotRead,
    BeforeItIsSettled,
}

/// <summary>Processes that are killed over calls of models: the provider is asked as often as the ledger says, and the money is right.</summary>
public sealed class KilledCalls
{
    private const int Clients = 2;
    private const int AtOnce = Clients + 1;

    public static TheoryData<Database, CallStep> Steps()
    {
        var all = new TheoryData<Database, CallStep>();
        foreach (var on in Enum.GetValues<Database>())
            foreach (var step in Enum.GetValues<CallStep>())
                all.Add(new TheoryDataRow<Database, CallStep>(on, step) { Skip = on == Database.Postgres ? PrivatePostgres.WhyNotAvailable : null });
        return all;
    }

    /// <summary>A client's call, a streamed one and a job's, all at the same step.</summary>
    [Theory, MemberData(nameof(Steps)), Trait("Speed", "Slow"), Trait("Requirement", "T070"), Trait("MustNot", "3.6.20")]
    public async Task Process_killed_at_a_step_of_its_calls_leaves_a_ledger_with_an_entry_for_each(Database on, CallStep step)
    {
        await using var scene = await CallScene.OpenAsync(on);
        using var mute = new MuteProvider();
        var server = await scene.ServeAsync(provider: step == CallStep.ReservedButNotSent ? mute.Address : null);
        var asked = await ReachAsync(scene, server, step, mute);
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer == null);

        var books = await scene.RescueAsync();
        books.CheckMoney();
        books.Ledger.Count.ShouldBe(books.Calls);
        // The job's text is shown again by the next attempt; nobody asks again for a client.
        books.Unknown.ShouldBe(step < CallStep.WithTheProvider ? 0 : AtOnce);
        books.Calls.ShouldBeGreaterThan(books.Unknown);
    }

    [Fact, Trait("Speed", "Slow"), Trait("Requirement", "T069"), Trait("Requirement", "T070"), Trait("Requirement", "T071")]
    public async Task Two_hundred_calls_at_once_through_three_processes_on_a_budget_for_fifty_are_no_more_than_fifty_when_one_is_killed_in_the_middle()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var scene = await CallScene.OpenAsync(Database.Postgres);
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => scene.ServeAsync("web")));
        (await scene.AskAsync(servers[0], "p0")).ShouldBe(HttpStatusCode.OK);
        await scene.BudgetForAsync(50);
        var release = new TaskCompletionSource();
        scene.Provider.Default = Behaviour.HangUntil(release.Task);
        var calls = Enumerable.Range(0, 200).Select(n => (By: n % 3, Answer: scene.AskAsync(servers[n % 3], $"p{n % 3}"))).ToList();
        await scene.Provider.WaitForCallsAsync(20);
        await servers[2].Kill9Async();
        // Nobody gets an answer yet, so of those who lived on each that still waits has money set aside; and what the dead one set aside nobody else has.
        var dead = await TestServer.EventuallyAsync(async () => (All: await scene.HeldAsync(), Dead: await scene.HeldAsync("p2"), Waiting: calls.Count(c => c.By < 2 && !c.Answer.IsCompleted)),
            seen => seen.All == 50 && seen.Waiting == 50 - seen.Dead);
        release.SetResult();
        var answers = await Task.WhenAll(calls.Select(async c => (c.By, Status: await c.Answer)));

        answers.Where(a => a.By == 2).ShouldAllBe(a => a.Status == null || a.Status == HttpStatusCode.TooManyRequests);
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(50 - (int)dead.Dead);
        answers.Where(a => a.By < 2).ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.Status == HttpStatusCode.TooManyRequests);
        var books = await scene.RescueAsync();
        books.CheckMoney();
        books.Calls.ShouldBeLessThanOrEqualTo(1 + 50);
        // A call that was noted and not sent when the process died is entered as one that nobody knows of: never is one missing.
        books.Ledger.Count.ShouldBeInRange(books.Calls, books.Calls + books.Unknown);
        books.Ledger.Count.ShouldBeLessThanOrEqualTo(1 + 50);
    }

    [Fact, Trait("Speed", "Slow"), Trait("MustNot", "3.6.20")]
    public async Task Every_answer_that_a_client_got_is_in_the_ledger_once_although_the_database_crashed_in_between()
    {
        Assert.SkipUnless(PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Durable = false });
        await using var scene = await CallScene.OpenAsync(Database.Postgres, await Scene.MigratedAsync(await postgres.CreateDatabaseAsync()));
        var server = await scene.ServeAsync("web");
        using var ended = new CancellationTokenSource();
        var got = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var flood = Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            for (var n = 0; !ended.IsCancellationRequested; n++)
                if (await scene.AskAsync(server, $"{client}-{n}") == HttpStatusCode.OK) got.Enqueue($"{client}-{n}");
        })).ToList();
        for (var crash = 0; crash < 3; crash++)
        {
            var before = got.Count;
            await TestServer.EventuallyAsync(() => Task.FromResult(got.Count), count => count >= before + 100);
            if (crash < 2) await postgres.RestartAsync(PostgresShutdown.Immediate);
        }

        await ended.CancelAsync();
        await Task.WhenAll(flood);
        server.HasExited.ShouldBeFalse();
        var books = await scene.RescueAsync();
        books.CheckMoney();
        var entered = books.Ledger.Where(e => e.Outcome == "ok").Select(e => e.UserId!).ToList();
        entered.ShouldBeUnique();
        got.Except(entered).ShouldBeEmpty();
    }

    // Brings the calls of a client, of a stream and of a job to a step and kills their process there.
    private static async Task<Task<HttpStatusCode?>[]> ReachAsync(CallScene scene, ServerProcess server, CallStep step, MuteProvider mute)
    {
        Task<HttpStatusCode?>[] Ask() => [scene.AskAsync(server, "user-2"), scene.AskAsync(server, "user-3", streams: true)];
        if (step == CallStep.BeforeItIsReserved)
        {
            // Still, lest it take the job before the money is held.
            server.Freeze();
            await scene.EnqueueAsync();
            await using var money = await scene.HoldMoneyAsync();
            server.Thaw();
            var waiting = Ask();
            await money.WaitedForAsync();
            await server.Kill9Async();
            return waiting;
        }

        var release = new TaskCompletionSource();
        scene.Provider.Default = Behaviour.HangUntil(release.Task);
        await scene.EnqueueAsync();
        var asked = Ask();
        if (step == CallStep.ReservedButNotSent)
        {
            await mute.TakeAsync(AtOnce);
            await TestServer.EventuallyAsync(scene.UnsentAsync, unsent => unsent == AtOnce);
            await server.Kill9Async();
            return asked;
        }

        await scene.Provider.WaitForCallsAsync(AtOnce);
        if (step == CallStep.AnsweredButNotRead) server.Freeze();
        await using var held = step == CallStep.BeforeItIsSettled ? await scene.HoldMoneyAsync() : null;
        if (step > CallStep.WithTheProvider)
        {
            release.SetResult();
            await scene.Provider.WaitForEndedCallsAsync(AtOnce);
        }

        if (held is not null) await held.WaitedForAsync();
        await server.Kill9Async();
        return asked;
    }
}
