using System.Diagnostics;
using System.Net;
using Steward.Platform.Http;

namespace Flows.Gateway;

/// <summary>Q2Q requests a minute of one company, counted in the database and so by all servers together.</summary>
public sealed class RateLimits
{
    [Theory, OnBothDatabases, Trait("Requirement", "T068"), Trait("Requirement", "T069")]
    public async Task Hundred_at_once_pass_and_the_next_is_told_when_to_come_back(Database on)
    {
        var company = await Company.AtAsync(await Servers.On(on));
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 130).Select(_ => CallAsync(company)));
        // A place comes free every .6 s, also while the calls run.
        var came = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds / .6) + 1;

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBeInRange(100, Math.Min(129, 100 + came));
        var refused = answers.First(a => a.StatusCode != HttpStatusCode.OK);
        var problem = await Company.ReadAsync(refused, HttpStatusCode.TooManyRequests);
        problem.GetProperty("error").GetString().ShouldBe("Too Many Requests");
        problem.GetProperty("detail").GetString().ShouldBe("The limit is 100 Q2Q requests a minute per company.");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
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
        // Four at once, and the next place comes free after a quarter of a minute.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CallAsync(i % 2 == 0 ? here : there)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(4);
        answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(16);
    }

    private static Task<HttpResponseMessage> CallAsync(Company company) =>
        company.SendAsync(HttpMethod.Post, Service.Q2Q, "/v1/q2q/classify", new { text = "I feel confident now.", companyId = company.Id });
}
