using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Impact;
using Steward.Impact.Q2Q;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Flows.Gateway;

/// <summary>An answer that was paid for is never paid for again.</summary>
public sealed class CrashedSteps(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string Text = "I feel confident when I speak.";
    private static readonly Behaviour Good = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.20")]
    public async Task Attempt_after_the_one_that_paid_reuses_the_answer(Database on)
    {
        await using var world = await World.StartAsync(on, [], services: s => s.AddJob<PayThenFail, PayThenFailHandler>(new JobKindOptions("ai")));
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await world.Server.Services.GetRequiredService<JobWriter>().EnqueueAsync(company.Id, new PayThenFail(Text), null, TestContext.Current.CancellationToken);
        var done = (await TestServer.EventuallyAsync(company.RowsAsync<JobHistory>, h => h.Count == 1))[0];

        (done.State, done.Attempts).ShouldBe((JobState.Completed, 2));
        world.Provider.CallCount.ShouldBe(1);
        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        done.Result.ShouldBe($$"""{"provider":"openai","cost":{{entry.CostPico}},"gained":true}""");
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.20")]
    public async Task Job_whose_end_was_lost_is_done_again_without_a_second_call(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.FeedbackAsync(Text);
        await company.UntilTextsAsync("classified", 1);
        var (before, job) = (world.Provider.CallCount, (await company.RowsAsync<JobHistory>()).Single());

        await ForgetTheEndAsync(company, job);
        await company.UntilTextsAsync("classified", 1);
        await TestServer.EventuallyAsync(company.RowsAsync<JobHistory>, h => h.Count == 1);
        world.Provider.CallCount.ShouldBe(before);
        (await company.BalancedLedgerAsync()).Count.ShouldBe(1);
        (await company.RowsAsync<StoredFeedback>()).Single().Provider.ShouldBe("openai");
        (await company.RowsAsync<EvidenceQuote>()).ShouldHaveSingleItem().Snippet.ShouldBe("I feel confident");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T017")]
    public async Task Without_a_text_gate_peoples_text_reaches_no_model(Database on)
    {
        await using var world = await World.StartAsync(on, [], services: s => s.RemoveAll<ITextGate>());
        var company = await Company.AtAsync(world.Server);

        (await company.ClassifyAsync(Text, HttpStatusCode.ServiceUnavailable)).GetProperty("code").GetString().ShouldBe("no_text_gate");
        world.Provider.CallCount.ShouldBe(0);
    }

    // As a kill between the settlement and the job's end leaves it: paid, stored, not done.
    private static async Task ForgetTheEndAsync(Company company, JobHistory job)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = company.Server.Scope(company.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.InTransactionAsync(async () =>
        {
            await db.Set<OutcomeScore>().ExecuteDeleteAsync(ct);
            await db.Set<EvidenceQuote>().ExecuteDeleteAsync(ct);
            await db.Set<JobHistory>().ExecuteDeleteAsync(ct);
            await db.Set<StoredFeedback>().ExecuteUpdateAsync(s => s.SetProperty(f => f.Status, "pending").SetProperty(f => f.Provider, (string?)null), ct);
            db.Add(new JobRow
            {
                Id = job.Id, TenantId = company.Id, Queue = job.Queue, Kind = job.Kind, State = JobState.Waiting, Attempt = 0, MaxAttempts = 3,
                Lease = job.Lease + 1, RunAt = job.EnqueuedAt, EnqueuedAt = job.EnqueuedAt,
            });
        }, ct);
    }

    private sealed record PayThenFail(string Text) : IJob
    {
        public static string Kind => "test.pay-then-fail";
    }

    private sealed class PayThenFailHandler(AiGateway gateway) : IJobHandler<PayThenFail>
    {
        public async Task RunAsync(PayThenFail job, JobContext context, CancellationToken ct)
        {
            var call = new AiCall(context.TenantId, "text-1", "q2q_text") { Job = context };
            var result = await gateway.RunAsync(Q2QTask.Task, new Q2QRequest(job.Text, null), call, ct);
            if (context.Attempt == 1) throw new JobException(JobErrorType.Unavailable, "Died after paying.");
            context.Result = new { result.Provider, Cost = result.CostPico, Gained = result.Value.ConfidenceIncrease };
        }
    }
}
