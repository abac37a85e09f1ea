using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Steward.Platform.Data;

namespace Steward.Gateway.Spend;

/// <summary>Where a tenant stands this month.</summary>
public sealed record BudgetState(bool Allowed, decimal Budget, decimal Spent, decimal Remaining)
{
    internal static BudgetState Of(long limit, long spent) =>
        new(spent < limit, Money.UsdShown(limit), Money.UsdShown(spent), Money.UsdShown(limit - spent));
}

/// <summary>What a call is about to use money for.</summary>
internal sealed record Spending(Guid TenantId, string Task, string PromptVersion, string Provider, string Model, Guid? JobId, long Lease, string? UserId);

/// <summary>How a call ended.</summary>
internal sealed record Settlement(string Outcome, TokenUsage Usage, long CostPico, bool Estimated, long LatencyMs, StoredStep? Step);

/// <summary>
/// Sets money aside before a call and settles it after. One conditional update decides, so no number of callers on any number of nodes can
/// pass the limit; one settlement per reservation; the ledger only grows.
/// </summary>
internal sealed class Purse(Storage storage, PriceTable prices, TimeProvider time, IOptions<GatewayOptions> options)
{
    // Longer than a call may take: what is still under way must not be settled as lost.
    private int HoldSeconds => (int)options.Value.CallSeconds + 60;

    private static readonly BulkInsert<LedgerEntry> LedgerInsert = new BulkInsert<LedgerEntry>("gateway_ledger")
        .Column("id", "uuid", e => e.Id).Column("tenant_id", "uuid", e => e.TenantId).Column("month", "text", e => e.Month)
        .Column("at", "timestamptz", e => e.At).Column("task", "text", e => e.Task).Column("prompt_version", "text", e => e.PromptVersion)
        .Column("provider", "text", e => e.Provider).Column("model", "text", e => e.Model).Column("outcome", "text", e => e.Outcome)
        .Column("input_tokens", "bigint", e => e.InputTokens).Column("cached_tokens", "bigint", e => e.CachedTokens)
        .Column("output_tokens", "bigint", e => e.OutputTokens).Column("cost_pico", "bigint", e => e.CostPico)
        .Column("estimated", "boolean", e => e.Estimated).Column("price_version", "text", e => e.PriceVersion)
        .Column("job_id", "uuid", e => e.JobId).Column("user_id", "text", e => e.UserId)
        .Column("latency_ms", "bigint", e => e.LatencyMs);

    /// <summary>The reservation, or null when the month's money does not suffice.</summary>
    public Task<Guid?> ReserveAsync(Spending spending, long amountPico, CancellationToken ct) => storage.WriteAsync<Guid?>(async (c, t) =>
    {
        var month = Month();
        await EnsureMonthAsync(c, t, spending.TenantId, month, ct);
        if (spending.JobId is not null) await SettleLostAsync(c, t, "job_id = @JobId AND lease < @Lease", new { spending.JobId, spending.Lease }, ct);
        var taken = await ExecuteAsync(c, t,
            """
            UPDATE gateway_budgets SET reserved_pico = reserved_pico + @Amount
            WHERE tenant_id = @TenantId AND month = @Month AND spent_pico + reserved_pico + @Amount <= limit_pico
            """, new { spending.TenantId, Month = month, Amount = amountPico }, ct);
        if (taken == 0) return null;
        var id = Guid.CreateVersion7();
        await ExecuteAsync(c, t,
            $"""
            INSERT INTO gateway_reservations (id, tenant_id, month, amount_pico, state, job_id, lease, task, prompt_version, provider, model, user_id,
                                              created_at, expires_at)
            VALUES (@Id, @TenantId, @Month, @Amount, 'open', @JobId, @Lease, @Task, @PromptVersion, @Provider, @Model, @UserId,
                    {storage.Now}, {storage.NowPlus($"{HoldSeconds}000")})
            """,
            new
            {
                Id = id, spending.TenantId, Month = month, Amount = amountPico, spending.JobId, spending.Lease, spending.Task, spending.PromptVersion,
                spending.Provider, spending.Model, spending.UserId,
            }, ct);
        return id;
    }, ct);

    /// <summary>Ends a reservation with what the call cost; a second settlement of the same one changes nothing.</summary>
    public Task SettleAsync(Guid reservation, Spending spending, Settlement settlement, CancellationToken ct) => storage.WriteAsync(async (c, t) =>
    {
        var held = await c.QuerySingleOrDefaultAsync<Held>(new CommandDefinition(
            "UPDATE gateway_reservations SET state = 'settled' WHERE id = @reservation AND state = 'open' RETURNING month AS Month, amount_pico AS Amount",
            new { reservation }, t, cancellationToken: ct));
        // Settled already as lost: the ledger has it at its worst case.
        if (held is null)
        {
            if (settlement.Step is { } late) await StoreAsync(c, t, late, ct);
            return 0;
        }

        await ExecuteAsync(c, t,
            """
            UPDATE gateway_budgets SET reserved_pico = reserved_pico - @Amount, spent_pico = spent_pico + @CostPico
            WHERE tenant_id = @TenantId AND month = @Month
            """, new { spending.TenantId, held.Month, held.Amount, settlement.CostPico }, ct);
        await AppendManyAsync(c, t, [EntryOf(spending, settlement, held.Month)], ct);
        if (settlement.Step is { } step) await StoreAsync(c, t, step, ct);
        return 1;
    }, ct);

    /// <summary>Settles through a short absence of the database: a paid answer must not be thrown away for a deadlock. Gives up before the reservation runs out.</summary>
    public async Task SettleForSureAsync(Guid reservation, Spending spending, Settlement settlement)
    {
        var started = time.GetTimestamp();
        for (var pause = 50; ; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                await SettleAsync(reservation, spending, settlement, CancellationToken.None);
                return;
            }
            catch (Exception error) when ((storage.IsTransient(error) || storage.IsUnwritable(error) || error is TimeoutException)
                && time.GetElapsedTime(started) < TimeSpan.FromSeconds(45))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time);
            }
        }
    }

    /// <summary>Settles, at their worst case, reservations whose process died during the call. Answers how many.</summary>
    public Task<int> SettleExpiredAsync(CancellationToken ct) =>
        storage.WriteAsync((c, t) => SettleLostAsync(c, t, $"expires_at < {storage.Now}", new { }, ct), ct);

    /// <summary>The tenant's month.</summary>
    public Task<BudgetState> StateAsync(Guid tenant, CancellationToken ct) => storage.ReadAsync(async c =>
    {
        var row = await c.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT limit_pico AS LimitPico, spent_pico AS SpentPico FROM gateway_budgets WHERE tenant_id = @tenant AND month = @Month",
            new { tenant, Month = Month() }, cancellationToken: ct));
        var limit = row?.LimitPico ?? await c.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT monthly_limit_pico FROM gateway_limits WHERE tenant_id = @tenant", new { tenant }, cancellationToken: ct)) ?? Money.Pico(options.Value.DefaultBudgetUsd);
        return BudgetState.Of(limit, row?.SpentPico ?? 0);
    }, ct);

    /// <summary>Sets a tenant's monthly limit, this month's included, in the caller's transaction.</summary>
    public async Task LimitAsync(DbConnection connection, DbTransaction? transaction, Guid tenant, long limitPico, CancellationToken ct)
    {
        await ExecuteAsync(connection, transaction,
            """
            INSERT INTO gateway_limits (tenant_id, monthly_limit_pico) VALUES (@tenant, @limitPico)
            ON CONFLICT (tenant_id) DO UPDATE SET monthly_limit_pico = excluded.monthly_limit_pico
            """, new { tenant, limitPico }, ct);
        await EnsureMonthAsync(connection, transaction, tenant, Month(), ct);
        await ExecuteAsync(connection, transaction, "UPDATE gateway_budgets SET limit_pico = @limitPico WHERE tenant_id = @tenant AND month = @Month",
            new { tenant, limitPico, Month = Month() }, ct);
    }

    public LedgerEntry EntryOf(Spending spending, Settlement settlement, string? month = null) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = spending.TenantId, Month = month ?? Month(), Task = spending.Task, PromptVersion = spending.PromptVersion,
        Provider = spending.Provider, Model = spending.Model, Outcome = settlement.Outcome, InputTokens = settlement.Usage.Input,
        CachedTokens = settlement.Usage.CachedInput, OutputTokens = settlement.Usage.Output, CostPico = settlement.CostPico, Estimated = settlement.Estimated,
        PriceVersion = prices.Version, At = time.GetUtcNow().UtcDateTime, JobId = spending.JobId, UserId = spending.UserId, LatencyMs = settlement.LatencyMs,
    };

    /// <summary>Adds entries to the ledger.</summary>
    public Task AppendManyAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<LedgerEntry> entries, CancellationToken ct) =>
        LedgerInsert.InsertAsync(storage, connection, transaction, entries, ct);

    public string Month() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM");

    private async Task<int> SettleLostAsync(DbConnection c, DbTransaction t, string which, object parameters, CancellationToken ct)
    {
        var lost = (await c.QueryAsync<Reservation>(new CommandDefinition(
            $"""
            UPDATE gateway_reservations SET state = 'lost' WHERE state = 'open' AND {which}
            RETURNING tenant_id AS TenantId, month AS Month, amount_pico AS AmountPico, job_id AS JobId, lease AS Lease, task AS Task,
                      prompt_version AS PromptVersion, provider AS Provider, model AS Model, user_id AS UserId, state AS State
            """, parameters, t, cancellationToken: ct))).AsList();
        foreach (var r in lost)
        {
            await ExecuteAsync(c, t,
                """
                UPDATE gateway_budgets SET reserved_pico = reserved_pico - @AmountPico, spent_pico = spent_pico + @AmountPico
                WHERE tenant_id = @TenantId AND month = @Month
                """, r, ct);
            var spending = new Spending(r.TenantId, r.Task, r.PromptVersion, r.Provider, r.Model, r.JobId, r.Lease, r.UserId);
            await AppendManyAsync(c, t, [EntryOf(spending, new Settlement("unknown", new TokenUsage(0, 0, 0), r.AmountPico, true, 0, null), r.Month)], ct);
        }

        return lost.Count;
    }

    private Task StoreAsync(DbConnection c, DbTransaction t, StoredStep step, CancellationToken ct) => ExecuteAsync(c, t,
        $"""
        INSERT INTO gateway_steps (job_id, step, tenant_id, task, answer, provider, model, input_tokens, cached_tokens, output_tokens, cost_pico, stored_at)
        VALUES (@JobId, @Step, @TenantId, @Task, @Answer, @Provider, @Model, @InputTokens, @CachedTokens, @OutputTokens, @CostPico, {storage.Now})
        ON CONFLICT DO NOTHING
        """, step, ct);

    private Task EnsureMonthAsync(DbConnection c, DbTransaction? t, Guid tenant, string month, CancellationToken ct) => ExecuteAsync(c, t,
        """
        INSERT INTO gateway_budgets (tenant_id, month, limit_pico, spent_pico, reserved_pico)
        VALUES (@tenant, @month, coalesce((SELECT monthly_limit_pico FROM gateway_limits WHERE tenant_id = @tenant), @Otherwise), 0, 0)
        ON CONFLICT DO NOTHING
        """, new { tenant, month, Otherwise = Money.Pico(options.Value.DefaultBudgetUsd) }, ct);

    private static Task<int> ExecuteAsync(DbConnection c, DbTransaction? t, string sql, object parameters, CancellationToken ct) =>
        c.ExecuteAsync(new CommandDefinition(sql, parameters, t, cancellationToken: ct));

    private sealed class Held
    {
        public string Month { get; set; } = "";
        public long Amount { get; set; }
    }

    private sealed class Row
    {
        public long LimitPico { get; set; }
        public long SpentPico { get; set; }
    }
}
