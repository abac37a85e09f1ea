using System.Diagnostics;
using Steward.Gateway.Providers;
using Steward.Gateway.Spend;
using Steward.Platform.Data;

namespace Steward.Gateway.Admission;

/// <summary>A call of the built-in engine: no reservation, no tokens, but an entry in the ledger like any other. Entries share commits.</summary>
internal sealed class FreeCall : IAsyncDisposable
{
    public const string Model = "rules";
    private readonly WriteLane<LedgerEntry, bool> _entries;
    private readonly Purse _purse;
    private readonly GatewayMetrics _metrics;

    public FreeCall(Storage storage, Purse purse, GatewayMetrics metrics)
    {
        (_purse, _metrics) = (purse, metrics);
        _entries = new WriteLane<LedgerEntry, bool>(storage, async (connection, transaction, batch, ct) =>
        {
            await purse.AppendManyAsync(connection, transaction, batch, ct);
            return new bool[batch.Count];
        }, new WriteLaneSize(Writers: 1));
    }

    public async Task<AiResult<TResult>> RunAsync<TRequest, TResult>(AiTask<TRequest, TResult> task, TRequest request, AiCall call, CancellationToken ct)
        where TRequest : class where TResult : class
    {
        var started = Stopwatch.GetTimestamp();
        var value = task.Builtin(request);
        var result = new AiResult<TResult>(value, ProviderRoute.Builtin, Model, new TokenUsage(0, 0, 0), 0, Stopwatch.GetElapsedTime(started));
        var spending = new Spending(call.TenantId, task.Name, task.PromptVersion, result.Provider, result.Model, call.JobId, call.Lease, call.UserId);
        await RecordAsync(spending, new Settlement("ok", TokenUsage.None, 0, false, (long)result.Took.TotalMilliseconds, null), ct);
        call.Job?.Charge(result.Provider, result.Model, 0);
        return result;
    }

    /// <summary>Enters a call that cost nothing into the ledger.</summary>
    public async Task RecordAsync(Spending spending, Settlement settlement, CancellationToken ct)
    {
        await _entries.WriteAsync(await _purse.EntryOfAsync(spending, settlement, ct), ct);
        _metrics.Called(spending, TokenUsage.None, 0, settlement.Outcome, TimeSpan.FromMilliseconds(settlement.LatencyMs));
    }

    public ValueTask DisposeAsync() => _entries.DisposeAsync();
}
