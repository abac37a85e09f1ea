using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Gateway.Batches;
using Steward.Gateway.Cache;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Gateway.Spend;

/// <summary>What <see cref="SpendKeeper"/> keeps.</summary>
internal sealed record KeeperParts(Purse Purse, BudgetWatch Watch, AnswerCache Cache, BatchStore Batches, Storage Storage);

/// <summary>Settles what dead processes left reserved, looks at what is left of budgets, and forgets stored steps after a day, and cached answers and batches that are too old.</summary>
internal sealed class SpendKeeper(KeeperParts parts, WorkLoops loops, TimeProvider time, ILogger<SpendKeeper> log) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.Add(new WorkLoop("gateway-spend", TimeSpan.FromSeconds(15), PassAsync, time, log)).RunAsync(stoppingToken);

    private async Task<bool> PassAsync(CancellationToken ct)
    {
        await parts.Watch.PassAsync(ct);
        var storage = parts.Storage;
        var any = await storage.ReadAsync(c => c.ExecuteScalarAsync<int?>(new CommandDefinition(
            $"""
            SELECT 1 WHERE EXISTS (SELECT 1 FROM gateway_reservations WHERE state = 'open' AND expires_at < {storage.Now})
              OR EXISTS (SELECT 1 FROM gateway_reservations WHERE state <> 'open' AND expires_at < {storage.NowPlus("-604800000")})
              OR EXISTS (SELECT 1 FROM gateway_steps WHERE stored_at < {storage.NowPlus("-86400000")})
              OR EXISTS (SELECT 1 FROM gateway_cache WHERE {parts.Cache.IsOld})
              OR EXISTS (SELECT 1 FROM gateway_batches WHERE {parts.Batches.IsOld})
            """, cancellationToken: ct)), ct);
        if (any is null) return false;
        await parts.Purse.SettleExpiredAsync(ct);
        await storage.WriteAsync(async (c, t) =>
        {
            await parts.Cache.PruneAsync(c, t, ct);
            await parts.Batches.PruneAsync(c, t, ct);
            return await c.ExecuteAsync(new CommandDefinition(
                $"""
                DELETE FROM gateway_steps WHERE stored_at < {storage.NowPlus("-86400000")};
                DELETE FROM gateway_reservations WHERE state <> 'open' AND expires_at < {storage.NowPlus("-604800000")};
                """, transaction: t, cancellationToken: ct));
        }, ct);
        return false;
    }
}
