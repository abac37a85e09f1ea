using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Steward.Gateway;
using Steward.Gateway.Spend;
using Steward.Jobs.Queue;
using Steward.Platform.Errors;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Money is set aside before each call and nothing passes the limit.</summary>
public sealed class Budgets(PricedWorlds worlds) : IClassFixture<PricedWorlds>
{
    private const string Text = "I feel confident when I speak.";
    private static readonly Behaviour Good = Behaviour.Reply(Q2QAnswer.Confident("I feel confident").Json());

    [Theory, OnBothDatabases, Trait("Requirement", "T069"), Trait("Requirement", "T063"), Trait("Requirement", "T070"), Trait("Requirement", "T071"), Trait("Speed", "Slow")]
    public async Task Two_hundred_calls_at_once_on_a_budget_for_fifty_are_fifty_calls(Database on)
    {
        var world = await worlds.On(on);
        var (company, each) = await SetAsideForOneAsync(world);
        await company.BudgetAsync(Money.Usd(each * 50) + Money.Usd((await company.RowsAsync<Budget>())[0].SpentPico));
        var (before, release) = (world.Provider.CallCount, new TaskCompletionSource());
        world.Provider.Default = Good with { Until = release.Task };
        var calls = Enumerable.Range(0, 200).Select(_ => company.SendAsync(HttpMethod.Post, Service.Q2Q, "/v1/q2q/classify", new { text = Text, companyId = company.Id })).ToList();
        // Nobody gets an answer yet, so what has ended was refused.
        var refused = await TestServer.EventuallyAsync(() => Task.FromResult(calls.Count(c => c.IsCompleted)), n => n == 150);
        release.SetResult();
        var answers = await Task.WhenAll(calls);

        refused.ShouldBe(150);
        world.Provider.CallCount.ShouldBe(before + 50);
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(50);
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(150);
        (await company.BalancedLedgerAsync()).Count.ShouldBe(51);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T064"), Trait("Requirement", "T071"), Trait("Requirement", "T143")]
    public async Task Exceeded_budget_is_refused_in_the_guides_words(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.ClassifyAsync(Text);
        var before = world.Provider.CallCount;
        var spent = Money.Usd((await company.RowsAsync<Budget>())[0].SpentPico);
        await company.BudgetAsync(0);
        var response = await company.SendAsync(HttpMethod.Post, Service.Q2Q, "/v1/q2q/classify", new { text = Text, companyId = company.Id });
        var body = await Company.ReadAsync(response, HttpStatusCode.TooManyRequests);

        body.GetProperty("error").GetString().ShouldBe("AI Budget Exceeded");
        body.GetProperty("message").GetString().ShouldBe("Monthly AI budget has been exceeded. Please contact your administrator.");
        var budget = body.GetProperty("budget");
        budget.GetProperty("allowed").GetBoolean().ShouldBeFalse();
        budget.GetProperty("budget").GetDecimal().ShouldBe(0);
        budget.GetProperty("spent").GetDecimal().ShouldBe(spent);
        budget.GetProperty("remaining").GetDecimal().ShouldBe(-spent);
        response.Headers.RetryAfter.ShouldNotBeNull();
        world.Provider.CallCount.ShouldBe(before);
        (await company.GetAsync(Service.Q2Q, $"/cost/budget/{company.Id}")).GetProperty("budget").GetProperty("allowed").GetBoolean().ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Refusal_for_want_of_budget_is_not_kept_under_the_idempotency_key(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.BudgetAsync(0);
        var (body, key) = (new { text = Text, companyId = company.Id }, ("Idempotency-Key", "try-1"));
        await company.PostAsync(Service.Q2Q, "/v1/q2q/classify", body, HttpStatusCode.TooManyRequests, key);
        await company.BudgetAsync(1);
        var before = world.Provider.CallCount;

        var first = await company.PostAsync(Service.Q2Q, "/v1/q2q/classify", body, HttpStatusCode.OK, key);
        var again = await company.PostAsync(Service.Q2Q, "/v1/q2q/classify", body, HttpStatusCode.OK, key);
        again.GetRawText().ShouldBe(first.GetRawText());
        world.Provider.CallCount.ShouldBe(before + 1);
    }

    [Theory, OnBothDatabases]
    public async Task Change_of_a_budget_is_audited(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var answer = await company.BudgetAsync(12.34m);

        answer.GetProperty("budget").GetRawText().ShouldBe("""{"allowed":true,"budget":12.34,"spent":0.00,"remaining":12.34}""");
        var entry = (await company.GetAsync(Service.Platform, "/v1/audit?action=budget.set")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("object").GetString().ShouldBe($"tenant:{company.Id}");
        entry.GetProperty("details").GetProperty("budgetUsd").GetDecimal().ShouldBe(12.34m);
        entry.GetProperty("actor").GetString().ShouldStartWith("key:");
        await (await company.AsAsync("analyst")).PutAsync(Service.Q2Q, $"/cost/budget/{company.Id}", new { budget = 1_000 }, HttpStatusCode.Forbidden);
        await company.PutAsync(Service.Q2Q, $"/cost/budget/{company.Id}", new { budget = -1 }, HttpStatusCode.BadRequest);
        await company.PutAsync(Service.Q2Q, $"/cost/budget/{company.Id}", new { }, HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Job_without_budget_waits_at_no_cost_of_attempts_and_goes_on_once_there_is_some(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.BudgetAsync(0);
        await company.FeedbackAsync(Text);
        var parked = (await TestServer.EventuallyAsync(company.RowsAsync<JobRow>, jobs => jobs is [{ State: JobState.Parked }]))[0];
        parked.Attempt.ShouldBe(0);
        (await company.BalancedLedgerAsync()).ShouldBeEmpty();

        await company.BudgetAsync(1);
        await company.UntilTextsAsync("classified", 1);
        (await company.RowsAsync<JobHistory>()).ShouldHaveSingleItem().Attempts.ShouldBe(1);
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().Outcome.ShouldBe("ok");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T133"), Trait("Requirement", "T145")]
    public async Task Company_has_a_thousand_dollars_a_month_unless_it_has_a_budget_of_its_own(Database on)
    {
        var world = await worlds.On(on);
        var (usual, own) = (await Company.AtAsync(world.Server), await Company.AtAsync(world.Server));
        await own.BudgetAsync(12.34m);
        foreach (var (company, budget) in new[] { (usual, "1000.00"), (own, "12.34") })
            (await company.GetAsync(Service.Q2Q, $"/cost/budget/{company.Id}")).GetProperty("budget").GetRawText()
                .ShouldBe($$"""{"allowed":true,"budget":{{budget}},"spent":0.00,"remaining":{{budget}}}""");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T144")]
    public async Task Months_begin_at_midnight_where_the_company_is(Database on)
    {
        var time = new MovableTime();
        // Half past midnight in Oslo, half past six in the evening in New York.
        time.MoveTo(new DateTimeOffset(2027, 1, 31, 23, 30, 0, TimeSpan.Zero));
        await using var world = await World.StartAsync(on, [], services: s => s.AddSingleton<TimeProvider>(time));
        world.Provider.Default = Good;
        foreach (var (zone, month) in new[] { ("Europe/Oslo", "2027-02"), ("America/New_York", "2027-01"), (null, "2027-01") })
        {
            var company = await Company.AtAsync(world.Server);
            if (zone is not null) await company.PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", budget = 5, timeZone = zone });
            await company.ClassifyAsync(Text);
            (await company.RowsAsync<LedgerEntry>()).ShouldHaveSingleItem().Month.ShouldBe(month);
            var limits = await company.GetAsync(Service.Platform, "/v1/budgets");
            (limits.GetProperty("month").GetString(), limits.GetProperty("timeZone").GetString()).ShouldBe((month, zone ?? "UTC"));
            limits.GetProperty("budgets")[0].GetProperty("spent").GetDecimal().ShouldBeGreaterThan(0);
        }

        var wrong = await (await Company.AtAsync(world.Server)).PutAsync(Service.Platform, "/v1/budgets", new { scope = "company", timeZone = "Mars/Olympus" }, HttpStatusCode.BadRequest);
        wrong.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/timeZone");
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T144")]
    public async Task New_month_begins_with_nothing_spent(Database on)
    {
        var time = new MovableTime();
        time.MoveTo(new DateTimeOffset(2027, 1, 31, 23, 0, 0, TimeSpan.Zero));
        await using var world = await World.StartAsync(on, [], services: s => s.AddSingleton<TimeProvider>(time));
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.ClassifyAsync(Text);
        await company.BudgetAsync(Money.Usd((await company.RowsAsync<Budget>())[0].SpentPico));
        await company.ClassifyAsync(Text, HttpStatusCode.TooManyRequests);
        await company.BudgetAsync(1);

        time.MoveTo(new DateTimeOffset(2027, 2, 1, 0, 0, 1, TimeSpan.Zero));
        var fresh = (await company.GetAsync(Service.Q2Q, $"/cost/budget/{company.Id}")).GetProperty("budget");
        fresh.GetRawText().ShouldBe("""{"allowed":true,"budget":1.00,"spent":0.00,"remaining":1.00}""");
        await company.ClassifyAsync(Text);
        (await company.BalancedLedgerAsync()).Select(e => e.Month).Order().ShouldBe(["2027-01", "2027-02"]);
        (await company.RowsAsync<Budget>()).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Model_without_a_price_is_refused_and_not_free(Database on)
    {
        await using var world = await World.StartAsync(on, ["Gateway:OpenAi:Model=brand-new-model", "Gateway:Route:0=openai"]);
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        var problem = await company.ClassifyAsync(Text, HttpStatusCode.ServiceUnavailable);

        problem.GetProperty("errorType").GetString().ShouldBe("validation");
        problem.GetProperty("detail").GetString()!.ShouldContain("no price for openai/brand-new-model");
        world.Provider.CallCount.ShouldBe(0);
        (await company.BalancedLedgerAsync()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Company_that_there_is_not_has_no_budget_and_pays_for_nothing(Database on)
    {
        var world = await worlds.On(on);
        var company = await Company.AtAsync(world.Server);
        var stranger = (await Company.AtAsync(world.Server)).Id;
        var before = world.Provider.CallCount;
        foreach (var other in new[] { "company-of-nobody", Guid.CreateVersion7().ToString(), stranger.ToString() })
        {
            await company.GetAsync(Service.Q2Q, $"/cost/budget/{other}", HttpStatusCode.NotFound);
            await company.PutAsync(Service.Q2Q, $"/cost/budget/{other}", new { budget = 5 }, HttpStatusCode.NotFound);
            await company.GetAsync(Service.Q2Q, $"/cost/metrics?companyId={other}", HttpStatusCode.NotFound);
            await company.PostAsync(Service.Q2Q, "/v1/q2q/classify", new { text = Text, companyId = other }, HttpStatusCode.NotFound);
        }

        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Reservation_of_a_process_that_died_is_settled_at_its_worst_case(Database on)
    {
        var world = await worlds.On(on);
        var (company, spending, reserved, spent, each) = await LeftOpenAsync(world);
        var purse = world.Server.Services.GetRequiredService<Purse>();
        var lost = reserved.Id;
        await company.ExecuteAsync("UPDATE gateway_reservations SET expires_at = created_at WHERE id = @lost", new { lost });
        await purse.SettleExpiredAsync(TestContext.Current.CancellationToken);
        // The dead come back: a late settlement of the same call changes nothing.
        await purse.SettleAsync(reserved, spending, new Settlement("ok", new Steward.Gateway.TokenUsage(1, 0, 1), 1, false, 1, null), TestContext.Current.CancellationToken);

        (await company.RowsAsync<Budget>())[0].SpentPico.ShouldBe(spent + each);
        (await company.BalancedLedgerAsync()).Select(e => e.Outcome).Order().ShouldBe(["ok", "unknown"]);
        (await company.RowsAsync<LedgerEntry>()).Single(e => e.Outcome == "unknown").UserId.ShouldBe("user-1");
    }

    [Theory, OnBothDatabases]
    public async Task Reservation_of_a_process_that_died_before_it_sent_anything_is_given_back_and_its_call_is_not_made_any_more(Database on)
    {
        var world = await worlds.On(on);
        var (company, _, reserved, before, _) = await LeftOpenAsync(world);
        var purse = world.Server.Services.GetRequiredService<Purse>();
        await purse.NoteAsync(reserved, false, TestContext.Current.CancellationToken);
        await company.ExecuteAsync("UPDATE gateway_reservations SET expires_at = created_at WHERE id = @Id", new { reserved.Id });
        await purse.SettleExpiredAsync(TestContext.Current.CancellationToken);

        (await company.RowsAsync<Budget>())[0].SpentPico.ShouldBe(before);
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().Outcome.ShouldBe("ok");
        // The dead come back: they stood still, and what they were about to do is nobody's any more.
        (await Should.ThrowAsync<ProblemException>(() => purse.NoteAsync(reserved, true, TestContext.Current.CancellationToken))).Problem.Status.ShouldBe(503);
    }

    [Theory, OnBothDatabases]
    public async Task Call_whose_money_was_given_back_while_it_waited_reaches_nobody(Database on)
    {
        await using var world = await World.StartAsync(on, []);
        var company = await Company.AtAsync(world.Server);
        foreach (var sql in GivenBackAtOnce(on)) await company.ExecuteAsync(sql, new { });
        var asked = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = Text } } });

        asked.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        asked.Headers.RetryAfter.ShouldNotBeNull();
        world.Provider.CallCount.ShouldBe(0);
        (await company.RowsAsync<LedgerEntry>()).ShouldHaveSingleItem().CostPico.ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Call_whose_reservation_the_database_lost_in_a_crash_is_entered_once_all_the_same(Database on)
    {
        var world = await worlds.On(on);
        var (company, spending, reserved, spent, each) = await LeftOpenAsync(world);
        var purse = world.Server.Services.GetRequiredService<Purse>();
        // What was written in the last moment before the crash is gone, all of it.
        await company.ExecuteAsync("DELETE FROM gateway_reservations WHERE id = @Id", new { reserved.Id });
        await company.ExecuteAsync("UPDATE gateway_budgets SET reserved_pico = reserved_pico - @each WHERE tenant_id = @Id", new { each, company.Id });

        var end = new Settlement("ok", new Steward.Gateway.TokenUsage(1, 0, 1), 7, false, 1, null);
        await purse.SettleAsync(reserved, spending, end, TestContext.Current.CancellationToken);
        await purse.SettleAsync(reserved, spending, end, TestContext.Current.CancellationToken);

        (await company.RowsAsync<Budget>())[0].SpentPico.ShouldBe(spent + 7);
        (await company.BalancedLedgerAsync()).Count(e => e.Id == reserved.Id).ShouldBe(1);
    }

    // As when a process stands still between reserving and sending until the keeper of another has given the money back.
    private static string[] GivenBackAtOnce(Database on) => on == Database.Sqlite
        ? ["CREATE TRIGGER given_back AFTER INSERT ON gateway_reservations BEGIN UPDATE gateway_reservations SET state = 'lost' WHERE id = NEW.id; END"]
        : [
            "CREATE FUNCTION given_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.state := 'lost'; RETURN NEW; END $$",
            "CREATE TRIGGER given_back BEFORE INSERT ON gateway_reservations FOR EACH ROW EXECUTE FUNCTION given_back()",
        ];

    // The same company, with money set aside for another call, which nobody has ended.
    private static async Task<(Company Company, Spending Spending, Reserved Reserved, long SpentPico, long Each)> LeftOpenAsync(World world)
    {
        var (company, each) = await SetAsideForOneAsync(world);
        var spent = (await company.RowsAsync<Budget>())[0].SpentPico;
        var spending = new Spending(company.Id, "q2q.classify", "v", "openai", "gpt-4o-mini", null, 0, "user-1");
        return (company, spending, await world.Server.Services.GetRequiredService<Purse>().ReserveAsync(spending, new Most(each, 0), false, TestContext.Current.CancellationToken), spent, each);
    }

    // A company that has made one call, and what the gateway sets aside for another like it.
    private static async Task<(Company Company, long Each)> SetAsideForOneAsync(World world)
    {
        var company = await Company.AtAsync(world.Server);
        world.Provider.Default = Good;
        await company.ClassifyAsync(Text);
        return (company, (await company.RowsAsync<Reservation>()).ShouldHaveSingleItem().AmountPico);
    }
}
