using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Gateway.Spend;

/// <summary>Where a tenant stands this month.</summary>
public sealed record BudgetState(bool Allowed, decimal Budget, decimal Spent, decimal Remaining)
{
    internal static BudgetState Of(long limit, long spent) =>
        new(spent < limit, Money.UsdShown(limit), Money.UsdShown(spent), Money.UsdShown(limit - spent));
}

/// <summary>What a call is about to use money for.</summary>
internal sealed record Spending(Guid TenantId, string Task, string PromptVersion, string Provider, string Model, Guid? JobId, long Lease, string? UserId, string? KeyId = null)
{
    /// <summary>Whose limits may bear on it: the tenant's as a whole (empty), and what one key, user or task may have of it.</summary>
    public IReadOnlyList<string> Scopes { get; } = [.. new[] { "", "task:" + Task, UserId is null ? null : "user:" + UserId, KeyId is null ? null : "key:" + KeyId }.OfType<string>()];
}

/// <summary>How a call ended.</summary>
internal sealed record Settlement(string Outcome, TokenUsage Usage, long CostPico, bool Estimated, long LatencyMs, StoredStep? Step);

/// <summary>Sets money aside before a call and settles it after. Calls at the same time share commits.</summary>
internal sealed class Purse : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly TimeProvider _time;
    private readonly Books _books;
    private readonly WriteLane<object, Reserved?> _lane;
    private readonly WriteLane<bool, bool> _flushes;
    private readonly int _callSeconds, _streamSeconds;

    public Purse(Storage storage, PriceTable prices, TimeProvider time, IOptions<GatewayOptions> options)
    {
        (_storage, _time, OtherwisePico) = (storage, time, Money.Pico(options.Value.DefaultBudgetUsd));
        // Longer than a call may take: what is still under way must not be settled as lost.
        (_callSeconds, _streamSeconds) = ((int)options.Value.CallSeconds + 60, (int)options.Value.LongestSeconds + 60);
        _books = new Books(storage, prices, time, OtherwisePico);
        // One at a time: they would wait for each other's locks of the same tenant, and so share a commit. Nobody waits for company: a person may wait for the answer.
        _lane = new WriteLane<object, Reserved?>(storage, (batch, stop) => storage.WriteRelaxedAsync((c, t) => CommitAsync(c, t, batch, stop), stop), new WriteLaneSize(Writers: 1, Patient: false));
        // What is set aside need not be on disk: should the database lose it, the settlement enters the call all the same. What was paid must be.
        _flushes = new WriteLane<bool, bool>(storage, async (batch, stop) =>
        {
            await storage.FlushAsync(stop);
            return new bool[batch.Count];
        }, new WriteLaneSize(Writers: 2, Patient: false));
    }

    /// <summary>The monthly limit of a tenant that has none of its own.</summary>
    public long OtherwisePico { get; }

    /// <summary>The reservation.</summary>
    /// <param name="spending">What for.</param>
    /// <param name="amountPico">How much at most.</param>
    /// <param name="streams">The call may take as long as a stream.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProblemException">429: the month's money does not suffice.</exception>
    public async Task<Reserved> RequireAsync(Spending spending, long amountPico, bool streams, CancellationToken ct)
    {
        // Once the money is set aside somebody has to know it, whether the caller still waits or not.
        var reserved = await ReserveAsync(spending, amountPico, streams, CancellationToken.None);
        return reserved.Refused is { } scope ? throw (await OverBudgetAsync(spending.TenantId, scope, ct)).AsException() : reserved;
    }

    /// <summary>The reservation, or which limit does not suffice.</summary>
    public async Task<Reserved> ReserveAsync(Spending spending, long amountPico, bool streams, CancellationToken ct) =>
        (await _lane.WriteAsync(new ToReserve(spending, Month(), amountPico, streams ? _streamSeconds : _callSeconds), ct))!;

    /// <summary>Ends a reservation with what the call cost and returns when the ledger's entry is on disk; a second settlement of the same one changes nothing.</summary>
    public async Task SettleAsync(Reserved reserved, Spending spending, Settlement settlement, CancellationToken ct)
    {
        await _lane.WriteAsync(new ToSettle(reserved, spending, settlement), ct);
        await _flushes.WriteAsync(true, ct);
    }

    /// <summary>Settles through a short absence of the database: a paid answer must not be thrown away for a deadlock. Gives up before the reservation runs out.</summary>
    public async Task SettleForSureAsync(Reserved reserved, Spending spending, Settlement settlement)
    {
        var started = _time.GetTimestamp();
        for (var pause = 50; ; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                await SettleAsync(reserved, spending, settlement, CancellationToken.None);
                return;
            }
            catch (Exception error) when ((_storage.IsTransient(error) || _storage.IsUnwritable(error) || error is TimeoutException or ProblemException)
                && _time.GetElapsedTime(started) < TimeSpan.FromSeconds(45))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(pause), _time);
            }
        }
    }

    /// <summary>Settles, at their worst case, reservations whose process died during the call. Answers how many.</summary>
    public Task<int> SettleExpiredAsync(CancellationToken ct) =>
        _storage.WriteAsync((c, t) => _books.SettleLostAsync(c, t, $"expires_at < {_storage.Now}", new { }, ct), ct);

    /// <summary>The tenant's month.</summary>
    public Task<BudgetState> StateAsync(Guid tenant, CancellationToken ct) => StateAsync(tenant, "", ct);

    /// <summary>An entry for a call that nothing was set aside for.</summary>
    public LedgerEntry EntryOf(Spending spending, Settlement settlement) => _books.EntryOf(Guid.CreateVersion7(), spending, settlement, Month());

    /// <summary>Adds entries to the ledger.</summary>
    public Task AppendManyAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<LedgerEntry> entries, CancellationToken ct) =>
        _books.AppendAsync(connection, transaction, entries, ct);

    public string Month() => _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM");

    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        await _flushes.DisposeAsync();
    }

    // What has ended first: it may free what the next need.
    private async Task<Reserved?[]> CommitAsync(DbConnection c, DbTransaction t, IReadOnlyList<object> batch, CancellationToken ct)
    {
        if (batch.OfType<ToSettle>().ToList() is { Count: > 0 } ended) await _books.SettleAsync(c, t, ended, ct);
        var answers = batch.OfType<ToReserve>().ToList() is { Count: > 0 } asked ? new Queue<Reserved>(await _books.ReserveAsync(c, t, asked, ct)) : [];
        return [.. batch.Select(item => item is ToReserve ? answers.Dequeue() : null)];
    }

    private async Task<Problem> OverBudgetAsync(Guid tenant, string scope, CancellationToken ct)
    {
        var state = await StateAsync(tenant, scope, ct) with { Allowed = false };
        return new Problem(429, "budget_exceeded", "AI Budget Exceeded", "Monthly AI budget has been exceeded. Please contact your administrator.")
        {
            Members = new Dictionary<string, object?> { ["budget"] = state, ["scope"] = scope.Length == 0 ? "company" : scope }, RetryAfter = TimeSpan.FromMinutes(15),
        };
    }

    private Task<BudgetState> StateAsync(Guid tenant, string scope, CancellationToken ct) => _storage.ReadAsync(async c =>
    {
        var row = await c.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT limit_pico AS LimitPico, spent_pico AS SpentPico FROM gateway_budgets WHERE tenant_id = @tenant AND scope = @scope AND month = @Month",
            new { tenant, scope, Month = Month() }, cancellationToken: ct));
        var limit = row?.LimitPico ?? await c.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT monthly_limit_pico FROM gateway_limits WHERE tenant_id = @tenant AND scope = @scope", new { tenant, scope }, cancellationToken: ct)) ?? OtherwisePico;
        return BudgetState.Of(limit, row?.SpentPico ?? 0);
    }, ct);

    private sealed class Row
    {
        public long LimitPico { get; set; }
        public long SpentPico { get; set; }
    }
}
