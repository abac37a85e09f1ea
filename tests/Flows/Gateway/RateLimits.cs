using System.Net;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using Steward.Platform.Limits;

namespace Flows.Gateway;

/// <summary>Q2Q requests a minute of one company, counted in the database and so by all servers together.</summary>
public sealed class RateLimits
{
    [Theory, OnBothDatabases, Trait("Requirement", "T068"), Trait("Requirement", "T069")]
    public async Task Hundred_at_once_pass_and_the_next_is_told_when_to_come_back(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var answers = await Task.WhenAll(Enumerable.Range(0, 130).Select(_ => CallAsync(company)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(100);
        var refused = answers.First(a => a.StatusCode != HttpStatusCode.OK);
        var problem = await Company.ReadAsync(refused, HttpStatusCode.TooManyRequests);
        problem.GetProperty("error").GetString().ShouldBe("Too Many Requests");
        problem.GetProperty("detail").GetString().ShouldBe("The limit is 100 Q2Q requests a minute per company.");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 61);
        // Another company has its own hundred.
        (await CallAsync(await Company.AtAsync(company.Server))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T068"), Trait("Speed", "Slow")]
    public async Task Two_servers_on_one_database_count_together(Database on)
    {
        string[] settings = ["Gateway:Q2QPerMinute=4"];
        await using var one = await TestServer.StartAsync(on, new TestServerOptions { Settings = settings, Roles = ["web"] });
        await using var two = await TestServer.StartAsync(on, new TestServerOptions { Settings = settings, Roles = ["web"], ConnectionOf = one.Connection });
        var here = await Company.AtAsync(one);
        var there = here.At(two);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CallAsync(i % 2 == 0 ? here : there)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(4);
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(16);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T068")]
    public async Task Requests_counted_before_the_clock_was_set_back_run_out_within_a_minute(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        (await CallAsync(company)).StatusCode.ShouldBe(HttpStatusCode.OK);
        // As if a hundred had been counted tomorrow.
        await company.ExecuteAsync("UPDATE gateway_rates SET seconds = @seconds WHERE tenant_id = @Id",
            new { seconds = $"{DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds()}:100", company.Id });

        var refused = await CallAsync(company);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 61);
    }

    [Fact, Trait("Requirement", "T068")]
    public void No_minute_wherever_it_begins_holds_more_than_the_quota_and_who_waits_as_told_passes()
    {
        var random = new Random(68);
        for (var round = 0; round < 200; round++)
        {
            var (quota, now, stored) = (random.Next(1, 20), 1_800_000_000_000L + random.Next(1000), "");
            var passed = new List<long>();
            for (var ask = 0; ask < 200; ask++)
            {
                var minute = new SlidingWindow(stored, now);
                var wait = minute.Take(quota);
                stored = minute.ToString();
                if (wait == TimeSpan.Zero) passed.Add(now);
                else if (random.Next(2) == 0) new SlidingWindow(stored, now += (long)wait.TotalMilliseconds).Take(quota).ShouldBe(TimeSpan.Zero);
                now += random.Next(3) switch { 0 => 0, 1 => random.Next(2000), _ => random.Next(30_000) };
            }

            passed.Count.ShouldBeGreaterThan(quota);
            passed.ShouldAllBe(from => passed.Count(at => at >= from && at < from + 60_000) <= quota);
        }
    }

    private static Task<HttpResponseMessage> CallAsync(Company company) =>
        company.SendAsync(HttpMethod.Post, Service.Q2Q, "/v1/q2q/classify", new { text = "I feel confident now.", companyId = company.Id });
}
