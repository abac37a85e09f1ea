using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Buffers.Text;
using Microsoft.Extensions.DependencyInjection;
using Steward.Identity.Keys;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Api;

/// <summary>Only credentials that hold let anybody in; given ones that do not are refused, in development too.</summary>
public sealed class Credentials
{
    private const string Secret = "dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIDMyIGJ5dGVzIGxvbmchIQ==";

    [Theory, OnBothDatabases]
    public async Task Key_is_accepted_in_either_header(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync("viewer");
        foreach (var (name, value) in new[] { ("X-API-Key", tenant.Key), ("Authorization", "Bearer " + tenant.Key), ("Authorization", "bearer " + tenant.Key) })
            (await (await MeAsync(server, name, value)).JsonAsync()).Text("tenantId").ShouldBe(tenant.Id.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task Forged_keys_are_refused(Database on)
    {
        var server = await Servers.On(on);
        var key = (await server.NewTenantAsync()).Key;
        string[] forged =
        [
            "nonsense", "ck_live_", "ck_live_short", key[..^1], key + "A", key[..16] + new string('A', key.Length - 16), "ck_test_" + key[8..], key.ToUpperInvariant(), "ck_live_" + new string('A', 5000),
            "' OR '1'='1", "ck_live_%", "\"" + key + "\"",
        ];
        foreach (var value in forged)
        {
            await (await MeAsync(server, "X-API-Key", value)).ProblemAsync(401, "unauthorized");
            await (await MeAsync(server, "Authorization", "Bearer " + value)).ProblemAsync(401, "unauthorized");
        }

        foreach (var scheme in (string[])["Basic dXNlcjpwYXNz", "Bearer", "Digest x", key])
            await (await MeAsync(server, "Authorization", scheme)).ProblemAsync(401, "unauthorized");
    }

    [Theory, OnBothDatabases]
    public async Task Revoked_key_stops_at_once_and_so_does_its_token(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var admin = server.Client(Service.Platform, tenant.Key);
        var made = await (await admin.PostAsync("/v1/keys", new { name = "to go", role = "viewer" })).JsonAsync(201);
        var token = (await (await server.Client(Service.Platform, made.Text("key")).SendAsync(HttpMethod.Post, "/v1/auth/token")).JsonAsync()).Text("token");
        await (await MeAsync(server, "Authorization", "Bearer " + token)).JsonAsync();
        (await admin.DeleteAsync("/v1/keys/" + made.Text("id"), Answers.Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await MeAsync(server, "X-API-Key", made.Text("key"))).ProblemAsync(401, "unauthorized");
        await (await MeAsync(server, "Authorization", "Bearer " + token)).ProblemAsync(401, "unauthorized");
        await (await MeAsync(server, "X-API-Key", tenant.Key)).JsonAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Expired_key_is_refused_and_so_is_its_token(Database on)
    {
        var server = await Servers.On(on);
        var tenant = Guid.CreateVersion7();
        await server.NewKeyAsync(tenant, "admin");
        var made = await MakeAsync(server, tenant, new KeyWish("short", "viewer", [], 1, false));
        var token = (await (await server.Client(Service.Platform, made.Key).SendAsync(HttpMethod.Post, "/v1/auth/token")).JsonAsync()).Text("token");
        await using (var scope = server.Scope())
            await scope.ServiceProvider.GetRequiredService<AppDb>().ExecuteAsync("UPDATE identity_keys SET expires_at = @at WHERE id = @id", new { at = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1), id = made.Id }, Answers.Ct);
        server.Services.GetRequiredService<KeyRing>().Forget();
        await (await MeAsync(server, "X-API-Key", made.Key)).ProblemAsync(401, "unauthorized");
        await (await MeAsync(server, "Authorization", "Bearer " + token)).ProblemAsync(401, "unauthorized");
    }

    [Theory, OnBothDatabases]
    public async Task Key_is_shown_once_and_kept_as_a_hash(Database on)
    {
        var server = await Servers.On(on);
        var admin = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        var made = await (await admin.PostAsync("/v1/keys", new { name = "mine", role = "analyst", scopes = (string[])["read"], expiresInDays = 30 })).JsonAsync(201);
        var (key, id) = (made.Text("key"), made.Text("id"));
        key.ShouldMatch("^ck_live_[A-Za-z0-9_-]{43}$");
        made.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()).ShouldBe(["read"]);
        var listed = (await (await admin.GetAsync("/v1/keys", Answers.Ct)).JsonAsync()).ToString();
        listed.ShouldContain(id);
        listed.ShouldContain(key[..16]);
        listed.ShouldNotContain(key);
        await using var scope = server.Scope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var hash = (await db.QueryAsync<string>("SELECT hash FROM identity_keys WHERE id = @id", new { id = Guid.Parse(id) }, Answers.Ct)).Single();
        hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        (await db.QueryAsync<string>("SELECT details FROM audit_details", null, Answers.Ct)).ShouldAllBe(d => !d.Contains(key));
    }

    [Theory, OnBothDatabases]
    public async Task The_owner_sends_no_text_for_nobody(Database on)
    {
        var server = await Servers.On(on);
        var key = await RolesAndRoutes.KeyAsync(server, Guid.Empty, "owner");
        await (await server.Client(Service.Gateway, key).PostAsync("/webhooks/ingest", new { type = "checkin.submitted", userId = "u" })).ProblemAsync(400, "no_company");
        await (await server.Client(Service.Safety, key).PostAsync("/screen/text", new { contentId = "c", contentType = "t", text = "Fine." })).ProblemAsync(400, "no_company");
        await (await server.Client(Service.Q2Q, key).PostAsync("/v1/q2q/classify", new { text = "Fine." })).ProblemAsync(400, "no_company");
        // Named, it is the company's.
        await (await server.Client(Service.Q2Q, key).PostAsync("/v1/q2q/classify", new { text = "Fine.", companyId = "company-123" })).JsonAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Nobody_makes_a_key_of_a_role_or_scope_that_there_is_not_or_the_owners(Database on)
    {
        var server = await Servers.On(on);
        var admin = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        (await (await admin.PostAsync("/v1/keys", new { name = "x", role = "owner" })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/role"]);
        (await (await admin.PostAsync("/v1/keys", new { name = "x", role = "root" })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/role"]);
        (await (await admin.PostAsync("/v1/keys", new { name = "x", scopes = (string[])["everything"] })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/scopes"]);
        (await (await admin.PostAsync("/v1/keys", new { name = "x", expiresInDays = 0 })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/expiresInDays"]);
    }

    [Theory, OnBothDatabases]
    public async Task Test_key_works_in_development_and_not_in_production(Database on)
    {
        await using var development = await TestServer.StartAsync(on);
        var tenant = Guid.CreateVersion7();
        await development.NewKeyAsync(tenant, "admin");
        var test = (await MakeAsync(development, tenant, new KeyWish("test", "viewer", [], null, true))).Key;
        test.ShouldStartWith("ck_test_");
        await (await MeAsync(development, "X-API-Key", test)).JsonAsync();
        await using var production = await TestServer.StartAsync(on, new TestServerOptions { Production = true, ConnectionOf = development.Connection, Roles = ["web"] });
        await (await MeAsync(production, "X-API-Key", test)).ProblemAsync(401, "unauthorized");
    }

    [Theory, OnBothDatabases]
    public async Task Tokens_that_do_not_hold_are_refused(Database on)
    {
        await using var server = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Identity:JwtSecret=" + Secret], Roles = ["web"] });
        var tenant = await server.NewTenantAsync();
        var good = (await (await server.Client(Service.Platform, tenant.Key).SendAsync(HttpMethod.Post, "/v1/auth/token")).JsonAsync()).Text("token");
        (await (await MeAsync(server, "Authorization", "Bearer " + good)).JsonAsync()).Text("role").ShouldBe("admin");
        var (header, claims) = (Part(good, 0), Part(good, 1));
        var subject = claims.Text("sub");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        object Claims(object? role = null, long? exp = null, string iss = "steward", string aud = "steward", long? nbf = null, string? tenantId = null) => new
        {
            sub = subject, role = role ?? "admin", tenant = tenantId ?? tenant.Id.ToString(), iss, aud, iat = now, nbf = nbf ?? now, exp = exp ?? now + 3600,
        };
        (await (await MeAsync(server, "Authorization", "Bearer " + Sign(new { alg = "HS256", typ = "JWT" }, Claims()))).JsonAsync()).Text("role").ShouldBe("admin", "or the rest proves nothing");
        string[] bad =
        [
            good[..^2] + (good[^2] == 'A' ? "BA" : "AA"),
            good[..good.LastIndexOf('.')] + ".",
            Encode(new { alg = "none", typ = "JWT" }) + "." + Encode(Claims()) + ".",
            Encode(new { alg = "none", typ = "JWT" }) + "." + good.Split('.')[1] + "." + good.Split('.')[2],
            Sign(new { alg = "HS512", typ = "JWT" }, Claims()),
            Sign(new { alg = "HS256", typ = "JWT" }, Claims(), "another secret that is thirty-two bytes long!!"u8.ToArray()),
            Sign(new { alg = "HS256", typ = "JWT" }, Claims(exp: now - 60)),
            Sign(new { alg = "HS256", typ = "JWT" }, Claims(nbf: now + 600)),
            Sign(new { alg = "HS256", typ = "JWT" }, Claims(iss: "somebody")),
            Sign(new { alg = "HS256", typ = "JWT" }, Claims(aud: "something")),
            Sign(new { alg = "HS256", typ = "JWT" }, new { sub = subject, role = "admin", tenant = tenant.Id, iss = "steward", aud = "steward" }),
            good.Split('.')[0] + "." + Encode(Claims(role: "owner")) + "." + good.Split('.')[2],
            "a.b.c", "..", header.ToString() + ".e30.", new string('a', 6000) + ".b.c",
        ];
        foreach (var token in bad) await (await MeAsync(server, "Authorization", "Bearer " + token)).ProblemAsync(401, "unauthorized");
    }

    [Theory, OnBothDatabases]
    public async Task Developers_token_ends_with_development_mode(Database on)
    {
        await using var development = await TestServer.StartAsync(on, new TestServerOptions { Settings = ["Identity:JwtSecret=" + Secret] });
        var token = (await (await development.Client(Service.Platform).SendAsync(HttpMethod.Post, "/v1/auth/token")).JsonAsync()).Text("token");
        await using var production = await TestServer.StartAsync(on, new TestServerOptions { Production = true, ConnectionOf = development.Connection, Roles = ["web"], Settings = ["Identity:JwtSecret=" + Secret] });
        await (await MeAsync(production, "Authorization", "Bearer " + token)).ProblemAsync(401, "unauthorized");
    }

    private static JsonElement Part(string token, int at) => JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[at]));

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    private static string Sign(object header, object claims, byte[]? secret = null)
    {
        var signed = Encode(header) + "." + Encode(claims);
        var key = secret ?? Convert.FromBase64String(Secret);
        var is512 = JsonSerializer.Serialize(header).Contains("HS512", StringComparison.Ordinal);
        return signed + "." + Base64Url.EncodeToString(is512 ? HMACSHA512.HashData(key, Encoding.ASCII.GetBytes(signed)) : HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)));
    }

    private static Task<HttpResponseMessage> MeAsync(TestServer server, string header, string value) =>
        server.Client(Service.Platform).SendAsync(HttpMethod.Get, "/v1/me", null, (header, value));

    private static async Task<CreatedKey> MakeAsync(TestServer server, Guid tenant, KeyWish wish)
    {
        await using var scope = server.Scope(tenant);
        return await scope.ServiceProvider.GetRequiredService<KeyMaker>().MakeAsync(tenant, "test", wish, Answers.Ct);
    }
}
