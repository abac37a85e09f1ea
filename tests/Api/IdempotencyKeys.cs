using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Api;

/// <summary><c>Idempotency-Key</c>: the same request is carried out once and answered alike as often as it is sent.</summary>
public sealed class IdempotencyKeys
{
    [Theory, OnBothDatabases]
    public async Task The_same_request_again_gets_the_first_answer_and_makes_nothing_new(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.ImpactIn, tenant.Key);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { companyId = tenant.Id, platform = "benevity", schedule = "0 0 1 * *" };
        var first = await client.SendAsync(HttpMethod.Post, "/impact-in/schedules", body, key);
        var again = await client.SendAsync(HttpMethod.Post, "/impact-in/schedules", body, key);
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await again.Content.ReadAsStringAsync(Answers.Ct)).ShouldBe(await first.Content.ReadAsStringAsync(Answers.Ct));
        again.Headers.Location.ShouldBe(first.Headers.Location);
        again.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (first.Header("Idempotency-Replayed"), again.Header("Idempotency-Replayed")).ShouldBe((null, "true"));
        (await (await client.GetAsync("/impact-in/schedules", Answers.Ct)).JsonAsync()).GetProperty("schedules").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Another_request_with_the_same_key_is_422(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Safety, (await server.NewTenantAsync()).Key);
        var key = ("Idempotency-Key", "order-1");
        await (await client.SendAsync(HttpMethod.Post, "/screen/text", Of("one"), key)).JsonAsync();
        await (await client.SendAsync(HttpMethod.Post, "/screen/text", Of("two"), key)).ProblemAsync(422, "idempotency_key_reused");
        await (await client.SendAsync(HttpMethod.Post, "/v1/screen/text", Of("one"), key)).ProblemAsync(422, "idempotency_key_reused");
        await (await client.SendAsync(HttpMethod.Post, "/screen/text", Of("one"), key)).JsonAsync();
        await (await client.SendAsync(HttpMethod.Post, "/screen/text", Of("two"), ("Idempotency-Key", new string('k', 201)))).ProblemAsync(400, "validation");
    }

    [Theory, OnBothDatabases]
    public async Task A_key_belongs_to_its_tenant(Database on)
    {
        var server = await Servers.On(on);
        var key = ("Idempotency-Key", "shared-name");
        foreach (var text in (string[])["one", "two"])
        {
            var answer = await server.Client(Service.Safety, (await server.NewTenantAsync()).Key).SendAsync(HttpMethod.Post, "/screen/text", Of(text), key);
            await answer.JsonAsync();
            answer.Header("Idempotency-Replayed").ShouldBeNull();
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_refusal_is_kept_like_any_answer(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Safety, (await server.NewTenantAsync()).Key);
        var key = ("Idempotency-Key", "refused");
        await (await client.SendAsync(HttpMethod.Post, "/screen/text", new { }, key)).ProblemAsync(400, "validation");
        var again = await client.SendAsync(HttpMethod.Post, "/screen/text", new { }, key);
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        again.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory, OnBothDatabases]
    public async Task While_the_first_still_runs_the_second_is_409(Database on)
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await WithRouteAsync(on, async () =>
        {
            entered.TrySetResult();
            await leave.Task;
            return Results.Ok(new { done = true });
        });
        var client = server.Client(Service.Platform);
        var first = client.SendAsync(HttpMethod.Post, "/v1/test", new { a = 1 }, ("Idempotency-Key", "k"));
        await entered.Task.WaitAsync(Answers.Ct);
        await (await client.SendAsync(HttpMethod.Post, "/v1/test", new { a = 1 }, ("Idempotency-Key", "k"))).ProblemAsync(409, "idempotency_in_progress");
        leave.SetResult();
        (await (await first).JsonAsync()).GetProperty("done").GetBoolean().ShouldBeTrue();
        (await client.SendAsync(HttpMethod.Post, "/v1/test", new { a = 1 }, ("Idempotency-Key", "k"))).Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Theory, OnBothDatabases]
    public async Task Fifty_at_once_are_carried_out_once(Database on)
    {
        var calls = 0;
        await using var server = await WithRouteAsync(on, () =>
        {
            Interlocked.Increment(ref calls);
            return Task.FromResult(Results.Ok(new { done = true }));
        });
        var client = server.Client(Service.Platform);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.SendAsync(HttpMethod.Post, "/v1/test", new { a = 1 }, ("Idempotency-Key", "burst"))));
        answers.Select(a => a.StatusCode).Distinct().Except([HttpStatusCode.OK, HttpStatusCode.Conflict]).ShouldBeEmpty();
        calls.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task A_server_error_is_not_kept_and_may_be_tried_again(Database on)
    {
        var calls = 0;
        await using var server = await WithRouteAsync(on, () => Interlocked.Increment(ref calls) switch
        {
            1 => throw new InvalidOperationException("broken inside"),
            2 => throw Problem.Overloaded("Too much.").AsException(),
            3 => Task.FromResult(Results.StatusCode(502)),
            _ => Task.FromResult(Results.Ok(new { done = true })),
        });
        var client = server.Client(Service.Platform);
        Task<HttpResponseMessage> Send() => client.SendAsync(HttpMethod.Post, "/v1/test", new { a = 1 }, ("Idempotency-Key", "again"));
        (await (await Send()).ProblemAsync(500, "internal")).ToString().ShouldNotContain("broken inside");
        var overloaded = await Send();
        await overloaded.ProblemAsync(503, "overloaded");
        overloaded.Headers.RetryAfter.ShouldNotBeNull();
        await (await Send()).ProblemAsync(502, "http_502");
        await (await Send()).JsonAsync();
        calls.ShouldBe(4);
        (await Send()).Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Theory, OnBothDatabases]
    public async Task An_answer_that_holds_a_secret_is_never_kept(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        var made = await (await client.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "once" }, ("Idempotency-Key", "secret"))).JsonAsync(201);
        var again = await (await client.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "once" }, ("Idempotency-Key", "secret"))).ProblemAsync(409, "shown_once");
        again.Text("detail").ShouldContain(made.Text("id"));
        await using var scope = server.Scope();
        var kept = await scope.ServiceProvider.GetRequiredService<AppDb>().QueryAsync<string>("SELECT coalesce(body, '') FROM platform_idempotency", null, Answers.Ct);
        kept.ShouldAllBe(body => !body.Contains("ck_live_"));
        (await (await client.GetAsync("/v1/keys", Answers.Ct)).JsonAsync()).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    private static object Of(string text) => new { contentId = "c", contentType = "t", text };

    private static Task<TestServer> WithRouteAsync(Database on, Func<Task<IResult>> work) => TestServer.StartAsync(on, new TestServerOptions
    {
        Roles = ["web"], Routes = routes => routes.MapPost("/v1/test", work).On(Service.Platform).Require("keys.manage").Idempotent(),
    });
}
