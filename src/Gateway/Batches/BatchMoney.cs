using System.Data.Common;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Steward.Gateway.Admission;
using Steward.Gateway.Front;
using Steward.Gateway.Prices;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Gateway.Batches;

/// <summary>What <see cref="BatchMoney"/> works with.</summary>
internal sealed record BatchMoneyParts(BatchStore Store, Purse Purse, Months Months, PriceVersions Prices, ProviderRoute Route, GatewayMetrics Metrics);

/// <summary>
/// The money of a provider's batch: each request has a reservation of its own at the batch's worst case, and one settlement. Reservation and request, settlement and answer are
/// written in one transaction, so no crash comes between them.
/// </summary>
internal sealed class BatchMoney(BatchMoneyParts parts)
{
    public const int PageSize = 200;

    /// <summary>Longer than a provider takes and we look for what it took: a reservation that runs out is settled at its worst.</summary>
    public const int HoldSeconds = 3 * 24 * 3600;

    // No later lease of the job takes these for lost: they outlive the attempt that made them.
    private const long NoLease = long.MaxValue;

    /// <summary>Sets money aside for all that wait. Those for whom it does not suffice end with the refusal as their answer.</summary>
    public async Task ReserveAllAsync(BatchRow batch, long lease, CancellationToken ct)
    {
        var price = await PriceAsync(batch, ct);
        while (await parts.Store.ItemsAsync(batch.Id, BatchItem.Waiting, 0, PageSize, ct) is { Count: > 0 } page)
        {
            var (month, asked, refused) = (await parts.Months.OfAsync(batch.TenantId, ct), new List<(BatchItem Item, ToReserve Ask)>(), new List<EndedItem>());
            foreach (var item in page)
                if (Refusal(batch, item, price, out var most) is { } wrong) refused.Add(wrong);
                else asked.Add((item, new ToReserve(SpendingOf(batch, item), month, most!.Pico, most.Tokens, HoldSeconds) { Unsent = true, OutsideMinutes = true }));
            var reserved = await parts.Store.WriteAsync(batch, lease, async (c, t) =>
            {
                var answers = await parts.Purse.ReserveAsync(c, t, asked.ConvertAll(a => a.Ask), ct);
                for (var i = 0; i < answers.Length; i++)
                    if (answers[i].Refused is null)
                        await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_batch_items SET state = 'reserved', reservation_id = @reservation WHERE id = @Id AND state = 'waiting'",
                            new { reservation = answers[i].Id, asked[i].Item.Id }, t, cancellationToken: ct));
                return answers;
            }, ct);
            for (var i = 0; i < reserved.Length; i++)
                if (reserved[i].Refused is { } no)
                    refused.Add(Ended(asked[i].Item.Id, await parts.Purse.ProblemOfAsync(batch.TenantId, no, ct), 0));
            if (refused.Count > 0) await EndAsync(batch, lease, refused, ct);
        }
    }

    /// <summary>The requests that go to the provider, in their order.</summary>
    public async Task<IReadOnlyList<BatchLine>> LinesAsync(BatchRow batch, CancellationToken ct)
    {
        var (lines, from) = (new List<BatchLine>(), 0);
        while (await parts.Store.ItemsAsync(batch.Id, BatchItem.Reserved, from, PageSize, ct) is { Count: > 0 } page)
        {
            lines.AddRange(page.Select(i => new BatchLine(i.Id, WireOf(batch, i).Wire.Body)));
            from = page[^1].Number + 1;
        }

        return lines;
    }

    /// <summary>Settles requests by their results. Those that are settled already stay as they are.</summary>
    public async Task SettleAsync(BatchRow batch, JobContext context, IReadOnlyList<BatchResult> results, CancellationToken ct)
    {
        var (price, month) = (await PriceAsync(batch, ct), await parts.Months.OfAsync(batch.TenantId, ct));
        var settled = await parts.Store.WriteAsync(batch, context.Lease, async (c, t) =>
        {
            var (ended, settlements) = (new List<EndedItem>(), new List<ToSettle>());
            foreach (var result in results.DistinctBy(r => r.Id))
            {
                if (await HeldAsync(c, t, batch, result.Id, ct) is not { } held) continue;
                var settlement = SettlementOf(result, held, price);
                settlements.Add(new ToSettle(new Reserved(held.ReservationId!.Value, held.Month ?? month, null, []), SpendingOf(batch, held), settlement));
                ended.Add(EndedOf(result, settlement.CostPico));
            }

            await parts.Purse.SettleAsync(c, t, settlements, ct);
            await parts.Store.EndAsync(c, t, batch, ended, ct);
            return settlements;
        }, ct);
        foreach (var one in settled)
        {
            parts.Metrics.Called(one.Spending, one.Settlement.Usage, one.Settlement.CostPico, one.Settlement.Outcome, null);
            context.Charge(batch.Provider, batch.Model, one.Settlement.CostPico);
        }
    }

    /// <summary>Settles what the results say nothing of, at nothing.</summary>
    public async Task SettleRestAsync(BatchRow batch, JobContext context, (string Code, string Message) cause, CancellationToken ct)
    {
        while (await parts.Store.ItemsAsync(batch.Id, BatchItem.Reserved, 0, PageSize, ct) is { Count: > 0 } page)
            await SettleAsync(batch, context, [.. page.Select(i => new BatchResult(i.Id, null, new ProviderException(JobErrorType.Provider, cause.Message), cause.Code))], ct);
    }

    /// <summary>Ends what is still set aside: with nothing where it was not sent, at its worst where it may have been.</summary>
    public Task GiveBackAsync(DbConnection c, DbTransaction t, BatchRow batch, CancellationToken ct) => parts.Purse.SettleLostAsync(c, t, "job_id = @JobId", new { batch.JobId }, ct);

    /// <summary>A request that ended with a refusal or a failure, as if it had been asked alone.</summary>
    public static EndedItem Ended(Guid id, Problem problem, long costPico) => new(id, costPico) { Status = problem.Status, Answer = ChatErrors.Body(problem).ToJsonString() };

    private Task EndAsync(BatchRow batch, long lease, IReadOnlyList<EndedItem> ended, CancellationToken ct) => parts.Store.WriteAsync(batch, lease, async (c, t) =>
    {
        await parts.Store.EndAsync(c, t, batch, ended, ct);
        return true;
    }, ct);

    // Why it cannot be asked; null where it can, with what it may use at most.
    private EndedItem? Refusal(BatchRow batch, BatchItem item, Price price, out Most? most)
    {
        most = null;
        if (item.Erased) return new EndedItem(item.Id, 0) { ErrorCode = BatchCauses.Erased.Code };
        try
        {
            var (wire, order) = WireOf(batch, item);
            // A token is at least one byte of the request.
            var input = Math.Max(1, wire.Body.Length + order.Apart);
            most = new Most(price.WorstInBatchOf(input, order.MostOutput), input + order.MostOutput);
            return null;
        }
        catch (ProviderException error)
        {
            return Ended(item.Id, ChatErrors.ProblemOf(error), 0);
        }
    }

    private (WireRequest Wire, CallOrder Order) WireOf(BatchRow batch, BatchItem item)
    {
        var provider = parts.Route.Find(batch.Provider) ?? throw new JobException(JobErrorType.Unavailable, $"{batch.Provider} is not configured any more.");
        var order = ChatRequest.Of(JsonNode.Parse(item.Request), cached: false).Order(PayerOf(batch, item));
        order.Body["model"] = batch.Model;
        return (provider.Prepare(order.Body, stream: false), order);
    }

    private static Settlement SettlementOf(BatchResult result, BatchItem item, Price price)
    {
        // Without usage told: a token for each byte that was asked, one for three that were answered.
        var asked = Math.Max(1, Encoding.UTF8.GetByteCount(item.Request));
        var (usage, estimated) = result switch
        {
            { Answer: { } answer } => (answer.Usage ?? new TokenUsage(asked, 0, Encoding.UTF8.GetByteCount(answer.Text ?? "") / 3 + 1), answer.Usage is null),
            { Error.Type: JobErrorType.Model } => (new TokenUsage(asked, 0, 0), true),
            _ => (TokenUsage.None, false),
        };
        var cost = price.CostInBatchOf(usage);
        return new Settlement(result.Answer is null ? "failed" : "ok", usage, cost, estimated, 0, null) { Batch = true, SavedPico = result.Answer is null ? 0 : Math.Max(0, price.CostOf(usage) - cost) };
    }

    private static EndedItem EndedOf(BatchResult result, long cost) => result switch
    {
        { Answer: { } answer } => new EndedItem(result.Id, cost) { Status = 200, Answer = answer.Body.ToJsonString() },
        { Ended: { } code } => new EndedItem(result.Id, cost) { ErrorCode = code, ErrorMessage = (code == BatchCauses.Expired.Code ? BatchCauses.Expired : code == BatchCauses.Cancelled.Code ? BatchCauses.Cancelled : BatchCauses.Missing).Message },
        _ => Ended(result.Id, ChatErrors.ProblemOf(result.Error!), cost),
    };

    private static async Task<HeldItem?> HeldAsync(DbConnection c, DbTransaction t, BatchRow batch, Guid id, CancellationToken ct) => await c.QuerySingleOrDefaultAsync<HeldItem>(new CommandDefinition(
        """
        SELECT i.id AS Id, i.number AS Number, i.request AS Request, i.user_id AS UserId, i.reservation_id AS ReservationId, r.month AS Month
        FROM gateway_batch_items i LEFT JOIN gateway_reservations r ON r.id = i.reservation_id WHERE i.id = @id AND i.batch_id = @Batch AND i.state = 'reserved'
        """, new { id, Batch = batch.Id }, t, cancellationToken: ct));

    private async Task<Price> PriceAsync(BatchRow batch, CancellationToken ct) => (await parts.Prices.FindAsync(batch.PriceVersion, ct))?.Find(batch.Provider, batch.Model)
        ?? throw new JobException(JobErrorType.Validation, $"There is no price for {batch.Provider}/{batch.Model} in the version {batch.PriceVersion}.");

    private static Spending SpendingOf(BatchRow batch, BatchItem item) => PayerOf(batch, item).Spending(batch.Provider, batch.Model) with { PriceVersion = batch.PriceVersion };

    private static Payer PayerOf(BatchRow batch, BatchItem item) => new(batch.TenantId, BatchStore.Task, "", item.UserId, batch.KeyId, batch.JobId, NoLease);

    private sealed class HeldItem : BatchItem
    {
        public string? Month { get; set; }
    }
}
