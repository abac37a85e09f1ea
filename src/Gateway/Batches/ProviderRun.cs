using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Gateway.Batches;

/// <summary>What <see cref="ProviderRun"/> works with.</summary>
internal sealed record ProviderRunParts(BatchStore Store, BatchMoney Money, ProviderRoute Route, IOptions<GatewayOptions> Options, TimeProvider Time);

/// <summary>
/// A batch by the provider's own: reserve → hand over → wait → settle. Before the provider may have it that is noted, so that a batch is never made twice: what
/// may be there is looked for first. Waiting takes no worker; the job is put off between two looks.
/// </summary>
internal sealed class ProviderRun(ProviderRunParts parts, Storage storage, ILogger<ProviderRun> log)
{
    // After a day a provider gives up; what is not there two hours later never will be.
    private static readonly TimeSpan Hopeless = TimeSpan.FromHours(26), MostWait = TimeSpan.FromMinutes(15);

    private TimeSpan Poll => TimeSpan.FromSeconds(parts.Options.Value.BatchPollSeconds);

    public async Task RunAsync(BatchRow batch, JobContext context, CancellationToken ct)
    {
        if (parts.Route.Find(batch.Provider)?.Batches is not { } provider)
        {
            await parts.Store.ChangeAsync(batch, context.Lease, "note = @note", new { note = $"{batch.Provider} is not configured any more: the batch waits until it is." }, ct);
            context.RunAgain(MostWait);
            return;
        }

        var run = new Attempt(batch, provider, context);
        try
        {
            var made = batch.ProviderBatch is { } name ? await provider.GetAsync(name, ct) : await MakeAsync(run, ct);
            if (made is null) return;
            await FollowAsync(run, made, ct);
        }
        catch (ProviderException error)
        {
            GatewayLog.ProviderFailed(log, batch.Provider, batch.Model, error.TypeName, error.Message);
            if (batch.SubmittedAt is { } since && parts.Time.GetUtcNow() - since > Hopeless) await GiveUpAsync(run, ct);
            else Later(run, error);
        }
    }

    // The batch at the provider; null where there is none yet, or none is to be.
    private async Task<ProviderBatch?> MakeAsync(Attempt run, CancellationToken ct)
    {
        var batch = run.Batch;
        if (batch.SubmittedAt is { } since)
        {
            if (await FindAsync(run, since, ct) is { } found) return await NoteAsync(run, found, ct);
            if (parts.Time.GetUtcNow() - since > Hopeless) return await GiveUpAsync(run, ct);
            if (!run.Provider.FindsAll)
            {
                await parts.Store.ChangeAsync(batch, run.Lease, "note = @note", new { note = $"Whether {batch.Provider} has the batch is not known, for its answer was lost. It is looked for among those that end; it is not handed over again." }, ct);
                run.Context.RunAgain(Poll);
                return null;
            }
        }

        if (batch.CancellingAt is not null) return await RefusedAsync(run, BatchCauses.Cancelled, "cancelled", null, ct);
        if (parts.Time.GetUtcNow().UtcDateTime >= batch.ExpiresAt) return await RefusedAsync(run, BatchCauses.Expired, "expired", null, ct);
        return await HandOverAsync(run, ct);
    }

    private async Task<ProviderBatch?> HandOverAsync(Attempt run, CancellationToken ct)
    {
        var batch = run.Batch;
        IReadOnlyList<BatchLine>? lines = null;
        async Task<IReadOnlyList<BatchLine>> LinesAsync() => lines ??= await parts.Money.LinesAsync(batch, ct);
        do
        {
            await parts.Money.ReserveAllAsync(batch, run.Lease, ct);
            if ((await parts.Store.ItemsAsync(batch.Id, BatchItem.Reserved, 0, 1, ct)).Count == 0) return await FinishAsync(run, "completed", ct);
            try
            {
                if (batch.InputFile is null && await run.Provider.UploadAsync(batch.Id, await LinesAsync(), ct) is { } file)
                {
                    await parts.Store.ChangeAsync(batch, run.Lease, "input_file = @file", new { file }, ct);
                    batch.InputFile = file;
                }
            }
            catch (ProviderException error) when (IsRefusal(error))
            {
                return await RefusedAsync(run, ("batch_failed", "The provider refused the batch."), "failed", error.Said, ct);
            }
        }
        while (!await MarkAsync(run, ct));

        try
        {
            return await NoteAsync(run, await run.Provider.SubmitAsync(batch.Id, batch.InputFile, LinesAsync, ct), ct);
        }
        catch (ProviderException error) when (ProviderBatches.IsSurelyRefused(error))
        {
            if (IsRefusal(error)) return await RefusedAsync(run, ("batch_failed", "The provider refused the batch."), "failed", error.Said, ct);
            await parts.Store.WriteAsync(batch, run.Lease, (c, t) => UnsentAsync(c, t, batch, "submitted_at = NULL", ct), ct);
            batch.SubmittedAt = null;
            throw;
        }
    }

    // From here on the provider may have it. False where money was given back meanwhile, for the job stood still for days: then it is set aside again, and who has none is not in the file.
    private async Task<bool> MarkAsync(Attempt run, CancellationToken ct)
    {
        var (batch, now) = (run.Batch, parts.Time.GetUtcNow().UtcDateTime);
        var isWhole = await parts.Store.WriteAsync(batch, run.Lease, async (c, t) =>
        {
            var stale = await c.ExecuteAsync(new CommandDefinition(
                """
                UPDATE gateway_batch_items SET state = 'waiting', reservation_id = NULL WHERE batch_id = @Id AND state = 'reserved'
                  AND NOT EXISTS (SELECT 1 FROM gateway_reservations r WHERE r.id = gateway_batch_items.reservation_id AND r.state = 'open')
                """, new { batch.Id }, t, cancellationToken: ct));
            if (stale > 0)
            {
                await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_batches SET input_file = NULL WHERE id = @Id", new { batch.Id }, t, cancellationToken: ct));
                return false;
            }

            await c.ExecuteAsync(new CommandDefinition(
                $"UPDATE gateway_reservations SET sent = @yes, expires_at = {storage.NowPlus($"{BatchMoney.HoldSeconds * 1000L}")} WHERE job_id = @JobId AND state = 'open'", new { batch.JobId, yes = true }, t, cancellationToken: ct));
            await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_batches SET submitted_at = @now WHERE id = @Id", new { batch.Id, now }, t, cancellationToken: ct));
            return true;
        }, ct);
        if (isWhole) batch.SubmittedAt = now;
        else batch.InputFile = null;
        return isWhole;
    }

    private async Task<ProviderBatch?> FindAsync(Attempt run, DateTime since, CancellationToken ct)
    {
        var ours = (await parts.Store.ItemsAsync(run.Batch.Id, BatchItem.Reserved, 0, BatchRequest.MostLines, ct)).Select(i => i.Id).ToHashSet();
        return await run.Provider.FindAsync(run.Batch.Id, new DateTimeOffset(since, TimeSpan.Zero).AddMinutes(-1), ours.Contains, ct);
    }

    private async Task<ProviderBatch> NoteAsync(Attempt run, ProviderBatch made, CancellationToken ct)
    {
        await parts.Store.ChangeAsync(run.Batch, run.Lease, $"provider_batch = @name, status = 'in_progress', in_progress_at = {storage.Now}, note = NULL", new { name = made.Id }, ct);
        return made;
    }

    private async Task FollowAsync(Attempt run, ProviderBatch made, CancellationToken ct)
    {
        var batch = run.Batch;
        if (!made.Ended)
        {
            if (batch.CancellingAt is not null && made.Status != "cancelling") await run.Provider.CancelAsync(made.Id, ct);
            run.Context.RunAgain(Poll);
            return;
        }

        if (made.Error is { } error && made.Files.Count == 0)
        {
            await RefusedAsync(run, ("batch_failed", "The provider refused the batch."), "failed", error, ct);
            return;
        }

        if (batch.FinalizingAt is null) await parts.Store.ChangeAsync(batch, run.Lease, $"status = 'finalizing', finalizing_at = {storage.Now}", new { }, ct);
        // Where all is settled an attempt before this one may have removed the files.
        if ((await parts.Store.ItemsAsync(batch.Id, BatchItem.Reserved, 0, 1, ct)).Count > 0)
        {
            await foreach (var results in run.Provider.ResultsAsync(made, ct).Chunk(BatchMoney.PageSize)) await parts.Money.SettleAsync(batch, run.Context, results, ct);
            await parts.Money.SettleRestAsync(batch, run.Context, made.Status switch { "expired" => BatchCauses.Expired, "cancelled" => BatchCauses.Cancelled, _ => BatchCauses.Missing }, ct);
        }

        await ForgetAsync(run, made, ct);
        await FinishAsync(run, made.Status == "expired" ? "expired" : batch.CancellingAt is not null && made.Status == "cancelled" ? "cancelled" : "completed", ct);
    }

    private async Task ForgetAsync(Attempt run, ProviderBatch made, CancellationToken ct)
    {
        try
        {
            await run.Provider.ForgetAsync(run.Batch.InputFile, made, ct);
        }
        catch (ProviderException error)
        {
            GatewayLog.BatchFilesLeft(log, run.Batch.Id, run.Batch.Provider, error.Message);
        }
    }

    private async Task<ProviderBatch?> FinishAsync(Attempt run, string status, CancellationToken ct)
    {
        await parts.Store.WriteAsync(run.Batch, run.Lease, async (c, t) =>
        {
            await parts.Store.FinishAsync(c, t, run.Batch, status, null, ct);
            return true;
        }, ct);
        return null;
    }

    // Nobody has answered anything, and nobody will: all the money goes back.
    private async Task<ProviderBatch?> RefusedAsync(Attempt run, (string, string) cause, string status, string? said, CancellationToken ct)
    {
        await parts.Store.WriteAsync(run.Batch, run.Lease, async (c, t) =>
        {
            await UnsentAsync(c, t, run.Batch, "note = note", ct);
            await parts.Money.GiveBackAsync(c, t, run.Batch, ct);
            await parts.Store.EndRestAsync(c, t, run.Batch, cause, ct);
            await parts.Store.FinishAsync(c, t, run.Batch, status, said is { Length: > 0 } ? said[..Math.Min(said.Length, 1000)] : null, ct);
            return true;
        }, ct);
        return null;
    }

    // The provider may have answered all of it.
    private async Task<ProviderBatch?> GiveUpAsync(Attempt run, CancellationToken ct)
    {
        await parts.Store.WriteAsync(run.Batch, run.Lease, async (c, t) =>
        {
            await parts.Money.GiveBackAsync(c, t, run.Batch, ct);
            await parts.Store.EndRestAsync(c, t, run.Batch, BatchCauses.Unknown, ct);
            await parts.Store.FinishAsync(c, t, run.Batch, "failed", $"What became of the batch at {run.Batch.Provider} could not be found out; it counts at its worst case.", ct);
            return true;
        }, ct);
        return null;
    }

    private static async Task<bool> UnsentAsync(DbConnection c, DbTransaction t, BatchRow batch, string set, CancellationToken ct)
    {
        await c.ExecuteAsync(new CommandDefinition("UPDATE gateway_reservations SET sent = @no WHERE job_id = @JobId AND state = 'open'", new { batch.JobId, no = false }, t, cancellationToken: ct));
        await c.ExecuteAsync(new CommandDefinition($"UPDATE gateway_batches SET {set} WHERE id = @Id", new { batch.Id }, t, cancellationToken: ct));
        return true;
    }

    private void Later(Attempt run, ProviderException error) => run.Context.RunAgain(error.RetryAfter is { } wait && wait > Poll ? wait < MostWait ? wait : MostWait : Poll);

    private static bool IsRefusal(ProviderException error) => error.Status is >= 400 and < 500 and not (408 or 429);

    private sealed record Attempt(BatchRow Batch, ProviderBatches Provider, JobContext Context)
    {
        public long Lease => Context.Lease;
    }
}
