using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Steward.Observability.Logs;

namespace Steward.Observability.Tests.Logs;

[Trait("Requirement", "C028")]
public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_is_logged_with_method_route_status_and_latency()
    {
        await using var app = await StartAsync();
        await app.GetAsync("/things/secret-one");

        var line = await app.RequestLineAsync();
        line.GetProperty("level").GetString().ShouldBe("INFO");
        line.GetProperty("message").GetString()!.ShouldStartWith("GET /things/{id} 200 in ");
        line.GetRawText().ShouldNotContain("secret-one");
        var context = line.GetProperty("context");
        context.GetProperty("method").GetString().ShouldBe("GET");
        context.GetProperty("endpoint").GetString().ShouldBe("/things/{id}");
        context.GetProperty("status_code").GetInt32().ShouldBe(200);
        context.GetProperty("latency_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        context.GetProperty("request_id").GetString().ShouldNotBeNullOrEmpty();
        context.GetProperty("trace_id").GetString()!.Length.ShouldBe(32);
    }

    [Fact]
    public async Task Lines_written_during_a_request_carry_its_id_tenant_and_user()
    {
        await using var app = await StartAsync();
        await app.GetAsync("/signed-in");

        var inside = (await app.LineAsync("inside")).GetProperty("context");
        var outside = (await app.RequestLineAsync()).GetProperty("context");
        foreach (var context in new[] { inside, outside })
        {
            context.GetProperty("request_id").GetString().ShouldBe("given-by-caller");
            context.GetProperty("client_id").GetString().ShouldBe("tenant-1");
            context.GetProperty("user_id").GetString().ShouldBe("user-1");
        }
    }

    [Theory]
    [InlineData("/status/401", "WARN")]
    [InlineData("/status/403", "WARN")]
    [InlineData("/status/404", "INFO")]
    [InlineData("/status/429", "WARN")]
    [InlineData("/status/502", "ERROR")]
    [InlineData("/health", "DEBUG")]
    [InlineData("/health/live", "DEBUG")]
    [InlineData("/metrics", "DEBUG")]
    public async Task The_level_follows_the_status(string path, string level)
    {
        await using var app = await StartAsync();
        using var _ = await app.Http.GetAsync(path, TestContext.Current.CancellationToken);
        (await app.RequestLineAsync()).GetProperty("level").GetString().ShouldBe(level);
    }

    [Fact]
    public async Task A_request_that_throws_is_an_error_500_with_its_exception()
    {
        await using var app = await StartAsync();
        using var _ = await app.Http.GetAsync("/boom", TestContext.Current.CancellationToken);
        var line = await app.RequestLineAsync();
        line.GetProperty("level").GetString().ShouldBe("ERROR");
        line.GetProperty("context").GetProperty("status_code").GetInt32().ShouldBe(500);
        line.GetProperty("exception").GetProperty("type").GetString().ShouldBe("System.InvalidOperationException");
    }

    [Fact]
    public async Task A_path_without_a_route_and_a_made_up_method_are_not_repeated()
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod("FORGED"), "/no/such/thing");
        using var _ = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = (await app.RequestLineAsync()).GetRawText();
        text.ShouldContain("OTHER (no route) 404");
        text.ShouldNotContain("FORGED");
        text.ShouldNotContain("such");
    }

    [Fact]
    public void After_its_request_a_scope_keeps_what_it_knew_and_reads_the_context_no_more()
    {
        var context = new DefaultHttpContext { TraceIdentifier = "r1", User = Person("t1", "u1") };
        var scope = new RequestScope(context);
        scope.Close();
        context.TraceIdentifier = "r2";
        context.User = Person("t2", "u2");
        scope.Select(p => p.Value).ShouldBe(["r1", "t1", "u1"]);
    }

    private static ClaimsPrincipal Person(string tenant, string user) =>
        new(new ClaimsIdentity([new Claim("tenant", tenant), new Claim("sub", user)], "test"));

    private static Task<RunningApp> StartAsync() => RunningApp.StartAsync(map: web =>
    {
        web.MapGet("/things/{id}", (string id) => id);
        web.MapGet("/status/{code:int}", (int code) => Results.StatusCode(code));
        web.MapGet("/boom", (HttpContext _) => { throw new InvalidOperationException("no"); });
        web.MapGet("/signed-in", (HttpContext context, ILogger<RequestLogTests> log) =>
        {
            context.TraceIdentifier = "given-by-caller";
            context.User = Person("tenant-1", "user-1");
#pragma warning disable CA1848, CA1873 // A test's own line.
            log.LogInformation("inside");
#pragma warning restore CA1848, CA1873
        });
    });
}
