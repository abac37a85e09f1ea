using System.Data.Common;
using System.Globalization;
using Dapper;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Gateway.Batches;

/// <summary>A request that has ended.</summary>
/// <param name="Id">The request.</param>
/// <param name="CostPico">What it cost.</param>
internal sealed record EndedItem(Guid Id, long CostPico)
{
    /// <summary>As if it had been asked alone; null where nobody answered.</summary>
    public int? Status { get; init; }

    /// <summary>The answer's body, an error's too.</summary>
    public string? Answer { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
}

/// <summary>The tables of batches. Whoever writes for a batch's job holds its row and shows his lease: of two attempts only the newer one writes.</summary>
internal sealed class BatchStore(Storage storage)
{
    /// <summary>Days for which answers are kept once a batch has ended.</summary>
    public const int KeptDays = 30;

    /// <summary>What calls of batches are called in the ledger.</summary>
    public const string Task = "batch";

    private static readonly BulkInsert<BatchItem> ItemInsert = new BulkInsert<BatchItem>("gateway_batch_items")
        .Column("id", "uuid", i => i.Id).Column("tenant_id", "uuid", i => i.TenantId).Column("batch_id", "uuid", i => i.BatchId).Column("number", "integer", i => i.Number)
        .Column("custom_id", "text", i => i.CustomId).Column("user_id", "text", i => i.UserId).Column("request", "text", i => i.Request).Column("state", "text", i => i.State)
        .Column("erased", "boolean", i => i.Erased).Column("cost_pico", "bigint", i => i.CostPico);

    private const string ItemColumns =
        "id AS Id, tenant_id AS TenantId, batch_id AS BatchId, number AS Number, custom_id AS CustomId, user_id AS UserId, request AS Request, state AS State, reservation_id AS ReservationId, "
        + "erased AS Erased, status_code AS StatusCode, answer AS Answer, error_code AS ErrorCode, error_message AS ErrorMessage, cost_pico AS CostPico";

    public Task AddItemsAsync(DbConnection c, DbTransaction? t, IReadOnlyList<BatchItem> items, CancellationToken ct) => ItemInsert.InsertAsync(storage, c, t, items, ct);

    /// <summary>Runs the work in a transaction that holds the batch, for a job's attempt that no newer one has followed.</summary>
    /// <exception cref="LeaseLostException">One has, or the batch is gone.</exception>
    public Task<T> WriteAsync<T>(BatchRow batch, long lease, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        if (await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_batches SET lease = @lease WHERE id = @Id AND lease <= @lease", new { batch.Id, lease }, t, cancellationToken: ct)) == 0) throw new LeaseLostException(batch.JobId);
        return await work(c, t);
    }, ct);

    /// <summary>Changes columns of the batch. No value may be called id, in whatever letters: the batch is.</summary>
    public Task ChangeAsync(BatchRow batch, long lease, string set, object values, CancellationToken ct) => WriteAsync(batch, lease, async (c, t) =>
    {
        var all = new DynamicParameters(values);
        all.Add("Id", batch.Id);
        return await c.ExecuteAsync(new CommandDefinition($"UPDATE gateway_batches SET {set} WHERE id = @Id", all, t, cancellationToken: ct));
    }, ct);

    /// <summary>Requests in a state, in their order.</summary>
    public Task<IReadOnlyList<BatchItem>> ItemsAsync(Guid batch, string state, int from, int take, CancellationToken ct) => storage.ReadAsync<IReadOnlyList<BatchItem>>(async c => (await c.QueryAsync<BatchItem>(new CommandDefinition(
        $"SELECT {ItemColumns} FROM gateway_batch_items WHERE batch_id = @batch AND state = @state AND number >= @from ORDER BY number LIMIT @take", new { batch, state, from, take }, cancellationToken: ct))).AsList(), ct);

    /// <summary>Ends requests that have not ended yet.</summary>
    public async Task EndAsync(DbConnection c, DbTransaction t, BatchRow batch, IReadOnlyList<EndedItem> ended, CancellationToken ct)
    {
        var (completed, failed, cost) = (0, 0, 0L);
        foreach (var item in ended)
        {
            if (await c.ExecuteAsync(new CommandDefinition(
                $"""
                UPDATE gateway_batch_items SET state = 'ended', request = '', status_code = CASE WHEN erased THEN NULL ELSE @Status END, answer = CASE WHEN erased THEN NULL ELSE @Answer END,
                  error_code = CASE WHEN erased THEN 'erased' ELSE @ErrorCode END, error_message = CASE WHEN erased THEN NULL ELSE @ErrorMessage END, cost_pico = @CostPico, ended_at = {storage.Now}
                WHERE id = @Id AND batch_id = @Batch AND state <> 'ended'
                """, new { item.Id, item.Status, item.Answer, item.ErrorCode, item.ErrorMessage, item.CostPico, Batch = batch.Id }, t, cancellationToken: ct)) == 0) continue;
            if (item.Status == 200) completed++;
            else failed++;
            cost += item.CostPico;
        }

        await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_batches SET completed = completed + @completed, failed = failed + @failed, cost_pico = cost_pico + @cost WHERE id = @Id",
            new { completed, failed, cost, batch.Id }, t, cancellationToken: ct));
    }

    /// <summary>Ends all that have not ended for one cause. What the ledger has an entry of may have been done: nobody knows.</summary>
    public async Task EndRestAsync(DbConnection c, DbTransaction t, BatchRow batch, (string Code, string Message) cause, CancellationToken ct)
    {
        var ended = await c.ExecuteAsync(new CommandDefinition(
            $"""
            UPDATE gateway_batch_items SET state = 'ended', request = '', ended_at = {storage.Now}, error_message = CASE WHEN erased THEN NULL ELSE @Message END,
              error_code = CASE WHEN erased THEN 'erased' WHEN EXISTS (SELECT 1 FROM gateway_ledger l WHERE l.id = gateway_batch_items.reservation_id AND l.outcome IN ('ok', 'unknown')) THEN 'unknown' ELSE @Code END,
              cost_pico = coalesce((SELECT l.cost_pico FROM gateway_ledger l WHERE l.id = gateway_batch_items.reservation_id), 0)
            WHERE batch_id = @Id AND state <> 'ended'
            """, new { batch.Id, cause.Code, cause.Message }, t, cancellationToken: ct));
        await c.ExecuteAsync(new CommandDefinition(
            "UPDATE gateway_batches SET failed = failed + @ended, cost_pico = (SELECT CAST(coalesce(sum(i.cost_pico), 0) AS bigint) FROM gateway_batch_items i WHERE i.batch_id = @Id) WHERE id = @Id", new { ended, batch.Id }, t, cancellationToken: ct));
    }

    /// <summary>The batch has ended.</summary>
    public Task FinishAsync(DbConnection c, DbTransaction t, BatchRow batch, string status, string? note, CancellationToken ct) => c.ExecuteAsync(new CommandDefinition(
        $"UPDATE gateway_batches SET status = @status, note = @note, ended_at = {storage.Now} WHERE id = @Id AND ended_at IS NULL", new { batch.Id, status, note }, t, cancellationToken: ct));

    /// <summary>Erases what a person's requests of the tenant asked and were answered; tells how many. What is on its way ends, and is not kept then.</summary>
    public Task<int> EraseAsync(DbConnection connection, DbTransaction? transaction, Guid tenant, string subjectId, CancellationToken ct) => connection.ExecuteAsync(new CommandDefinition(
        """
        UPDATE gateway_batch_items SET erased = @yes, answer = NULL, error_message = NULL, status_code = CASE WHEN state = 'ended' THEN NULL ELSE status_code END,
          error_code = CASE WHEN state = 'ended' THEN 'erased' ELSE error_code END, request = CASE WHEN state IN ('waiting', 'ended') THEN '' ELSE request END
        WHERE tenant_id = @tenant AND user_id = @subjectId AND erased = @no
        """, new { tenant, subjectId, yes = true, no = false }, transaction, cancellationToken: ct));

    /// <summary>Removes a batch with its texts and answers; the ledger keeps what it cost.</summary>
    public async Task RemoveAsync(DbConnection connection, DbTransaction? transaction, Guid batch, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM gateway_batch_items WHERE batch_id = @batch", new { batch }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM gateway_batches WHERE id = @batch", new { batch }, transaction, cancellationToken: ct));
    }

    /// <summary>SQL of batches that are kept no longer.</summary>
    public string IsOld => string.Create(CultureInfo.InvariantCulture, $"ended_at < {storage.NowPlus($"-{(long)TimeSpan.FromDays(KeptDays).TotalMilliseconds}")}");

    /// <summary>Removes those.</summary>
    public Task PruneAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct) => connection.ExecuteAsync(new CommandDefinition(
        $"""
        DELETE FROM gateway_batch_items WHERE batch_id IN (SELECT id FROM gateway_batches WHERE {IsOld});
        DELETE FROM gateway_batches WHERE {IsOld};
        """, transaction: transaction, cancellationToken: ct));
}
