using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway.Batches;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Jobs;

namespace Flows.Gateway;

/// <summary>A batch's job dies between any two steps, and goes on: nothing is handed over twice, and nothing is paid twice.</summary>
public sealed class BatchCrashes(BatchStepWorlds worlds) : IClassFixture<BatchStepWorlds>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Database, string> Models() => OnBoth.Of([BatchWorldsOf.OpenAi, BatchWorldsOf.Anthropic]);

    [Theory, MemberData(nameof(Models)), Trait("MustNot", "3.6.20")]
    public async Task Died_when_the_money_was_set_aside_it_sets_aside_no_more_and_is_handed_over_once(Database on, string model)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 3);
        var before = world.Provider.Batches.Asked;
        await world.Server.Services.GetRequiredService<BatchMoney>().ReserveAllAsync(await RowAsync(client, id), 1, Ct);
        (await client.Company.RowsAsync<Reservation>()).ShouldAllBe(r => r.State == "open" && !r.Sent);
        await client.AttemptAsync(id, 2);

        (await client.Company.RowsAsync<Reservation>()).Count(r => r.State == "open" && r.Sent).ShouldBe(3);
        world.Provider.Batches.Asked.ShouldBe(before + 1);
        await EndAsync(client, id, model, 3);
    }

    [Theory, MemberData(nameof(Models)), Trait("MustNot", "3.6.20")]
    public async Task Batch_whose_making_was_not_heard_of_is_found_and_not_made_again(Database on, string model)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 3);
        var before = world.Provider.Batches.Asked;
        world.Provider.Batches.OnCreate(Behaviour.LoseAnswer());
        await client.AttemptAsync(id, 1);
        (await RowAsync(client, id)).ProviderBatch.ShouldBeNull();
        await client.AttemptAsync(id, 2);
        // Anthropic's carry no name of ours: it is known once it has ended.
        if (model == BatchWorldsOf.Anthropic) (await client.GetAsync(id)).GetProperty("note").GetString()!.ShouldContain("not known");
        else (await RowAsync(client, id)).ProviderBatch.ShouldNotBeNull();
        (await client.Company.RowsAsync<Reservation>()).ShouldAllBe(r => r.State == "open");

        await EndAsync(client, id, model, 3, 3);
        world.Provider.Batches.Asked.ShouldBe(before + 1);
    }

    [Theory, MemberData(nameof(Models)), Trait("MustNot", "3.6.20")]
    public async Task Process_that_died_before_it_noted_the_batch_finds_it_again(Database on, string model)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 2);
        var before = world.Provider.Batches.Asked;
        await client.AttemptAsync(id, 1);
        await client.Company.ExecuteAsync("UPDATE gateway_batches SET provider_batch = NULL WHERE id = @id", new { id });
        await client.AttemptAsync(id, 2);
        await EndAsync(client, id, model, 2, 3);
        world.Provider.Batches.Asked.ShouldBe(before + 1);
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Overloaded_provider_is_asked_again_later(Database on, string model)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 2);
        world.Provider.Batches.OnCreate(Behaviour.Status(529));
        await client.AttemptAsync(id, 1);
        (await client.Company.RowsAsync<Reservation>()).ShouldAllBe(r => r.State == "open" && !r.Sent);
        await client.AttemptAsync(id, 2);
        await EndAsync(client, id, model, 2, 3);
    }

    [Theory, OnBothDatabases]
    public async Task Fault_at_the_making_is_looked_into_before_it_is_made_again(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 2);
        var (before, made) = (world.Provider.Batches.Asked, world.Provider.Batches.All.Count);
        world.Provider.Batches.OnCreate(Behaviour.Status(500));
        await client.AttemptAsync(id, 1);
        await client.AttemptAsync(id, 2);
        (world.Provider.Batches.Asked, world.Provider.Batches.All.Count).ShouldBe((before + 2, made + 1));
        await EndAsync(client, id, BatchWorldsOf.OpenAi, 2, 3);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_batch_gives_all_its_money_back(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.Anthropic, 2);
        world.Provider.Batches.OnCreate(Behaviour.Status(400) with { Error = ("x", "Not like this.") });
        await client.AttemptAsync(id, 1);
        var failed = await client.GetAsync(id);
        (failed.GetProperty("status").GetString(), failed.GetProperty("note").GetString()).ShouldBe(("failed", "Not like this."));
        (await client.Company.BalancedLedgerAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Models)), Trait("MustNot", "3.6.20")]
    public async Task Died_half_way_through_the_results_it_settles_the_rest_once(Database on, string model)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 5);
        await client.AttemptAsync(id, 1);
        (await client.HandedOverAsync(id)).Finish();
        var (row, context) = (await RowAsync(client, id), new JobContext { JobId = Guid.Empty, Lease = 2, Attempt = 1, MaxAttempts = 1, TenantId = client.Company.Id });
        var batches = world.Server.Services.GetRequiredService<ProviderRoute>().Find(row.Provider)!.Batches!;
        var results = await batches.ResultsAsync(await batches.GetAsync(row.ProviderBatch!, Ct), Ct).Take(2).ToListAsync(Ct);
        var money = world.Server.Services.GetRequiredService<BatchMoney>();
        await money.SettleAsync(row, context, results, Ct);
        await money.SettleAsync(row, context, results, Ct);
        (await client.GetAsync(id)).GetProperty("request_counts").GetProperty("completed").GetInt32().ShouldBe(2);
        (await client.ResultsAsync(id)).Count.ShouldBe(2);

        await client.AttemptAsync(id, 3);
        await client.AttemptAsync(id, 4);
        await BalancedAsync(client, id, model, 5);
    }

    [Theory, OnBothDatabases]
    public async Task Attempt_that_a_newer_one_has_followed_writes_nothing(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 2);
        await client.AttemptAsync(id, 5);
        var row = await RowAsync(client, id);
        await Should.ThrowAsync<LeaseLostException>(() => world.Server.Services.GetRequiredService<BatchStore>().ChangeAsync(row, 4, "note = 'old'", new { }, Ct));
        await EndAsync(client, id, BatchWorldsOf.OpenAi, 2, 6);
    }

    [Theory, OnBothDatabases]
    public async Task Batch_that_is_never_found_again_counts_at_its_worst_and_says_so(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.Anthropic, 2);
        world.Provider.Batches.OnCreate(Behaviour.Status(500));
        await client.AttemptAsync(id, 1);
        var set = (await client.Company.RowsAsync<Reservation>()).Sum(r => r.AmountPico);
        await client.Company.ExecuteAsync("UPDATE gateway_batches SET submitted_at = @since WHERE id = @id", new { id, since = DateTime.UtcNow.AddHours(-27) });
        await client.AttemptAsync(id, 2);
        (await client.GetAsync(id)).GetProperty("status").GetString().ShouldBe("failed");
        (await client.ResultsAsync(id)).Select(l => l.Error()).ShouldBe(["unknown", "unknown"]);
        var ledger = await client.Company.BalancedLedgerAsync();
        (ledger.Count(e => e.Outcome == "unknown"), ledger.Sum(e => e.CostPico)).ShouldBe((2, set));
    }

    [Theory, OnBothDatabases]
    public async Task Later_lease_does_not_take_what_is_under_way_for_lost(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 2);
        await client.AttemptAsync(id, 1);
        var row = await RowAsync(client, id);
        var purse = world.Server.Services.GetRequiredService<Purse>();
        await purse.ReserveAsync(new Spending(client.Company.Id, "batch", "", "openai", "gpt-4.1-mini", row.JobId, 9, null), new Most(1, 1), false, Ct);
        await purse.SettleExpiredAsync(Ct);
        (await client.Company.RowsAsync<Reservation>()).Count(r => r.State == "open" && r.Lease == long.MaxValue).ShouldBe(2);
    }

    private static async Task EndAsync(BatchClient client, Guid id, string model, int count, long lease = 10)
    {
        (await client.HandedOverAsync(id)).Finish();
        await client.AttemptAsync(id, lease);
        await client.AttemptAsync(id, lease + 1);
        await BalancedAsync(client, id, model, count);
    }

    private static async Task BalancedAsync(BatchClient client, Guid id, string model, int count)
    {
        (await client.GetAsync(id)).GetProperty("status").GetString().ShouldBe("completed");
        (await client.ResultsAsync(id)).Select(l => l.Status()).ShouldBe(Enumerable.Repeat((int?)200, count));
        (await client.Company.BalancedLedgerAsync()).Select(e => (e.Outcome, e.CostPico)).ShouldBe(Enumerable.Repeat(("ok", BatchWorldsOf.CostOf(model)), count));
    }

    private static async Task<BatchRow> RowAsync(BatchClient client, Guid id) => (await client.Company.RowsAsync<BatchRow>()).Single(b => b.Id == id);
}
