using System.Data.Common;
using System.Text.Json;
using Dapper;
using Npgsql;
using Steward.Gateway.Cache;
using Steward.Platform.Data;

namespace Steward.Gateway.Spend;

/// <summary>What a call may use at most, in money and tokens, to be set aside.</summary>
internal sealed record ToReserve(Spending Spending, string Month, long AmountPico, long Tokens, int HoldSeconds)
{
    /// <summary>Nothing has been sent yet: who asks notes it when it is about to be.</summary>
    public bool Unsent { get; init; }

    /// <summary>It does not count in limits of a minute.</summary>
    public bool OutsideMinutes { get; init; }
}

/// <summary>The reservation and its month, or the limit that does not suffice; and where limits of a minute stand.</summary>
internal sealed record Reserved(Guid Id, string Month, Refusal? Refused, IReadOnlyList<MinuteState> Minutes);

/// <summary>A call that has not been sent yet, or is about to be.</summary>
internal sealed record ToNote(Reserved Reserved, bool Sent);

/// <summary>A call that has ended.</summary>
internal sealed record ToSettle(Reserved Reserved, Spending Spending, Settlement Settlement);

/// <summary>
/// The tables of money, in a transaction of the caller. Whoever reserves locks the rows of the limits that bear on it, so no number of callers on any number
/// of nodes can pass one; a reservation is settled once; the ledger only grows. Rows are locked in one order: reservations, then budgets by tenant, month and scope.
/// </summary>
internal sealed class Books(Storage storage, PriceTable prices, TimeProvider time, long otherwisePico)
{
    /// <summary>The money of a limit that limits none.</summary>
    public const long Unlimited = long.MaxValue;

    private static readonly BulkInsert<LedgerEntry> LedgerInsert = new BulkInsert<LedgerEntry>("gateway_ledger")
        .Column("id", "uuid", e => e.Id).Column("tenant_id", "uuid", e => e.TenantId).Column("month", "text", e => e.Month)
        .Column("at", "timestamptz", e => e.At).Column("task", "text", e => e.Task).Column("prompt_version", "text", e => e.PromptVersion)
        .Column("provider", "text", e => e.Provider).Column("model", "text", e => e.Model).Column("outcome", "text", e => e.Outcome)
        .Column("input_tokens", "bigint", e => e.InputTokens).Column("cached_tokens", "bigint", e => e.CachedTokens)
        .Column("cache_write_tokens", "bigint", e => e.CacheWriteTokens).Column("cache_write_long_tokens", "bigint", e => e.CacheWriteLongTokens)
        .Column("reasoning_tokens", "bigint", e => e.ReasoningTokens).Column("corrects_id", "uuid", e => e.CorrectsId).Column("corrects_no", "integer", e => e.CorrectsNo)
        .Column("output_tokens", "bigint", e => e.OutputTokens).Column("cost_pico", "bigint", e => e.CostPico).Column("saved_pico", "bigint", e => e.SavedPico).Column("batch", "boolean", e => e.Batch)
        .Column("estimated", "boolean", e => e.Estimated).Column("price_version", "text", e => e.PriceVersion)
        .Column("job_id", "uuid", e => e.JobId).Column("user_id", "text", e => e.UserId).Column("key_id", "text", e => e.KeyId)
        .Column("latency_ms", "bigint", e => e.LatencyMs);

    private static readonly BulkInsert<Reservation> ReservationInsert = new BulkInsert<Reservation>("gateway_reservations")
        .Column("id", "uuid", r => r.Id).Column("tenant_id", "uuid", r => r.TenantId).Column("month", "text", r => r.Month).Column("scopes", "text", r => r.Scopes)
        .Column("amount_pico", "bigint", r => r.AmountPico).Column("tokens", "bigint", r => r.Tokens).Column("counted_at", "bigint", r => r.CountedAt).Column("state", "text", r => r.State).Column("sent", "boolean", r => r.Sent).Column("job_id", "uuid", r => r.JobId).Column("lease", "bigint", r => r.Lease)
        .Column("task", "text", r => r.Task).Column("prompt_version", "text", r => r.PromptVersion).Column("provider", "text", r => r.Provider).Column("model", "text", r => r.Model)
        .Column("user_id", "text", r => r.UserId).Column("key_id", "text", r => r.KeyId).Column("price_version", "text", r => r.PriceVersion).Column("created_at", "timestamptz", r => r.CreatedAt).Column("expires_at", "timestamptz", r => r.ExpiresAt);

    /// <summary>Sets money aside, in the order given, for those for whom every limit suffices.</summary>
    public async Task<Reserved[]> ReserveAsync(DbConnection c, DbTransaction t, IReadOnlyList<ToReserve> asked, CancellationToken ct)
    {
        var (answers, made) = (new Reserved[asked.Count], new List<Reservation>(asked.Count));
        await using var statements = new Statements(storage, c, t);
        foreach (var group in asked.Select((ask, at) => (Ask: ask, At: at)).GroupBy(a => (a.Ask.Spending.TenantId, a.Ask.Month)).OrderBy(g => g.Key.TenantId).ThenBy(g => g.Key.Month, StringComparer.Ordinal))
        {
            var rows = await LockedAsync(c, t, group.Key.TenantId, group.Key.Month, [.. group.SelectMany(a => a.Ask.Spending.Scopes).Distinct()], ct);
            foreach (var (ask, at) in group)
            {
                var bearing = rows.Where(r => ask.Spending.Scopes.Contains(r.Scope)).ToList();
                if (bearing.Select(r => r.Refuses(ask)).FirstOrDefault(r => r is not null) is { } refused)
                {
                    answers[at] = new Reserved(Guid.Empty, ask.Month, refused, [.. bearing.SelectMany(r => r.States())]);
                    continue;
                }

                bearing.ForEach(r => r.Take(ask));
                made.Add(ReservationOf(ask, bearing));
                answers[at] = new Reserved(made[^1].Id, ask.Month, null, [.. bearing.SelectMany(r => r.States())]);
            }

            foreach (var row in rows.Where(r => r.IsTaken))
                await MoveAsync(statements, (group.Key.TenantId, group.Key.Month, row.Scope), new Moved(row.TakenPico, 0, row.TakenTokens, 0, row.CountsMinutes ? row.LastMinute.ToString() : null), ct);
        }

        await ReservationInsert.InsertAsync(statements, made, ct);
        await statements.SendAsync(ct);
        return answers;
    }

    /// <summary>Notes of calls whether they have been sent. Answers those that money is still set aside for.</summary>
    public async Task<HashSet<Guid>> NoteAsync(DbConnection c, DbTransaction t, IReadOnlyList<ToNote> calls, CancellationToken ct)
    {
        var held = new HashSet<Guid>();
        foreach (var same in calls.GroupBy(n => n.Sent, n => n.Reserved.Id).OrderBy(g => g.Key))
            held.UnionWith((await ChangeOpenAsync(c, t, same.Key ? "sent = true" : "sent = false", [.. same], ct)).Select(r => r.Id));
        return held;
    }

    /// <summary>Ends reservations with what the calls cost; a second settlement of the same one changes nothing.</summary>
    public async Task SettleAsync(DbConnection c, DbTransaction t, IReadOnlyList<ToSettle> ended, CancellationToken ct)
    {
        var each = ended.DistinctBy(e => e.Reserved.Id).ToDictionary(e => e.Reserved.Id);
        var held = await ChangeOpenAsync(c, t, "state = 'settled'", [.. each.Keys], ct);
        await using var statements = new Statements(storage, c, t);
        await PayAsync(statements, [.. held.Select(r => new Paid(r, each[r.Id].Settlement.CostPico, each[r.Id].Settlement.Usage.Total))], held.ConvertAll(r => EntryOf(r.Id, each[r.Id].Spending, each[r.Id].Settlement, r.Month)), ct);
        if (held.Count < each.Count) await EnterLostAsync(statements, [.. each.Values.ExceptBy(held.Select(r => r.Id), e => e.Reserved.Id)], ct);
        // What was settled already as lost the ledger has at its worst case; its answer is kept all the same.
        foreach (var step in ended.Select(e => e.Settlement.Step).OfType<StoredStep>()) await StoreAsync(statements, step, ct);
        foreach (var answer in ended.Select(e => e.Settlement.Cached).OfType<CachedAnswer>()) await KeepAsync(statements, answer, ct);
        await statements.SendAsync(ct);
    }

    /// <summary>Ends reservations that nobody will settle any more: at their worst case where the call may have been made, and with nothing where it was never sent. Answers how many.</summary>
    public async Task<int> SettleLostAsync(DbConnection c, DbTransaction t, string which, object parameters, CancellationToken ct)
    {
        var lost = (await c.QueryAsync<Reservation>(new CommandDefinition(
            $"""
            UPDATE gateway_reservations SET state = 'lost' WHERE state = 'open' AND {which}
            RETURNING id AS Id, tenant_id AS TenantId, month AS Month, scopes AS Scopes, amount_pico AS AmountPico, tokens AS Tokens, job_id AS JobId, lease AS Lease, task AS Task,
                      prompt_version AS PromptVersion, provider AS Provider, model AS Model, user_id AS UserId, key_id AS KeyId, price_version AS PriceVersion, state AS State, sent AS Sent
            """, parameters, t, cancellationToken: ct))).AsList();
        await using var statements = new Statements(storage, c, t);
        await PayAsync(statements, lost.ConvertAll(r => r.Sent ? new Paid(r, r.AmountPico, r.Tokens) : new Paid(r, 0, 0)), lost.FindAll(r => r.Sent).ConvertAll(r => EntryOf(r.Id, new Spending(r.TenantId, r.Task, r.PromptVersion, r.Provider, r.Model, r.JobId, r.Lease, r.UserId, r.KeyId) { PriceVersion = r.PriceVersion },
            new Settlement("unknown", TokenUsage.None, r.AmountPico, true, 0, null), r.Month)), ct);
        await statements.SendAsync(ct);
        return lost.Count;
    }

    /// <summary>Adds corrections to the ledger and moves what is spent of the months and limits that the corrected calls belong to.</summary>
    public async Task CorrectAsync(DbConnection c, DbTransaction t, IReadOnlyList<LedgerEntry> corrections, CancellationToken ct)
    {
        await using var statements = new Statements(storage, c, t);
        var sums = corrections.SelectMany(e => Spending.ScopesOf(e.Task, e.UserId, e.KeyId, $"{e.Provider}/{e.Model}").Select(scope => (Row: (e.TenantId, e.Month, Scope: scope), e.CostPico)))
            .GroupBy(e => e.Row, e => e.CostPico).OrderBy(g => g.Key.TenantId).ThenBy(g => g.Key.Month, StringComparer.Ordinal).ThenBy(g => g.Key.Scope, StringComparer.Ordinal);
        foreach (var sum in sums) await MoveAsync(statements, sum.Key, new Moved(0, sum.Sum(), 0, 0, null), ct);
        await LedgerInsert.InsertAsync(statements, corrections, ct);
        await statements.SendAsync(ct);
    }

    /// <summary>Adds entries to the ledger.</summary>
    public Task AppendAsync(DbConnection c, DbTransaction t, IReadOnlyList<LedgerEntry> entries, CancellationToken ct) => LedgerInsert.InsertAsync(storage, c, t, entries, ct);

    /// <summary>The entry of a call. It has the reservation's id, so that there can be no second one.</summary>
    public LedgerEntry EntryOf(Guid id, Spending spending, Settlement settlement, string month) => new()
    {
        Id = id, TenantId = spending.TenantId, Month = month, Task = spending.Task, PromptVersion = spending.PromptVersion,
        Provider = spending.Provider, Model = spending.Model, Outcome = settlement.Outcome, InputTokens = settlement.Usage.Input,
        CachedTokens = settlement.Usage.CachedInput, CacheWriteTokens = settlement.Usage.CacheWrite, CacheWriteLongTokens = settlement.Usage.CacheWriteLong, OutputTokens = settlement.Usage.Output,
        ReasoningTokens = settlement.Usage.Reasoning, CostPico = settlement.CostPico, SavedPico = settlement.SavedPico,
        Estimated = settlement.Estimated, PriceVersion = spending.PriceVersion ?? prices.Version, At = time.GetUtcNow().UtcDateTime, JobId = spending.JobId, UserId = spending.UserId,
        KeyId = spending.KeyId, LatencyMs = settlement.LatencyMs, Batch = settlement.Batch,
    };

    /// <summary>The month's rows of the limits that there are among the scopes, the tenant's own always; made where they are missing, and locked.</summary>
    private async Task<List<LockedLimit>> LockedAsync(DbConnection c, DbTransaction t, Guid tenant, string month, string[] scopes, CancellationToken ct)
    {
        var (among, given) = storage.Kind == StorageKind.Postgres ? ("= ANY(@scopes)", (object)scopes) : ("IN (SELECT value FROM json_each(@scopes))", JsonSerializer.Serialize(scopes));
        // The update changes nothing but locks the row, whoever asks at the same time. The last minute of a month goes on in the next.
        return (await c.QueryAsync<LockedLimit>(new CommandDefinition(
            $"""
            INSERT INTO gateway_budgets (tenant_id, scope, month, limit_pico, spent_pico, reserved_pico, limit_tokens, spent_tokens, reserved_tokens, requests_per_minute, tokens_per_minute, minute)
            SELECT @tenant, limits.scope, @month, coalesce(limits.pico, CASE WHEN limits.scope = '' THEN @otherwisePico ELSE {Unlimited} END), 0, 0, limits.tokens, 0, 0, limits.requests, limits.pace,
                   coalesce((SELECT b.minute FROM gateway_budgets b WHERE b.tenant_id = @tenant AND b.scope = limits.scope AND b.month < @month ORDER BY b.month DESC LIMIT 1), '') FROM (
              SELECT scope, monthly_limit_pico AS pico, monthly_tokens AS tokens, requests_per_minute AS requests, tokens_per_minute AS pace FROM gateway_limits WHERE tenant_id = @tenant AND scope {among}
              UNION ALL
              SELECT '', NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM gateway_limits WHERE tenant_id = @tenant AND scope = '')) limits
            WHERE true ORDER BY limits.scope
            ON CONFLICT (tenant_id, scope, month) DO UPDATE SET limit_pico = gateway_budgets.limit_pico
            RETURNING scope AS Scope, limit_pico AS LimitPico, spent_pico AS SpentPico, reserved_pico AS ReservedPico, limit_tokens AS LimitTokens, spent_tokens AS SpentTokens,
                      reserved_tokens AS ReservedTokens, requests_per_minute AS RequestsPerMinute, tokens_per_minute AS TokensPerMinute, minute AS Minute, {storage.NowMs} AS NowMs
            """, new { tenant, month, scopes = given, otherwisePico }, t, cancellationToken: ct))).AsList();
    }

    // A database that crashed may have lost what was set aside a moment before, or that the call was sent, and then it was given back: the call is entered all the same.
    private async Task EnterLostAsync(Statements statements, List<ToSettle> unknown, CancellationToken ct)
    {
        var (c, t) = (statements.Connection, statements.Transaction);
        foreach (var lost in unknown.OrderBy(u => u.Spending.TenantId).ThenBy(u => u.Reserved.Month, StringComparer.Ordinal))
        {
            if (await c.ExecuteScalarAsync<int?>(new CommandDefinition(
                "SELECT 1 FROM gateway_ledger WHERE id = @Id", new { lost.Reserved.Id }, t, cancellationToken: ct)) is not null) continue;
            var spending = lost.Spending;
            var rows = await LockedAsync(c, t, spending.TenantId, lost.Reserved.Month, [.. spending.Scopes], ct);
            var paid = new Reservation
            {
                Id = lost.Reserved.Id, TenantId = spending.TenantId, Month = lost.Reserved.Month, Scopes = JsonSerializer.Serialize(rows.Select(r => r.Scope)), State = "settled",
                Task = spending.Task, PromptVersion = spending.PromptVersion, Provider = spending.Provider, Model = spending.Model,
            };
            await PayAsync(statements, [new Paid(paid, lost.Settlement.CostPico, lost.Settlement.Usage.Total)], [EntryOf(paid.Id, spending, lost.Settlement, paid.Month)], ct);
        }
    }

    // Changes those that are open still, and answers them.
    private static async Task<List<Reservation>> ChangeOpenAsync(DbConnection c, DbTransaction t, string change, Guid[] ids, CancellationToken ct)
    {
        var (set, returned) = ($"UPDATE gateway_reservations SET {change} WHERE state = 'open' AND", "RETURNING id AS Id, tenant_id AS TenantId, month AS Month, scopes AS Scopes, amount_pico AS AmountPico, tokens AS Tokens, counted_at AS CountedAt");
        if (c is NpgsqlConnection) return (await c.QueryAsync<Reservation>(new CommandDefinition($"{set} id = ANY(@ids) {returned}", new { ids }, t, cancellationToken: ct))).AsList();
        var changed = new List<Reservation>();
        foreach (var id in ids)
            if (await c.QuerySingleOrDefaultAsync<Reservation>(new CommandDefinition($"{set} id = @id {returned}", new { id }, t, cancellationToken: ct)) is { } row)
                changed.Add(row);
        return changed;
    }

    private async Task PayAsync(Statements statements, IReadOnlyList<Paid> calls, IReadOnlyList<LedgerEntry> entries, CancellationToken ct)
    {
        var rows = calls.SelectMany(call => Scopes(call.Held).Select(scope => (Key: (call.Held.TenantId, call.Held.Month, Scope: scope), Call: call)))
            .GroupBy(p => p.Key, p => p.Call).OrderBy(g => g.Key.TenantId).ThenBy(g => g.Key.Month, StringComparer.Ordinal).ThenBy(g => g.Key.Scope, StringComparer.Ordinal);
        foreach (var row in rows)
            await MoveAsync(statements, row.Key, new Moved(-row.Sum(p => p.Held.AmountPico), row.Sum(p => p.CostPico), -row.Sum(p => p.Held.Tokens), row.Sum(p => p.Tokens),
                row.Any(p => p.Held.CountedAt is not null) ? await CorrectedAsync(statements, row.Key, row, ct) : null), ct);
        await LedgerInsert.InsertAsync(statements, entries, ct);
    }

    // A minute's tokens were counted as many as there could be at most; now it is known how many there were.
    private async Task<string?> CorrectedAsync(Statements statements, (Guid Tenant, string Month, string Scope) row, IEnumerable<Paid> calls, CancellationToken ct)
    {
        var locked = await statements.Connection.QuerySingleOrDefaultAsync<LockedLimit>(new CommandDefinition(
            $"""
            SELECT minute AS Minute, {storage.NowMs} AS NowMs FROM gateway_budgets
            WHERE tenant_id = @Tenant AND month = @Month AND scope = @Scope AND tokens_per_minute IS NOT NULL {(storage.Kind == StorageKind.Postgres ? "FOR UPDATE" : "")}
            """, new { row.Tenant, row.Month, row.Scope }, statements.Transaction, cancellationToken: ct));
        if (locked is null) return null;
        foreach (var call in calls)
            if (call.Held.CountedAt is { } second) locked.LastMinute.Correct(second, call.Tokens - call.Held.Tokens);
        return locked.LastMinute.ToString();
    }

    // A limit that was set after a call has not counted it: where that is corrected, it must not end up with less than nothing spent.
    private static Task MoveAsync(Statements statements, (Guid Tenant, string Month, string Scope) row, Moved moved, CancellationToken ct) => statements.AddAsync(
        $"""
        UPDATE gateway_budgets SET reserved_pico = reserved_pico + @ReservedPico, spent_pico = CASE WHEN spent_pico + @SpentPico < 0 THEN 0 ELSE spent_pico + @SpentPico END,
          reserved_tokens = reserved_tokens + @ReservedTokens, spent_tokens = spent_tokens + @SpentTokens{(moved.Minute is null ? "" : ", minute = @Minute")}
        WHERE tenant_id = @Tenant AND month = @Month AND scope = @Scope
        """,
        [
            ("ReservedPico", moved.ReservedPico), ("SpentPico", moved.SpentPico), ("ReservedTokens", moved.ReservedTokens), ("SpentTokens", moved.SpentTokens),
            .. moved.Minute is null ? Array.Empty<(string, object?)>() : [("Minute", moved.Minute)], ("Tenant", row.Tenant), ("Month", row.Month), ("Scope", row.Scope),
        ], ct);

    private Task StoreAsync(Statements statements, StoredStep step, CancellationToken ct) => statements.AddAsync(
        $"""
        INSERT INTO gateway_steps (job_id, step, tenant_id, task, answer, provider, model, input_tokens, cached_tokens, output_tokens, cost_pico, stored_at)
        VALUES (@JobId, @Step, @TenantId, @Task, @Answer, @Provider, @Model, @InputTokens, @CachedTokens, @OutputTokens, @CostPico, {storage.Now})
        ON CONFLICT DO NOTHING
        """,
        [
            ("JobId", step.JobId), ("Step", step.Step), ("TenantId", step.TenantId), ("Task", step.Task), ("Answer", step.Answer), ("Provider", step.Provider), ("Model", step.Model),
            ("InputTokens", step.InputTokens), ("CachedTokens", step.CachedTokens), ("OutputTokens", step.OutputTokens), ("CostPico", step.CostPico),
        ], ct);

    private async Task KeepAsync(Statements statements, CachedAnswer answer, CancellationToken ct)
    {
        await statements.AddAsync(
            $"""
            INSERT INTO gateway_cache (tenant_id, key, task, answer, provider, model, cost_pico, stored_at) VALUES (@TenantId, @Key, @Task, @Answer, @Provider, @Model, @CostPico, {storage.Now})
            ON CONFLICT (tenant_id, key) DO UPDATE SET answer = excluded.answer, provider = excluded.provider, model = excluded.model, cost_pico = excluded.cost_pico, stored_at = excluded.stored_at
            """,
            [
                ("TenantId", answer.TenantId), ("Key", answer.Key), ("Task", answer.Task), ("Answer", answer.Answer), ("Provider", answer.Provider), ("Model", answer.Model), ("CostPico", answer.CostPico),
            ], ct);
        if (answer.SubjectId is not { } subject) return;
        await statements.AddAsync("INSERT INTO gateway_cache_subjects (tenant_id, key, subject_id) VALUES (@TenantId, @Key, @Subject) ON CONFLICT DO NOTHING",
            [("TenantId", answer.TenantId), ("Key", answer.Key), ("Subject", subject)], ct);
    }

    // By the database's clock, which is that of whoever looks for what has run out.
    private static Reservation ReservationOf(ToReserve ask, List<LockedLimit> bearing)
    {
        var (spending, now) = (ask.Spending, DateTime.UnixEpoch.AddMilliseconds(bearing[0].NowMs));
        return new Reservation
        {
            Id = Guid.CreateVersion7(), TenantId = spending.TenantId, Month = ask.Month, Scopes = JsonSerializer.Serialize(bearing.Select(r => r.Scope)), AmountPico = ask.AmountPico, Tokens = ask.Tokens,
            CountedAt = !ask.OutsideMinutes && bearing.Exists(r => r.TokensPerMinute is not null) ? bearing[0].LastMinute.Unit : null, State = "open", Sent = !ask.Unsent,
            JobId = spending.JobId, Lease = spending.Lease, Task = spending.Task, PromptVersion = spending.PromptVersion, Provider = spending.Provider, Model = spending.Model,
            UserId = spending.UserId, KeyId = spending.KeyId, PriceVersion = spending.PriceVersion, CreatedAt = now, ExpiresAt = now.AddSeconds(ask.HoldSeconds),
        };
    }

    private static string[] Scopes(Reservation held) => JsonSerializer.Deserialize<string[]>(held.Scopes)!;

    private sealed record Moved(long ReservedPico, long SpentPico, long ReservedTokens, long SpentTokens, string? Minute);

    private sealed record Paid(Reservation Held, long CostPico, long Tokens);
}
