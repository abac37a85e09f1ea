using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Steward.Platform.Data;
using Steward.Platform.Loops;

namespace Steward.Platform.Idempotency;

/// <summary>Forgets kept answers once they have run out: they may quote people's words.</summary>
internal sealed class IdempotencyKeeper(Storage storage, WorkLoops loops, TimeProvider time, ILogger<IdempotencyKeeper> log) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.Add(new WorkLoop("platform-idempotency", TimeSpan.FromMinutes(10), PassAsync, time, log)).RunAsync(stoppingToken);

    private async Task<bool> PassAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var any = await storage.ReadAsync(c => c.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT 1 FROM platform_idempotency WHERE expires_at < @now LIMIT 1", new { now }, cancellationToken: ct)), ct);
        if (any is not null)
            await storage.WriteAsync((c, t) => c.ExecuteAsync(new CommandDefinition(
                "DELETE FROM platform_idempotency WHERE expires_at < @now", new { now }, t, cancellationToken: ct)), ct);
        return false;
    }
}
