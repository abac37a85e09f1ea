using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Steward.Gateway.Cache;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Gateway.Spend;

/// <summary>Where a tenant stands this month.</summary>
public sealed record BudgetState(bool Allowed, decimal Budget, decimal Spent, decimal Remaining)
{
    internal static BudgetState Of(long limit, long spent) =>
        new(spent < limit, Money.UsdShown(limit), Money.UsdShown(spent), Money.UsdShown(limit - spent));
}

/// <summary>Where a quota of tokens stands this month.</summary>
internal sealed record QuotaState(bool Allowed, long Limit, long Used, long Remaining);

/// <summary>What a call is about to use money for.</summary>
internal sealed record Spending(Guid TenantId, string Task, string PromptVersion, string Provider, string Model, Guid? JobId, long Lease, string? UserId, string? KeyId = null)
{
    /// <summary>Whose limits may bear on it: the tenant's as a whole (empty), and what one task, user, key or model may have of it.</summary>
    public IReadOnlyList<string> Scopes { get; } = ScopesOf(Task, UserId, KeyId, $"{Provider}/{Model}");

    /// <summary>The version of the prices that it is paid by; that in force when its entry is written where null.</summary>
    public string? PriceVersion { get; init; }

    public static IReadOnlyList<string> ScopesOf(string task, string? userId, string? keyId, string model) =>
        [.. new[] { "", "task:" + task, userId is null ? null : "user:" + userId, keyId is null ? null : "key:" + keyId, "model:" + model }.OfType<string>()];
}

/// <summary>What a call may use at most.</summary>
internal sealed record Most(long Pico, long Tokens);

/// <summary>How a call ended.</summary>
internal sealed record Settlement(string Outcome, TokenUsage Usage, long CostPico, bool Estimated, long LatencyMs, StoredStep? Step)
{
    /// <summary>The answer, where it may be given again.</summary>
    public CachedAnswer? Cached { get; init; }

    /// <summary>What it would have cost otherwise, beyond what it did.</summary>
    public long SavedPico { get; init; }

    /// <summary>It was a request of a provider's batch.</summary>
    public bool Batch { get; init; }
}

/// <summary>Sets money aside before a call and settles it after. Calls at the same time share commits.</summary>
internal sealed class Purse : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly Months _months;
    private readonly TimeProvider _time;
    private readonly Books _books;
    private readonly WriteLane<object, Reserved?> _lane;
    private readonly WriteLane<bool, bool> _flushes;
    private readonly int _callSeconds, _streamSeconds;

    public Purse(Storage storage, PriceTable prices, Months months, TimeProvider time, IOptions<GatewayOptions> options)
    {
        (_storage, _months, _time, OtherwisePico) = (storage, months, time, Money.Pico(options.Value.DefaultBudgetUsd));
        // Longer than a call may take: what is still under way must not be settled as lost.
        (_callSeconds, _streamSeconds) = ((int)options.Value.CallSeconds + 60, (int)options.Value.LongestSeconds + 60);
        _books = new Books(storage, prices, time, OtherwisePico);
        // One at a time: they would wait for each other's locks of the same tenant, and so share a commit. Nobody waits for company: a person may wait for the answer.
        _lane = new WriteLane<object, Reserved?>(storage, CommitAsync, new WriteLaneSize(Writers: 1, Patient: false));
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
    /// <param name="most">How much at most.</param>
    /// <param name="streams">The call may take as long as a stream.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="unsent">The caller notes when the call is about to be sent.</param>
    /// <exception cref="ProblemException">402, 413 or 429: a limit does not suffice.</exception>
    public async Task<Reserved> RequireAsync(Spending spending, Most most, bool streams, CancellationToken ct, bool unsent = false)
    {
        // Once the money is set aside somebody has to know it, whether the caller still waits or not.
        var reserved = await ReserveAsync(spending, most, streams, CancellationToken.None, unsent);
        return reserved.Refused is { } refused ? throw (await ProblemOfAsync(spending.TenantId, refused, ct)).AsException() : reserved;
    }

    /// <summary>The reservation, or which limit does not suffice.</summary>
    public async Task<Reserved> ReserveAsync(Spending spending, Most most, bool streams, CancellationToken ct, bool unsent = false) =>
        (await _lane.WriteAsync(new ToReserve(spending, await _months.OfAsync(spending.TenantId, ct), most.Pico, most.Tokens, streams ? _streamSeconds : _callSeconds) { Unsent = unsent }, ct))!;

    /// <summary>Notes that a call has not been sent yet, or is about to be: whoever finds its reservation without its process knows by that whether anybody can have been asked.</summary>
    /// <exception cref="ProblemException">503: it is about to be sent, but took so long to get there that its money was given back. It must not be made.</exception>
    public async Task NoteAsync(Reserved reserved, bool sent, CancellationToken ct)
    {
        if (await _lane.WriteAsync(new ToNote(reserved, sent), ct) is null && sent)
            throw Problem.Overloaded("The call waited so long that nothing is set aside for it any more: ask again.").AsException();
    }

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

    /// <summary>Sets money aside in a transaction of the caller, for those for whom every limit suffices.</summary>
    public Task<Reserved[]> ReserveAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<ToReserve> asked, CancellationToken ct) => _books.ReserveAsync(connection, transaction, asked, ct);

    /// <inheritdoc cref="Books.SettleAsync"/>
    public Task SettleAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<ToSettle> ended, CancellationToken ct) => _books.SettleAsync(connection, transaction, ended, ct);

    /// <inheritdoc cref="Books.SettleLostAsync"/>
    public Task<int> SettleLostAsync(DbConnection connection, DbTransaction transaction, string which, object parameters, CancellationToken ct) =>
        _books.SettleLostAsync(connection, transaction, which, parameters, ct);

    /// <summary>Ends reservations whose process died: at their worst case where it was during the call. Answers how many.</summary>
    public Task<int> SettleExpiredAsync(CancellationToken ct) =>
        _storage.WriteAsync((c, t) => _books.SettleLostAsync(c, t, $"expires_at < {_storage.Now}", new { }, ct), ct);

    /// <summary>The tenant's month.</summary>
    public Task<BudgetState> StateAsync(Guid tenant, CancellationToken ct) => StateAsync(tenant, "", ct);

    /// <summary>An entry for a call that nothing was set aside for.</summary>
    public async Task<LedgerEntry> EntryOfAsync(Spending spending, Settlement settlement, CancellationToken ct) =>
        _books.EntryOf(Guid.CreateVersion7(), spending, settlement, await _months.OfAsync(spending.TenantId, ct));

    /// <summary>Adds entries to the ledger.</summary>
    public Task AppendManyAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<LedgerEntry> entries, CancellationToken ct) =>
        _books.AppendAsync(connection, transaction, entries, ct);

    /// <inheritdoc cref="Books.CorrectAsync"/>
    public Task CorrectAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<LedgerEntry> corrections, CancellationToken ct) =>
        _books.CorrectAsync(connection, transaction, corrections, ct);

    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        await _flushes.DisposeAsync();
    }

    // What has ended first: it may free what the next need. Each step in a transaction of its own: within one, rows are locked in their order, and none waits for rows
    // while it holds those of another step. Done again after a fault, the first two change nothing.
    private async Task<Reserved?[]> CommitAsync(IReadOnlyList<object> batch, CancellationToken ct)
    {
        if (batch.OfType<ToSettle>().ToList() is { Count: > 0 } ended) await _storage.WriteRelaxedAsync(async (c, t) => { await _books.SettleAsync(c, t, ended, ct); return true; }, ct);
        var held = batch.OfType<ToNote>().ToList() is { Count: > 0 } noted ? await _storage.WriteRelaxedAsync((c, t) => _books.NoteAsync(c, t, noted, ct), ct) : [];
        // A job's first lease has none before it: only what was handed on costs a look.
        foreach (var job in batch.OfType<ToReserve>().Select(a => a.Spending).Where(s => s is { JobId: not null, Lease: > 1 }))
            await _storage.WriteRelaxedAsync((c, t) => _books.SettleLostAsync(c, t, "job_id = @JobId AND lease < @Lease", new { job.JobId, job.Lease }, ct), ct);
        var answers = batch.OfType<ToReserve>().ToList() is { Count: > 0 } asked ? new Queue<Reserved>(await _storage.WriteRelaxedAsync((c, t) => _books.ReserveAsync(c, t, asked, ct), ct)) : [];
        return [.. batch.Select(item => item switch
        {
            ToReserve => answers.Dequeue(),
            ToNote { Reserved: var noted } when held.Contains(noted.Id) => noted,
            _ => null,
        })];
    }

    /// <summary>What the caller is told where a limit does not suffice.</summary>
    public async Task<Problem> ProblemOfAsync(Guid tenant, Refusal refused, CancellationToken ct)
    {
        var scope = Limits.Shown(refused.Scope);
        return refused.Kind switch
        {
            RefusalKind.Minute => new Problem(429, "rate_limited", "Too Many Requests", $"The limit is {refused.Limit} {refused.Unit} a minute for {scope}.") { Members = new Dictionary<string, object?> { ["scope"] = scope }, RetryAfter = refused.Wait },
            RefusalKind.TooLarge => new Problem(413, "request_too_large", "Request too large", $"The request may take more tokens than the {refused.Limit} that {scope} may use a minute: shorten it, or lower max_tokens.")
            {
                Members = new Dictionary<string, object?> { ["scope"] = scope },
            },
            RefusalKind.Tokens => new Problem(402, "token_quota_exceeded", "Token Quota Exceeded", $"The month's quota of {refused.Limit} tokens for {scope} does not suffice. Please contact your administrator.")
            {
                Members = new Dictionary<string, object?> { ["quota"] = await QuotaAsync(tenant, refused, ct), ["scope"] = scope }, RetryAfter = TimeSpan.FromMinutes(15),
            },
            _ => new Problem(429, "budget_exceeded", "AI Budget Exceeded", "Monthly AI budget has been exceeded. Please contact your administrator.")
            {
                Members = new Dictionary<string, object?> { ["budget"] = await StateAsync(tenant, refused.Scope, ct) with { Allowed = false }, ["scope"] = scope }, RetryAfter = TimeSpan.FromMinutes(15),
            },
        };
    }

    private async Task<QuotaState> QuotaAsync(Guid tenant, Refusal refused, CancellationToken ct)
    {
        var month = await _months.OfAsync(tenant, ct);
        var used = await _storage.ReadAsync(c => c.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT coalesce(max(spent_tokens), 0) FROM gateway_budgets WHERE tenant_id = @tenant AND scope = @Scope AND month = @month", new { tenant, refused.Scope, month }, cancellationToken: ct)), ct);
        return new QuotaState(false, refused.Limit, used, refused.Limit - used);
    }

    private async Task<BudgetState> StateAsync(Guid tenant, string scope, CancellationToken ct)
    {
        // Before a connection is taken: whoever holds one must not wait for another.
        var month = await _months.OfAsync(tenant, ct);
        return await _storage.ReadAsync(c => StateAsync(c, tenant, scope, month, ct), ct);
    }

    private async Task<BudgetState> StateAsync(DbConnection c, Guid tenant, string scope, string month, CancellationToken ct)
    {
        var row = await c.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT limit_pico AS LimitPico, spent_pico AS SpentPico FROM gateway_budgets WHERE tenant_id = @tenant AND scope = @scope AND month = @month",
            new { tenant, scope, month }, cancellationToken: ct));
        var limit = row?.LimitPico ?? await c.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT monthly_limit_pico FROM gateway_limits WHERE tenant_id = @tenant AND scope = @scope", new { tenant, scope }, cancellationToken: ct)) ?? OtherwisePico;
        return BudgetState.Of(limit, row?.SpentPico ?? 0);
    }

    private sealed class Row
    {
        public long LimitPico { get; set; }
        public long SpentPico { get; set; }
    }
}
