using System.Net;
using Steward.Platform.Http;
using Steward.Platform.Limits;

namespace Api;

/// <summary>Request limits: the arithmetic on a clock of the test's own, and the answer on the wire.</summary>
public sealed class Limits
{
    private static readonly RateLimit TenAMinute = new("test", 10, TimeSpan.FromMinutes(1), 3);

    [Fact]
    public void A_burst_passes_and_the_next_waits_for_one_interval()
    {
        var gcra = new Gcra(new Clock());
        for (var left = 2; left >= 0; left--) gcra.Ask(TenAMinute, "a").ShouldBe(new RateDecision(true, left, TimeSpan.Zero));
        gcra.Ask(TenAMinute, "a").ShouldBe(new RateDecision(false, 0, TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void A_refusal_costs_nothing()
    {
        var clock = new Clock();
        var gcra = new Gcra(clock);
        for (var i = 0; i < 3; i++) gcra.Ask(TenAMinute, "a");
        for (var i = 0; i < 100; i++) gcra.Ask(TenAMinute, "a").Allowed.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(6));
        gcra.Ask(TenAMinute, "a").Allowed.ShouldBeTrue();
        gcra.Ask(TenAMinute, "a").RetryAfter.ShouldBe(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void No_window_of_a_minute_lets_more_than_quota_and_burst_through()
    {
        var clock = new Clock();
        var gcra = new Gcra(clock);
        var passed = new List<TimeSpan>();
        for (var tick = 0; tick < 3 * 600; tick++)
        {
            if (gcra.Ask(TenAMinute, "a").Allowed) passed.Add(TimeSpan.FromMilliseconds(100) * tick);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        passed.Count.ShouldBeInRange(30, 33);
        foreach (var start in passed) passed.Count(at => at >= start && at < start + TimeSpan.FromMinutes(1)).ShouldBeLessThanOrEqualTo(13);
    }

    [Fact]
    public void Callers_and_policies_are_counted_apart()
    {
        var gcra = new Gcra(new Clock());
        for (var i = 0; i < 4; i++) gcra.Ask(TenAMinute, "a");
        gcra.Ask(TenAMinute, "b").Allowed.ShouldBeTrue();
        gcra.Ask(TenAMinute with { Name = "other" }, "a").Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_long_pause_gives_back_the_burst_and_no_more()
    {
        var clock = new Clock();
        var gcra = new Gcra(clock);
        for (var i = 0; i < 4; i++) gcra.Ask(TenAMinute, "a");
        clock.Advance(TimeSpan.FromDays(400));
        for (var i = 0; i < 3; i++) gcra.Ask(TenAMinute, "a").Allowed.ShouldBeTrue();
        gcra.Ask(TenAMinute, "a").Allowed.ShouldBeFalse();
    }

    [Fact]
    public void Wall_clock_that_jumps_changes_nothing()
    {
        var clock = new Clock();
        var gcra = new Gcra(clock);
        for (var i = 0; i < 3; i++) gcra.Ask(TenAMinute, "a");
        clock.Wall += TimeSpan.FromDays(365);
        gcra.Ask(TenAMinute, "a").Allowed.ShouldBeFalse();
        clock.Wall -= TimeSpan.FromDays(1000);
        clock.Advance(TimeSpan.FromSeconds(6));
        gcra.Ask(TenAMinute, "a").Allowed.ShouldBeTrue();
    }

    [Fact]
    public void Many_threads_get_exactly_the_burst()
    {
        var gcra = new Gcra(new Clock());
        var limit = new RateLimit("threads", 1, TimeSpan.FromHours(1), 100);
        var allowed = 0;
        Parallel.For(0, 5000, _ =>
        {
            if (gcra.Ask(limit, "a").Allowed) Interlocked.Increment(ref allowed);
        });
        allowed.ShouldBe(100);
    }

    [Fact, Trait("Requirement", "M032"), Trait("Requirement", "M034"), Trait("Requirement", "M035"), Trait("Requirement", "M036")]
    public void People_have_100_requests_a_minute_addresses_500_ten_at_once_and_tokens_hold_a_day()
    {
        var limits = new Steward.Identity.LimitsOptions();
        (limits.PersonPerMinute, limits.AddressPerMinute, limits.Burst).ShouldBe((100, 500, 10));
        new Steward.Identity.IdentityOptions().TokenHours.ShouldBe(24);
    }

    [Fact, Trait("Requirement", "M037")]
    public void Who_goes_on_after_being_refused_waits_longer_and_longer()
    {
        var clock = new Clock();
        var offenders = new RepeatOffenders(clock);
        for (var i = 1; i < RepeatOffenders.Patience; i++) offenders.Refused("a").ShouldBe(TimeSpan.Zero);
        offenders.Refused("a").ShouldBe(TimeSpan.FromSeconds(10));
        offenders.HeldFor("b").ShouldBe(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromSeconds(4));
        offenders.HeldFor("a").ShouldBe(TimeSpan.FromSeconds(6));
        for (var i = 2; i < RepeatOffenders.Patience; i++) offenders.HeldFor("a");
        offenders.HeldFor("a").ShouldBe(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 100 * RepeatOffenders.Patience; i++) offenders.Refused("a").ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(15));
        clock.Advance(TimeSpan.FromMinutes(31));
        offenders.HeldFor("a").ShouldBe(TimeSpan.Zero);
        offenders.Refused("a").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Callers_that_were_forgotten_start_anew_and_callers_that_were_not_do_not()
    {
        var clock = new Clock();
        var gcra = new Gcra(clock);
        for (var i = 0; i < 3; i++) gcra.Ask(TenAMinute, "busy");
        for (var i = 0; i < 20_000; i++) gcra.Ask(TenAMinute, "caller-" + i);
        gcra.Ask(TenAMinute, "busy").Allowed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_person_over_the_limit_gets_429_with_the_wait_and_the_policy()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Settings = ["Limits:PersonPerMinute=60", "Limits:Burst=3"], Roles = ["web"] });
        var tenant = await server.NewTenantAsync();
        var token = (await (await server.Client(Service.Platform, tenant.Key).SendAsync(HttpMethod.Post, "/v1/auth/token")).JsonAsync()).Text("token");
        var client = server.Client(Service.Platform);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++) answers.Add(await client.GetAsync("/v1/me", Answers.Ct));
        answers[0].StatusCode.ShouldBe(HttpStatusCode.OK);
        answers[0].Header("RateLimit-Policy").ShouldBe("\"person\";q=60;w=60");
        answers[0].Header("RateLimit").ShouldBe("\"person\";r=2;t=0");
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        var problem = await refused.ProblemAsync(429, "rate_limited");
        problem.Text("error").ShouldBe("Too Many Requests");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        refused.Header("RateLimit").ShouldBe("\"person\";r=0;t=1");
        (await client.GetAsync("/health", Answers.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, "probes pass");
        (await client.GetAsync("/metrics", Answers.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        // The key itself has a limit of its own.
        (await server.Client(Service.Platform, tenant.Key).GetAsync("/v1/me", Answers.Ct)).Header("RateLimit-Policy").ShouldBe("\"key\";q=1000000;w=60");
    }

    [Fact]
    public async Task A_key_that_ingests_has_another_limit_than_other_keys()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Settings = ["Limits:KeyPerMinute=2", "Limits:IngestPerSecond=500"], Roles = ["web"] });
        var tenant = await server.NewTenantAsync();
        var ingest = server.Client(Service.Gateway, await server.NewKeyAsync(tenant.Id, "operator", "ingest"));
        for (var i = 0; i < 20; i++)
        {
            var answer = await ingest.PostAsync("/webhooks/ingest", new { type = "checkin.submitted", userId = "u" });
            await answer.JsonAsync();
            answer.Header("RateLimit-Policy").ShouldBe("\"ingest\";q=500;w=1");
        }

        var other = server.Client(Service.Platform, tenant.Key);
        for (var i = 0; i < 2; i++) await (await other.GetAsync("/v1/me", Answers.Ct)).JsonAsync();
        var refused = await other.GetAsync("/v1/me", Answers.Ct);
        await refused.ProblemAsync(429, "rate_limited");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Guesses_at_keys_are_limited_by_address()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Settings = ["Limits:AddressPerMinute=1", "Limits:Burst=2"], Production = true, Roles = ["web"] });
        var answers = new List<int>();
        for (var i = 0; i < 15; i++)
            answers.Add((int)(await server.Client(Service.Platform, "ck_live_" + Guid.NewGuid().ToString("n")).GetAsync("/v1/me", Answers.Ct)).StatusCode);
        answers.Take(10).ShouldAllBe(status => status == 401);
        answers[^1].ShouldBe(429);
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks = TimeSpan.FromDays(3).Ticks;

        public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan by)
        {
            Interlocked.Add(ref _ticks, by.Ticks);
            Wall += by;
        }
    }
}
