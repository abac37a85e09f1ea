using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Steward.Gateway.Admission;
using Steward.Gateway.Front;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Gateway.Batches;

/// <summary>What <see cref="CallRun"/> works with.</summary>
internal sealed record CallRunParts(BatchStore Store, ModelCatalog Models, ModelRouter Router, ModelCalls Calls, FreeCall Free, Purse Purse, Storage Storage, TimeProvider Time);

/// <summary>
/// A batch call by call, a few at once, where there is no provider's batch for it. A paid answer is stored with its settlement until its request has it; a request that an attempt
/// before this one was at is looked up by what was set aside for it.
/// </summary>
internal sealed class CallRun(CallRunParts parts)
{
    private const int AtOnce = 8, PageSize = 64;

    // Then the next of the queue has its turn.
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(5), Breath = TimeSpan.FromSeconds(10), MostWait = TimeSpan.FromMinutes(5);

    public async Task RunAsync(BatchRow batch, JobContext context, CancellationToken ct)
    {
        var started = parts.Time.GetTimestamp();
        await RecoverAsync(batch, context, ct);
        if (batch.InProgressAt is null) await parts.Store.ChangeAsync(batch, context.Lease, $"status = 'in_progress', in_progress_at = {parts.Storage.Now}", new { }, ct);
        while (await parts.Store.ItemsAsync(batch.Id, BatchItem.Waiting, 0, PageSize, ct) is { Count: > 0 } page)
        {
            if (await IsCancelledAsync(batch, ct))
            {
                await EndAsync(batch, context, "cancelled", BatchCauses.Cancelled, ct);
                return;
            }

            if (parts.Time.GetUtcNow().UtcDateTime >= batch.ExpiresAt)
            {
                await EndAsync(batch, context, "expired", BatchCauses.Expired, ct);
                return;
            }

            var waits = await Task.WhenAll(page.Chunk((page.Count + AtOnce - 1) / AtOnce).Select(some => AskAllAsync(batch, context, some, ct)));
            context.Report(Math.Min(99, 100 * page[^1].Number / batch.Total), $"{page[^1].Number + 1} of {batch.Total} requests");
            if (waits.Max() is { Ticks: > 0 } wait || (parts.Time.GetElapsedTime(started) > Turn && (wait = TimeSpan.Zero) == TimeSpan.Zero))
            {
                context.RunAgain(wait);
                return;
            }
        }

        await EndAsync(batch, context, "completed", BatchCauses.Missing, ct);
    }

    // One after the other; the first that is to wait keeps the others behind it from asking.
    private async Task<TimeSpan> AskAllAsync(BatchRow batch, JobContext context, IReadOnlyList<BatchItem> items, CancellationToken ct)
    {
        foreach (var item in items)
            if (await AskAsync(batch, context, item, ct) is { Ticks: > 0 } wait)
                return wait;
        return TimeSpan.Zero;
    }

    // How long to wait until it can be asked; nothing where it has ended.
    private async Task<TimeSpan> AskAsync(BatchRow batch, JobContext context, BatchItem item, CancellationToken ct)
    {
        if (item.Erased)
        {
            await EndAsync(batch, context, item, new EndedItem(item.Id, 0) { ErrorCode = BatchCauses.Erased.Code }, ct);
            return TimeSpan.Zero;
        }

        var paid = 0L;
        try
        {
            var answer = await AnswerAsync(batch, context, item, cost => paid += cost, ct);
            await EndAsync(batch, context, item, new EndedItem(item.Id, paid) { Status = 200, Answer = answer.ToJsonString() }, ct);
        }
        catch (ProviderException error) when (error.Type is JobErrorType.RateLimit or JobErrorType.Unavailable)
        {
            await WaitAsync(batch, context, item, ct);
            return error.RetryAfter is { } wait && wait > Breath ? wait < MostWait ? wait : MostWait : Breath;
        }
        catch (ProviderException error)
        {
            await EndAsync(batch, context, item, BatchMoney.Ended(item.Id, ChatErrors.ProblemOf(error), paid), ct);
        }
        catch (ProblemException refused) when (refused.Problem.Code is "rate_limited" or "overloaded")
        {
            await WaitAsync(batch, context, item, ct);
            return refused.Problem.RetryAfter ?? Breath;
        }
        catch (ProblemException refused)
        {
            await EndAsync(batch, context, item, BatchMoney.Ended(item.Id, refused.Problem, paid), ct);
        }

        return TimeSpan.Zero;
    }

    private async Task<JsonObject> AnswerAsync(BatchRow batch, JobContext context, BatchItem item, Action<long> paid, CancellationToken ct)
    {
        var payer = new Payer(batch.TenantId, BatchStore.Task, "", item.UserId, batch.KeyId, batch.JobId, context.Lease);
        var (request, choice) = (ChatRequest.Of(JsonNode.Parse(item.Request), cached: false), parts.Models.Resolve(batch.Name));
        if (choice.Models.Count == 0)
        {
            await parts.Free.RecordAsync(payer.Spending(ProviderRoute.Builtin, "chat"), new Settlement("ok", TokenUsage.None, 0, false, 0, null), ct);
            return ChatBuiltin.Answer(parts.Time.GetUtcNow());
        }

        var (targets, usual) = parts.Router.Order(choice, request);
        return await parts.Calls.FirstAsync(targets, own: false, async (target, _) =>
        {
            var call = await parts.Calls.OpenAsync(target, request.Order(payer) with { Usual = usual, Unsent = true }, ct);
            await AskedAsync(batch, context, item, call.ReservationId, ct);
            try
            {
                var completion = await call.CompleteAsync(ct);
                await call.SettleAsync("ok", call.UsageOf(completion), completion.Usage is null, StepOf(batch, item, call.Spending, completion));
                return completion.Body;
            }
            finally
            {
                paid(call.CostPico);
                // Requests are asked at the same time; the job's figures are one.
                lock (context) context.Charge(call.Spending.Provider, call.Spending.Model, call.CostPico);
            }
        }, ct);
    }

    // With it the money counts as spent, should nobody hear any more of the call.
    private Task AskedAsync(BatchRow batch, JobContext context, BatchItem item, Guid reservation, CancellationToken ct) => parts.Store.WriteAsync(batch, context.Lease, async (c, t) =>
    {
        await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_batch_items SET state = 'asked', reservation_id = @reservation WHERE id = @Id AND state <> 'ended'", new { reservation, item.Id }, t, cancellationToken: ct));
        if (await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_reservations SET sent = @yes WHERE id = @reservation AND state = 'open'", new { reservation, yes = true }, t, cancellationToken: ct)) == 0)
            throw Problem.Overloaded("The call waited so long that nothing is set aside for it any more.").AsException();
        return true;
    }, ct);

    private Task WaitAsync(BatchRow batch, JobContext context, BatchItem item, CancellationToken ct) => parts.Store.WriteAsync(batch, context.Lease, (c, t) => c.ExecuteAsync(new CommandDefinition(
        "UPDATE gateway_batch_items SET state = 'waiting', reservation_id = NULL WHERE id = @Id AND state <> 'ended'", new { item.Id }, t, cancellationToken: ct)), ct);

    private Task EndAsync(BatchRow batch, JobContext context, BatchItem item, EndedItem ended, CancellationToken ct) => parts.Store.WriteAsync(batch, context.Lease, async (c, t) =>
    {
        await parts.Store.EndAsync(c, t, batch, [ended], ct);
        await c.ExecuteAsync(new CommandDefinition("DELETE FROM gateway_steps WHERE job_id = @JobId AND task = @Task AND step = @Step", new { batch.JobId, BatchStore.Task, Step = StepName(item) }, t, cancellationToken: ct));
        return true;
    }, ct);

    private Task EndAsync(BatchRow batch, JobContext context, string status, (string Code, string Message) rest, CancellationToken ct) => parts.Store.WriteAsync(batch, context.Lease, async (c, t) =>
    {
        await parts.Store.EndRestAsync(c, t, batch, rest, ct);
        await parts.Store.FinishAsync(c, t, batch, status, null, ct);
        return true;
    }, ct);

    // What an attempt before this one was at: its answer, where it was paid and stored; unknown, where it may have been; otherwise it is asked again.
    private async Task RecoverAsync(BatchRow batch, JobContext context, CancellationToken ct)
    {
        await parts.Store.WriteAsync(batch, context.Lease, (c, t) => parts.Purse.SettleLostAsync(c, t, "job_id = @JobId AND lease < @Lease", new { batch.JobId, context.Lease }, ct), ct);
        var left = await parts.Storage.ReadAsync(async c => (await c.QueryAsync<Left>(new CommandDefinition(
            """
            SELECT i.id AS Id, i.number AS Number, s.answer AS Answer, l.outcome AS Outcome, coalesce(s.cost_pico, l.cost_pico, 0) AS CostPico FROM gateway_batch_items i
            LEFT JOIN gateway_ledger l ON l.id = i.reservation_id
            LEFT JOIN gateway_steps s ON s.job_id = @JobId AND s.task = @Task AND s.step = CAST(i.number AS text)
            WHERE i.batch_id = @Id AND i.state = 'asked'
            """, new { batch.JobId, BatchStore.Task, batch.Id }, cancellationToken: ct))).AsList(), ct);
        foreach (var one in left)
        {
            var item = new BatchItem { Id = one.Id, Number = one.Number, CustomId = "", Request = "", State = BatchItem.Asked };
            if (one.Answer is { } answer) await EndAsync(batch, context, item, new EndedItem(one.Id, one.CostPico) { Status = 200, Answer = answer }, ct);
            else if (one.Outcome is "ok" or "unknown") await EndAsync(batch, context, item, new EndedItem(one.Id, one.CostPico) { ErrorCode = BatchCauses.Unknown.Code, ErrorMessage = BatchCauses.Unknown.Message }, ct);
            else await WaitAsync(batch, context, item, ct);
        }
    }

    private Task<bool> IsCancelledAsync(BatchRow batch, CancellationToken ct) => parts.Storage.ReadAsync(async c => await c.ExecuteScalarAsync<int?>(new CommandDefinition(
        "SELECT 1 FROM gateway_batches WHERE id = @Id AND cancelling_at IS NOT NULL", new { batch.Id }, cancellationToken: ct)) is not null, ct);

    private StoredStep StepOf(BatchRow batch, BatchItem item, Spending spending, Completion completion) => new()
    {
        JobId = batch.JobId, Step = StepName(item), TenantId = batch.TenantId, Task = BatchStore.Task, Answer = completion.Body.ToJsonString(), Provider = spending.Provider, Model = spending.Model,
        InputTokens = completion.Usage?.Input ?? 0, CachedTokens = completion.Usage?.CachedInput ?? 0, OutputTokens = completion.Usage?.Output ?? 0,
    };

    private static string StepName(BatchItem item) => item.Number.ToString(CultureInfo.InvariantCulture);

    private sealed class Left
    {
        public Guid Id { get; set; }
        public int Number { get; set; }
        public string? Answer { get; set; }
        public string? Outcome { get; set; }
        public long CostPico { get; set; }
    }
}
