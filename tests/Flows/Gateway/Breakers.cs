using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>A model that fails again and again is left alone for a while, and one call finds out that it is back.</summary>
public sealed class Breakers
{
    private sealed class JumpingTime : TimeProvider
    {
        private long _ahead;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);
    }

    [Theory, OnBothDatabases]
    public async Task Model_that_failed_three_times_is_left_alone_until_one_call_finds_it_back(Database on)
    {
        var time = new JumpingTime();
        await using var world = await StartAsync(on, time);
        var company = await Company.AtAsync(world.Server);
        // A status that is not tried again by itself: each request is one call.
        world.Provider.Default = Behaviour.Status(409);
        for (var i = 0; i < 3; i++) await AskAsync(company, "gpt-4o-mini", HttpStatusCode.ServiceUnavailable);
        var before = world.Provider.CallCount;
        var resting = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"));
        resting.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        resting.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 30);
        world.Provider.CallCount.ShouldBe(before);
        // Another model of the same provider is asked.
        await AskAsync(company, "gpt-4o", HttpStatusCode.ServiceUnavailable);
        world.Provider.CallCount.ShouldBe(before + 1);

        // Half a minute later one call goes through; while it lasts no other does.
        time.Jump(TimeSpan.FromSeconds(31));
        var release = new TaskCompletionSource();
        world.Provider.Default = Behaviour.Reply("Back.") with { Until = release.Task };
        var probe = company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini"));
        await world.Provider.WaitForCallsAsync(before + 2);
        await AskAsync(company, "gpt-4o-mini", HttpStatusCode.ServiceUnavailable);
        release.SetResult();
        (await probe).StatusCode.ShouldBe(HttpStatusCode.OK);
        await AskAsync(company, "gpt-4o-mini", HttpStatusCode.OK);
        await company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Task_does_not_wait_for_a_model_that_is_left_alone_and_the_next_answers_at_once(Database on)
    {
        await using var world = await StartAsync(on, new JumpingTime());
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Status(409);
        for (var i = 0; i < 3; i++) (await company.ClassifyAsync("I feel confident.")).GetProperty("result").GetProperty("provider").GetString().ShouldBe("builtin");
        var before = world.Provider.CallCount;
        (await company.ClassifyAsync("I feel confident.")).GetProperty("result").GetProperty("provider").GetString().ShouldBe("builtin");
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Streams_that_break_in_their_middle_count_against_a_model(Database on)
    {
        await using var world = await StartAsync(on, new JumpingTime());
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Spoilt(AnswerFault.StreamCut);
        for (var i = 0; i < 3; i++)
        {
            var broken = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body("gpt-4o-mini", stream: true));
            (await broken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"error\"");
        }

        await AskAsync(company, "gpt-4o-mini", HttpStatusCode.ServiceUnavailable);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_requests_do_not_count_against_a_model(Database on)
    {
        await using var world = await StartAsync(on, new JumpingTime());
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Behaviour.Status(400);
        for (var i = 0; i < 5; i++) await AskAsync(company, "gpt-4o-mini", HttpStatusCode.BadRequest);
        world.Provider.Default = Behaviour.Succeed();
        await AskAsync(company, "gpt-4o-mini", HttpStatusCode.OK);
    }

    private static async Task AskAsync(Company company, string model, HttpStatusCode expected) =>
        (await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Chat.Body(model))).StatusCode.ShouldBe(expected);

    private static Task<World> StartAsync(Database on, TimeProvider time) =>
        World.StartAsync(on, ["Gateway:BreakerFailures=3", "Gateway:BreakerSeconds=30"], services: s => s.AddSingleton(time));
}
