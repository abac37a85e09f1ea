using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Steward.Identity.Keys;
using Steward.Identity.Roles;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Api;

/// <summary>Every route of the running server × every role: nothing is open by accident, and 403 is answered exactly when the role lacks the permission.</summary>
public sealed class RolesAndRoutes
{
    private static readonly string[] Open = ["/health", "/health/live", "/health/ready", "/metrics", "/openapi.json", "/api-docs/catalog", "/v1/api-docs/catalog", "/pages/{tenant}/{slug}", "/webhooks/instagram", "/webhooks/tiktok", "/webhooks/discord", "/webhooks/webhook",
        "/api/health", "/api/health/detailed", "/api/health/live", "/api/health/ready", "/api/health/database", "/api/health/redis", "/api/health/system",
        "/api/v1/health", "/api/v1/status", "/api/v1/health/database", "/api/v1/health/cache", "/health/db", "/health/redis"];
    private static readonly string[] ForAnybodySignedIn = ["/v1/me", "/v1/auth/token", "/auth/token"];

    [Fact]
    public async Task Every_route_names_a_permission_or_is_on_a_short_list()
    {
        var routes = Routes.Of(await Servers.On(Database.Sqlite));
        routes.Count.ShouldBeGreaterThan(60);
        foreach (var route in routes)
        {
            if (route.IsAnonymous) Open.ShouldContain(route.Pattern, $"{route} is open");
            else if (route.Permissions.Length == 0) ForAnybodySignedIn.ShouldContain(route.Pattern, $"{route} names no permission");
            (route.IsAnonymous || route.IsClosed).ShouldBeTrue($"{route} says nothing");
        }

        Open.Except(routes.Where(r => r.IsAnonymous).Select(r => r.Pattern)).ShouldBeEmpty("no longer there");
        routes.SelectMany(r => r.Permissions).Distinct().Where(p => !RolePermissions.ByRole.Values.SelectMany(v => v).Any(v => v != "*" && !v.StartsWith("*.", StringComparison.Ordinal)
            && (v == p || (v.EndsWith(".*", StringComparison.Ordinal) && p.StartsWith(v[..^1], StringComparison.Ordinal))))).Order().AsEnumerable()
            .ShouldBe(["ledger.correct", "prices.import", "queues.configure", "tenants.create"], "only the owner's");
    }

    [Theory, OnBothDatabases]
    public async Task A_role_is_refused_exactly_where_it_lacks_the_permission(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        foreach (var role in RolePermissions.ByRole.Keys)
            await WalkAsync(server, await KeyAsync(server, role == "owner" ? Guid.Empty : tenant.Id, role), new Caller(tenant.Id, "key", role, []));
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task A_scope_narrows_what_the_role_allows(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        foreach (var scope in RolePermissions.ByScope.Keys)
            await WalkAsync(server, await KeyAsync(server, tenant.Id, "admin", scope), new Caller(tenant.Id, "key", "admin", [scope]));
        await WalkAsync(server, await KeyAsync(server, tenant.Id, "viewer", "read"), new Caller(tenant.Id, "key", "viewer", ["read"]));
    }

    [Theory, OnBothDatabases]
    public async Task A_token_may_do_what_the_key_may_and_no_more(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var key = await KeyAsync(server, tenant.Id, "admin", "screen");
        var token = (await (await server.Client(Service.Platform, key).SendAsync(HttpMethod.Post, "/v1/auth/token")).JsonAsync()).Text("token");
        await WalkAsync(server, token, new Caller(tenant.Id, "key", "admin", ["screen"]), asBearer: true);
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Nobody_gets_past_a_closed_route_without_credentials_in_production(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Production = true });
        var client = server.Client(Service.Platform);
        foreach (var route in Routes.Of(server))
        {
            var answer = await client.SendAsync(new HttpMethod(route.Method), route.WithDummies(), BodyOf(route));
            // Who sends events of a platform is told by their signature.
            if (route.IsAnonymous && route.Pattern.StartsWith("/webhooks/", StringComparison.Ordinal)) answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
            else if (route.IsAnonymous) answer.StatusCode.ShouldBe(route.PathParameters.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.NotFound, route.ToString());
            else (await answer.ProblemAsync(401, "unauthorized")).Text("detail").ShouldContain("X-API-Key", Case.Sensitive, route.ToString());
            if (!route.IsAnonymous) answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }
    }

    private static async Task WalkAsync(TestServer server, string credential, Caller caller, bool asBearer = false)
    {
        var client = server.Client(Service.Platform, asBearer ? null : credential);
        if (asBearer) client.DefaultRequestHeaders.Authorization = new("Bearer", credential);
        foreach (var route in Routes.Of(server).Where(r => !r.IsAnonymous))
        {
            var answer = await client.SendAsync(new HttpMethod(route.Method), route.WithDummies(), BodyOf(route));
            var allowed = route.Permissions.All(p => RolePermissions.Allows(caller, p));
            (answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(!allowed, $"{caller.Role} [{string.Join(' ', caller.Scopes)}] {route}: {(int)answer.StatusCode}");
            ((int)answer.StatusCode).ShouldBeLessThan(500, $"{caller.Role} {route}");
            if (!allowed) await answer.ProblemAsync(403, "forbidden");
        }
    }

    // Empty, so that nothing is made on the way: a body that is refused was let through first.
    private static object? BodyOf(Route route) => route.Method is "POST" or "PUT" or "PATCH" && route.BodyType is not null ? new { } : null;

    internal static async Task<string> KeyAsync(TestServer server, Guid tenant, string role, params string[] scopes)
    {
        await using var scope = server.Scope(tenant);
        return (await scope.ServiceProvider.GetRequiredService<KeyMaker>().MakeAsync(tenant, "test", new KeyWish("test", role, scopes, null, false), Answers.Ct)).Key;
    }
}
