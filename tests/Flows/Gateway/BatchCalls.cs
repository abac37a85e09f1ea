using System.Net;
using Steward.Gateway.Batches;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Batches where there is no provider's batch: call by call, each once.</summary>
public sealed class BatchCalls(BatchStepWorlds worlds, BatchWorlds working) : IClassFixture<BatchStepWorlds>, IClassFixture<BatchWorlds>
{
    [Theory, OnBothDatabases]
    public async Task Model_without_a_price_for_batches_is_asked_call_by_call_at_its_price(Database on)
    {
        var (world, client) = await working.StartAsync(on);
        var calls = world.Provider.CallCount;
        var id = await client.MakeAsync(BatchWorldsOf.WithoutBatches, 20);
        var done = await client.UntilAsync(id, "completed");
        done.GetProperty("at_batch_price").GetBoolean().ShouldBeFalse();
        (await client.ResultsAsync(id)).Select(l => (l.CustomId(), l.Text())).ShouldBe(Enumerable.Range(0, 20).Select(i => ($"mine-{i:000}", (string?)$"Answer to Question {i:000}")));
        world.Provider.CallCount.ShouldBe(calls + 20);
        var ledger = await client.Company.BalancedLedgerAsync();
        ledger.Select(e => (e.Task, e.Outcome, e.Batch, e.CostPico)).Distinct().ShouldBe([("batch", "ok", false, 40 * 200_000L + 9 * 1_250_000)]);
        done.GetProperty("cost_usd").GetDecimal().ShouldBe(Steward.Gateway.Money.Usd(ledger.Sum(e => e.CostPico)));
        (await client.Company.RowsAsync<StoredStep>()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Builtin_answers_a_batch_and_costs_nothing(Database on)
    {
        var (_, client) = await working.StartAsync(on);
        var id = await client.MakeAsync("builtin/chat", 3);
        await client.UntilAsync(id, "completed");
        (await client.ResultsAsync(id)).ShouldAllBe(l => l.Text()!.Contains("no model has read your message"));
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T133")]
    public async Task Requests_that_the_budget_refuses_end_with_the_refusal_and_the_others_go_on(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        world.Provider.Default = Behaviour.Choose(c => c.Messages[^1].Text.EndsWith('1') ? Behaviour.Status(400) : Behaviour.Reply("Fine.") with { Usage = BatchWorldsOf.Usage });
        var id = await client.MakeAsync(BatchWorldsOf.WithoutBatches, 2);
        await client.AttemptAsync(id, 1);
        (await client.ResultsAsync(id)).Select(l => l.Status()).ShouldBe([200, 400]);
        await client.Company.BudgetAsync(0);
        var refused = await client.MakeAsync(BatchWorldsOf.WithoutBatches, 2);
        await client.AttemptAsync(refused, 1);
        (await client.ResultsAsync(refused)).Select(l => l.Status()).ShouldBe([429, 429]);
        (await client.GetAsync(refused)).GetProperty("status").GetString().ShouldBe("completed");
        await client.Company.BalancedLedgerAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Limit_of_a_minute_and_an_overloaded_provider_are_waited_for(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        world.Provider.Default = Behaviour.RateLimited(TimeSpan.FromSeconds(20));
        var id = await client.MakeAsync(BatchWorldsOf.WithoutBatches, 2);
        await client.AttemptAsync(id, 1);
        (await client.GetAsync(id)).GetProperty("request_counts").GetRawText().ShouldBe("""{"total":2,"completed":0,"failed":0}""");
        world.Provider.Default = Behaviour.Reply("Fine.") with { Usage = BatchWorldsOf.Usage };
        await client.Company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", requestsPerMinute = 1 });
        await client.AttemptAsync(id, 2);
        (await client.GetAsync(id)).GetProperty("request_counts").GetRawText().ShouldBe("""{"total":2,"completed":1,"failed":0}""");
        await client.Company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", requestsPerMinute = 1000 });
        await client.AttemptAsync(id, 3);
        (await client.GetAsync(id)).GetProperty("request_counts").GetRawText().ShouldBe("""{"total":2,"completed":2,"failed":0}""");
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.20")]
    public async Task Call_that_an_attempt_died_in_is_unknown_and_not_made_again(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var release = new TaskCompletionSource();
        world.Provider.Default = Behaviour.HangUntil(release.Task) with { Usage = BatchWorldsOf.Usage };
        var calls = world.Provider.CallCount;
        var id = await client.MakeAsync(BatchWorldsOf.WithoutBatches, 3);
        // Taken for dead, but it only stands still.
        var first = client.AttemptAsync(id, 1);
        await world.Provider.WaitForCallsAsync(calls + 3);
        await client.AttemptAsync(id, 2);
        (await client.ResultsAsync(id)).Select(l => l.Error()).ShouldBe(["unknown", "unknown", "unknown"]);
        release.SetResult();
        await Should.ThrowAsync<LeaseLostException>(() => first);
        world.Provider.CallCount.ShouldBe(calls + 3);
        (await client.Company.BalancedLedgerAsync()).Select(e => e.Outcome).ShouldBe(["unknown", "unknown", "unknown"]);
    }

    [Theory, OnBothDatabases, Trait("MustNot", "3.6.20")]
    public async Task Answer_that_was_paid_before_its_attempt_died_is_found_again(Database on)
    {
        await using var world = await World.StartAsync(on, [], roles: ["web"]);
        world.Provider.Default = Behaviour.Reply("Paid.") with { Usage = BatchWorldsOf.Usage };
        var client = new BatchClient(world, await Company.AtAsync(world.Server));
        var id = await client.MakeAsync(BatchWorldsOf.WithoutBatches, 3);
        foreach (var sql in NothingEnds(on)) await client.Company.ExecuteAsync(sql, new { });
        await Should.ThrowAsync<Exception>(() => client.AttemptAsync(id, 1));
        await client.Company.ExecuteAsync(on == Database.Sqlite ? "DROP TRIGGER nothing_ends" : "DROP TRIGGER nothing_ends ON gateway_batch_items", new { });
        await client.AttemptAsync(id, 2);
        (await client.ResultsAsync(id)).Select(l => l.Text()).ShouldBe(["Paid.", "Paid.", "Paid."]);
        world.Provider.CallCount.ShouldBe(3);
        (await client.Company.BalancedLedgerAsync()).Count.ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task Cancelled_batch_asks_nobody_any_more(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var calls = world.Provider.CallCount;
        foreach (var model in (string[])[BatchWorldsOf.WithoutBatches, BatchWorldsOf.OpenAi])
        {
            var id = await client.MakeAsync(model, 2);
            await client.Company.PostAsync(Service.Platform, $"/v1/batches/{id}/cancel", new { });
            await client.AttemptAsync(id, 1);
            (await client.GetAsync(id)).GetProperty("status").GetString().ShouldBe("cancelled");
            (await client.ResultsAsync(id)).Select(l => l.Error()).ShouldBe(["batch_cancelled", "batch_cancelled"]);
        }

        world.Provider.CallCount.ShouldBe(calls);
        (await client.Company.RowsAsync<LedgerEntry>()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Model_that_there_is_not_or_that_has_no_price_is_refused_at_once(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        await client.Company.PostAsync(Service.Platform, "/v1/batches", BatchClient.Requests("gpt-17", 1), HttpStatusCode.NotFound);
        await client.Company.PostAsync(Service.Platform, "/v1/batches", BatchClient.Requests("openai/no-price", 1), HttpStatusCode.BadRequest);
        (await client.Company.RowsAsync<BatchRow>()).ShouldBeEmpty();
    }

    // As a database that goes away between the settlement and the answer's place.
    private static string[] NothingEnds(Database on) => on == Database.Sqlite
        ? ["CREATE TRIGGER nothing_ends BEFORE UPDATE ON gateway_batch_items WHEN NEW.state = 'ended' BEGIN SELECT RAISE(ABORT, 'gone'); END"]
        : [
            "CREATE FUNCTION nothing_ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'ended' THEN RAISE EXCEPTION 'gone'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER nothing_ends BEFORE UPDATE ON gateway_batch_items FOR EACH ROW EXECUTE FUNCTION nothing_ends()",
        ];
}
