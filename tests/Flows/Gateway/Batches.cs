using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway.Batches;
using Steward.Gateway.Spend;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Many chats in one job: by a provider's own batches at their price, through the front door.</summary>
public sealed class Batches(BatchWorlds worlds) : IClassFixture<BatchWorlds>
{
    public static TheoryData<Database, string> Models() => OnBoth.Of([BatchWorldsOf.OpenAi, BatchWorldsOf.Anthropic]);

    [Theory, MemberData(nameof(Models)), Trait("Requirement", "T072")]
    public async Task Batch_is_answered_at_the_price_of_a_batch_in_the_order_of_its_requests(Database on, string model)
    {
        var (world, client) = await worlds.StartAsync(on);
        var (calls, files) = (world.Provider.CallCount, world.Provider.Batches.Files);
        var id = await client.MakeAsync(model, 5);
        var theirs = await client.HandedOverAsync(id);
        var under = await client.UntilAsync(id, "in_progress");
        (under.GetProperty("object").GetString(), under.GetProperty("at_batch_price").GetBoolean(), under.GetProperty("metadata").GetProperty("of").GetString()).ShouldBe(("batch", true, "a test"));
        (await client.ResultsAsync(id)).ShouldBeEmpty();
        theirs.Finish();
        var done = await client.UntilAsync(id, "completed");

        done.GetProperty("request_counts").GetRawText().ShouldBe("""{"total":5,"completed":5,"failed":0}""");
        done.GetProperty("cost_usd").GetDecimal().ShouldBe(Steward.Gateway.Money.Usd(5 * BatchWorldsOf.CostOf(model)));
        var lines = await client.ResultsAsync(id);
        lines.Select(l => (l.CustomId(), l.Status(), l.Text())).ShouldBe(Enumerable.Range(0, 5).Select(i => ($"mine-{i:000}", (int?)200, (string?)$"Answer to Question {i:000}")));
        var ledger = await client.Company.BalancedLedgerAsync();
        ledger.Select(e => (e.Task, e.Outcome, e.CostPico, e.Batch, e.LatencyMs)).Distinct().ShouldBe([("batch", "ok", BatchWorldsOf.CostOf(model), true, 0L)]);
        ledger.Count.ShouldBe(5);
        // Nothing of the client's stands in the names that the provider sees, and nothing of the batch stays with it.
        theirs.Requests.ShouldAllBe(r => !r.CustomId.Contains("mine", StringComparison.Ordinal));
        (world.Provider.CallCount, world.Provider.Batches.Files).ShouldBe((calls, files));
        (await client.Company.RowsAsync<BatchItem>()).ShouldAllBe(i => i.Request.Length == 0);
    }

    [Theory, OnBothDatabases]
    public async Task Reports_tell_a_batch_apart_from_calls_that_somebody_waits_for_and_another_price_is_that_of_a_batch(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var company = client.Company;
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 2);
        (await client.HandedOverAsync(id)).Finish();
        await client.UntilAsync(id, "completed");
        var group = (await company.GetAsync(Service.Platform, "/v1/usage?groupBy=task")).GetProperty("groups").EnumerateArray().Single();
        (group.GetProperty("group").GetProperty("task").GetString(), group.GetProperty("calls").GetInt32()).ShouldBe(("batch", 2));
        foreach (var latency in (string[])["averageLatencyMs", "p95LatencyMs"])
            (group.TryGetProperty(latency, out var told) && told.ValueKind != JsonValueKind.Null).ShouldBeFalse();

        var owner = await Company.AtAsync(company.Server, "owner");
        var dearer = "v-" + Guid.NewGuid().ToString("n")[..12];
        var from = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddYears(1).UtcDateTime.ToString("O"));
        await PriceImports.ImportAsync(owner, PriceImports.Lite("""
            {"gpt-4.1-mini": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 9e-07, "output_cost_per_token": 9e-06, "input_cost_per_token_batches": 3e-07, "output_cost_per_token_batches": 1e-06}}
            """), $"?version={dearer}&effectiveFrom={from}", HttpStatusCode.Created);
        await LedgerCorrections.RepriceAsync(owner, company, dearer);
        (await company.BalancedLedgerAsync()).Sum(e => e.CostPico).ShouldBe(2 * (40 * 300_000L + 9 * 1_000_000));
    }

    [Theory, OnBothDatabases]
    public async Task Batch_is_forgotten_a_month_after_its_end_and_the_ledger_keeps_its_costs(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var ids = new[] { await client.MakeAsync(BatchWorldsOf.OpenAi, 1), await client.MakeAsync(BatchWorldsOf.OpenAi, 1) };
        foreach (var id in ids)
        {
            (await client.HandedOverAsync(id)).Finish();
            await client.UntilAsync(id, "completed");
        }

        await client.Company.ExecuteAsync("UPDATE gateway_batches SET ended_at = @at WHERE id = @id", new { at = DateTime.UtcNow.AddDays(-31), id = ids[0] });
        await using var scope = client.Company.Server.Scope();
        await scope.ServiceProvider.GetRequiredService<Storage>().WriteAsync(async (c, t) =>
        {
            await scope.ServiceProvider.GetRequiredService<BatchStore>().PruneAsync(c, t, TestContext.Current.CancellationToken);
            return true;
        }, TestContext.Current.CancellationToken);
        (await client.Company.RowsAsync<BatchRow>()).Select(b => b.Id).ShouldBe([ids[1]]);
        (await client.Company.RowsAsync<BatchItem>()).ShouldAllBe(i => i.BatchId == ids[1]);
        (await client.Company.BalancedLedgerAsync()).Count.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Each_request_has_its_own_end_and_only_answers_cost(Database on, string model)
    {
        var (_, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 5);
        (await client.HandedOverAsync(id)).Finish(i => (BatchOutcome)i);
        var done = await client.UntilAsync(id, "completed");

        done.GetProperty("request_counts").GetRawText().ShouldBe("""{"total":5,"completed":1,"failed":4}""");
        var lines = await client.ResultsAsync(id);
        lines.Select(l => (l.Status(), l.Error())).ShouldBe([(200, null), (400, null), (null, "batch_expired"), (null, "batch_cancelled"), (null, "no_result")]);
        lines[1].GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("message").GetString().ShouldBe("This one is wrong.");
        (await client.Company.BalancedLedgerAsync()).Sum(e => e.CostPico).ShouldBe(BatchWorldsOf.CostOf(model));
        (await client.Company.RowsAsync<Reservation>()).Count.ShouldBe(5);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T133")]
    public async Task Budget_for_five_of_ten_requests_admits_exactly_five(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var first = await client.MakeAsync(BatchWorldsOf.OpenAi, 1);
        (await client.HandedOverAsync(first)).Finish();
        await client.UntilAsync(first, "completed");
        var each = (await client.Company.RowsAsync<Reservation>()).ShouldHaveSingleItem().AmountPico;
        await client.Company.BudgetAsync(Steward.Gateway.Money.Usd(BatchWorldsOf.CostOf(BatchWorldsOf.OpenAi) + 5 * each));

        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 10);
        var theirs = await client.HandedOverAsync(id);
        theirs.Requests.Count.ShouldBe(5);
        theirs.Finish();
        (await client.UntilAsync(id, "completed")).GetProperty("request_counts").GetRawText().ShouldBe("""{"total":10,"completed":5,"failed":5}""");
        var lines = await client.ResultsAsync(id);
        lines.Select(l => l.Status()).ShouldBe([200, 200, 200, 200, 200, 429, 429, 429, 429, 429]);
        lines[9].GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("code").GetString().ShouldBe("budget_exceeded");
        (await client.Company.BalancedLedgerAsync()).Count.ShouldBe(6);
    }

    [Theory, OnBothDatabases]
    public async Task Batch_does_not_count_in_limits_of_a_minute(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        await client.Company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", requestsPerMinute = 1, tokensPerMinute = 50 });
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 3);
        (await client.HandedOverAsync(id)).Finish();
        (await client.UntilAsync(id, "completed")).GetProperty("request_counts").GetProperty("completed").GetInt32().ShouldBe(3);
        (await client.Company.RowsAsync<Budget>()).ShouldHaveSingleItem().SpentTokens.ShouldBe(3 * 49);
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Cancelled_batch_pays_for_what_was_answered_and_gives_the_rest_back(Database on, string model)
    {
        var (_, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(model, 4);
        var theirs = await client.HandedOverAsync(id);
        (await client.Company.PostAsync(Service.Platform, $"/v1/batches/{id}/cancel", new { })).GetProperty("status").GetString().ShouldBe("cancelling");
        await TestServer.EventuallyAsync(() => Task.FromResult(theirs.IsCancelled), c => c);
        theirs.Finish(i => i == 0 ? BatchOutcome.Answered : BatchOutcome.Cancelled, "cancelled");

        (await client.UntilAsync(id, "cancelled")).GetProperty("request_counts").GetRawText().ShouldBe("""{"total":4,"completed":1,"failed":3}""");
        (await client.ResultsAsync(id)).Select(l => l.Error()).ShouldBe([null, "batch_cancelled", "batch_cancelled", "batch_cancelled"]);
        (await client.Company.BalancedLedgerAsync()).Sum(e => e.CostPico).ShouldBe(BatchWorldsOf.CostOf(model));
        await client.Company.PostAsync(Service.Platform, $"/v1/batches/{id}/cancel", new { }, HttpStatusCode.Conflict);
    }

    [Theory, OnBothDatabases]
    public async Task Batch_that_the_provider_refuses_as_a_whole_has_failed_and_costs_nothing(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 3);
        (await client.HandedOverAsync(id)).Refuse("Too many enqueued tokens.");
        (await client.UntilAsync(id, "failed")).GetProperty("note").GetString().ShouldBe("Too many enqueued tokens.");
        (await client.ResultsAsync(id)).Select(l => l.Error()).ShouldBe(["batch_failed", "batch_failed", "batch_failed"]);
        (await client.Company.BalancedLedgerAsync()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Deleted_batch_is_gone_and_its_costs_stay(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var id = await client.MakeAsync(BatchWorldsOf.OpenAi, 2);
        (await (await client.Company.AsAsync("admin")).SendAsync(HttpMethod.Delete, Service.Platform, $"/v1/batches/{id}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await client.HandedOverAsync(id)).Finish();
        await client.UntilAsync(id, "completed");
        (await client.Company.SendAsync(HttpMethod.Delete, Service.Platform, $"/v1/batches/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await client.Company.GetAsync(Service.Platform, $"/v1/batches/{id}", HttpStatusCode.NotFound);
        (await client.Company.RowsAsync<BatchItem>()).ShouldBeEmpty();
        (await client.Company.BalancedLedgerAsync()).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Persons_texts_are_erased_also_where_their_answers_are_still_to_come(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var (done, under) = (await client.MakeAsync(BatchWorldsOf.OpenAi, 1, "ana"), await client.MakeAsync(BatchWorldsOf.OpenAi, 1, "ana"));
        (await client.HandedOverAsync(done)).Finish();
        await client.UntilAsync(done, "completed");
        var theirs = await client.HandedOverAsync(under);
        var answer = await client.Company.SendAsync(HttpMethod.Delete, Service.Platform, "/v1/batches?subjectId=ana");
        (await Company.ReadAsync(answer, HttpStatusCode.OK)).GetProperty("erased").GetInt32().ShouldBe(2);
        theirs.Finish();
        await client.UntilAsync(under, "completed");
        foreach (var id in new[] { done, under }) (await client.ResultsAsync(id)).ShouldHaveSingleItem().Error().ShouldBe("erased");
        (await client.Company.RowsAsync<BatchItem>()).ShouldAllBe(i => i.Answer == null && i.Request == "");
        (await client.Company.BalancedLedgerAsync()).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Batches_of_others_are_not_found_and_not_listed(Database on)
    {
        var (world, client) = await worlds.StartAsync(on);
        var (id, other) = (await client.MakeAsync(BatchWorldsOf.OpenAi, 1), await Company.AtAsync(world.Server));
        foreach (var path in new[] { "", "/results" }) await other.GetAsync(Service.Platform, $"/v1/batches/{id}{path}", HttpStatusCode.NotFound);
        await other.PostAsync(Service.Platform, $"/v1/batches/{id}/cancel", new { }, HttpStatusCode.NotFound);
        (await other.SendAsync(HttpMethod.Delete, Service.Platform, $"/v1/batches/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync(Service.Platform, "/v1/batches")).GetProperty("items").GetArrayLength().ShouldBe(0);
        var second = await client.MakeAsync(BatchWorldsOf.OpenAi, 1);
        var page = await client.Company.GetAsync(Service.Platform, "/v1/batches?limit=1");
        page.GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(second);
        (await client.Company.GetAsync(Service.Platform, $"/v1/batches?limit=1&cursor={page.GetProperty("next").GetString()}")).GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(id);
    }

    [Theory, OnBothDatabases]
    public async Task Same_key_makes_one_batch(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var (body, key) = (BatchClient.Requests(BatchWorldsOf.OpenAi, 1), ("Idempotency-Key", "batch-1"));
        var first = await client.Company.PostAsync(Service.Platform, "/v1/batches", body, HttpStatusCode.Accepted, key);
        var again = await client.Company.PostAsync(Service.Platform, "/v1/batches", body, HttpStatusCode.Accepted, key);
        again.GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        (await client.Company.RowsAsync<BatchRow>()).ShouldHaveSingleItem();
    }

    [Theory, OnBothDatabases]
    public async Task Lines_of_an_input_file_are_a_batch(Database on)
    {
        var (_, client) = await worlds.StartAsync(on);
        var answer = await client.PostLinesAsync(string.Join('\n', Enumerable.Range(0, 3).Select(i =>
            $$$"""{"custom_id":"line-{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{BatchWorldsOf.OpenAi}}}","messages":[{"role":"user","content":"Hello"}]}}""")) + "\n");
        var made = await Company.ReadAsync(answer, HttpStatusCode.Accepted);
        made.GetProperty("request_counts").GetProperty("total").GetInt32().ShouldBe(3);
        answer.Headers.Location!.ToString().ShouldBe($"/v1/batches/{made.GetProperty("id").GetString()}");
    }

    [Theory]
    [InlineData("""{"requests":[]}""", "/requests"), InlineData("""{"endpoint":"/v1/embeddings","requests":[{"custom_id":"a","body":{}}]}""", "/endpoint"), InlineData("""{"requests":[7]}""", "/requests/0")]
    [InlineData("""{"requests":[{"custom_id":"a","body":{"model":"gpt-4.1-mini","messages":[]}}]}""", "/requests/0/body/messages")]
    [InlineData("""{"requests":[{"custom_id":"a","body":{"model":"gpt-4.1-mini","stream":true,"messages":[{"role":"user","content":"x"}]}}]}""", "/requests/0/body/stream")]
    [InlineData("""{"requests":[{"custom_id":"a","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}]}},{"custom_id":"a","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}]}}]}""", "/requests/1/custom_id")]
    [InlineData("""{"requests":[{"custom_id":"a","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}]}},{"custom_id":"b","body":{"model":"gpt-5.4-nano","messages":[{"role":"user","content":"x"}]}}]}""", "/requests/1/body/model")]
    [InlineData("""{"requests":[{"custom_id":"","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}]}}]}""", "/requests/0/custom_id"), InlineData("""{"requests":[{"custom_id":"a"}]}""", "/requests/0/body")]
    [InlineData("""{"metadata":{"a":1},"requests":[{"custom_id":"a","body":{}}]}""", "/metadata"), InlineData("""{"requests":[{"custom_id":"a","custom_id":"b","body":{}}]}""", "/requests/0"), InlineData("{", "")]
    public async Task Wrong_batches_are_refused_with_the_place(string body, string pointer)
    {
        var (_, client) = await worlds.StartAsync(Database.Sqlite);
        using var http = client.Company.Server.Client(Service.Platform, client.Company.Key);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/v1/batches", content, TestContext.Current.CancellationToken);
        (await Company.ReadAsync(answer, HttpStatusCode.BadRequest)).GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
        (await client.Company.RowsAsync<BatchRow>()).ShouldBeEmpty();
    }
}
