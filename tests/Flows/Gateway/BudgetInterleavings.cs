using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway.Spend;

namespace Flows.Gateway;

/// <summary>Whatever the order in which calls reserve, settle, die and come back, and however many processes take part, no limit is passed and the books agree.</summary>
public sealed class BudgetInterleavings
{
    private const long Limit = 1_000_000;

    public static TheoryData<Database, int> Seeds() => OnBoth.Of([1, 2, 3, 4]);

    [Theory, MemberData(nameof(Seeds))]
    public async Task Settled_and_reserved_together_never_exceed_a_limit_and_the_ledger_sums_to_what_was_spent(Database on, int seed)
    {
        await using var first = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });
        await using var second = await TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"], ConnectionOf = first.Connection });
        var company = await Company.AtAsync(first);
        foreach (var (scope, limit) in ((string, long)[])[("", Limit), ("user:0", Limit / 4)])
            await company.ExecuteAsync("INSERT INTO gateway_limits (tenant_id, scope, monthly_limit_pico) VALUES (@Id, @scope, @limit)", new { company.Id, scope, limit });
        Purse[] purses = [.. new[] { first, second }.Select(s => s.Services.GetRequiredService<Purse>())];
        using var ended = new CancellationTokenSource();
        // On a thread of its own: SQLite answers within the call.
        var watching = Task.Run(() => WatchAsync(company, ended.Token), Ct);
        var admitted = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => CallsAsync(purses[n % 2], company, new Random(seed * 100 + n), n % 3))));
        await company.ExecuteAsync("UPDATE gateway_reservations SET expires_at = created_at WHERE tenant_id = @Id", new { company.Id });
        await purses[0].SettleExpiredAsync(Ct);
        await ended.CancelAsync();

        (await watching).ShouldBeGreaterThan(3, "looked at while it went on");
        var ledger = await company.BalancedLedgerAsync();
        ledger.Count.ShouldBe(admitted.Sum());
        foreach (var budget in await company.RowsAsync<Budget>())
            budget.SpentPico.ShouldBe(ledger.Where(e => budget.Scope.Length == 0 || budget.Scope == "user:" + e.UserId).Sum(e => e.CostPico));
    }

    // Some settle at once, some late, some twice, some never.
    private static async Task<int> CallsAsync(Purse purse, Company company, Random random, int user)
    {
        var (admitted, open) = (0, new List<(Reserved Reserved, Spending Spending, long Amount)>());
        for (var i = 0; i < 40; i++)
        {
            var spending = new Spending(company.Id, "chat", "", "openai", "gpt-4o-mini", null, 0, user.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var amount = random.NextInt64(1, Limit / 10);
            if (await purse.ReserveAsync(spending, new Most(amount, 1), false, Ct) is { Refused: null } reserved)
            {
                admitted++;
                open.Add((reserved, spending, amount));
            }

            if (open.Count == 0 || random.Next(4) == 0) continue;
            var one = open[random.Next(open.Count)];
            var end = new Settlement("ok", new Steward.Gateway.TokenUsage(1, 0, 1), random.NextInt64(0, one.Amount / 20 + 1), false, 1, null);
            await purse.SettleAsync(one.Reserved, one.Spending, end, Ct);
            if (random.Next(5) == 0) await purse.SettleAsync(one.Reserved, one.Spending, end, Ct);
            if (random.Next(10) > 0) open.Remove(one);
        }

        return admitted;
    }

    private static async Task<int> WatchAsync(Company company, CancellationToken ended)
    {
        var looks = 0;
        for (; !ended.IsCancellationRequested; looks++)
            foreach (var budget in await company.RowsAsync<Budget>()) (budget.SpentPico + budget.ReservedPico).ShouldBeLessThanOrEqualTo(budget.LimitPico);
        return looks;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
