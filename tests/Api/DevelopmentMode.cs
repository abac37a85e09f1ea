using System.Net;
using Steward.Platform.Http;
using Steward.Server;

namespace Api;

/// <summary>Development mode is for the person at this machine; production has nobody until somebody is made.</summary>
public sealed class DevelopmentMode
{
    [Theory]
    [InlineData("0.0.0.0"), InlineData("192.168.1.5"), InlineData("::")]
    public void Development_mode_is_refused_on_any_other_address_than_loopback(string host)
    {
        var data = Directory.CreateTempSubdirectory("steward-mode-").FullName;
        Should.Throw<StartException>(() => StewardHost.Build(new ServeOptions { Data = data, Settings = ["Identity:Development=true", $"Server:Host={host}"] }))
            .Message.ShouldContain("Server:Host");
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Another_address_than_loopback_is_production_without_being_asked()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions { Settings = ["Server:Host=0.0.0.0"], Roles = ["web"] });
        using var client = new HttpClient { BaseAddress = new UriBuilder(server.Client(Service.Platform).BaseAddress!) { Host = "127.0.0.1" }.Uri };
        await (await client.GetAsync("/v1/me", Answers.Ct)).ProblemAsync(401, "unauthorized");
        (await (await client.GetAsync("/health", Answers.Ct)).JsonAsync()).TryGetProperty("checks", out _).ShouldBeFalse("details are not for everybody");
    }

    [Fact]
    public async Task A_request_without_credentials_is_the_demo_companys_administrator()
    {
        var me = await (await (await Servers.On(Database.Sqlite)).Client(Service.Platform).GetAsync("/v1/me", Answers.Ct)).JsonAsync();
        (me.Text("id"), me.Text("role"), me.Text("tenantId")).ShouldBe(("user:developer", "admin", "c1111111-1111-1111-1111-111111111111"));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1"), InlineData("Forwarded", "for=127.0.0.1"), InlineData("X-Real-IP", "127.0.0.1"), InlineData("X-Forwarded-Host", "localhost"), InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "evil.example"), InlineData("Host", "localhost.evil.example"), InlineData("Host", "192.168.1.5"), InlineData("Host", "127.0.0.1.nip.io")]
    [InlineData("Origin", "https://evil.example"), InlineData("Origin", "null"), InlineData("Origin", "http://localhost.evil.example"), InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_request_that_may_come_from_elsewhere_is_nobody(string header, string value)
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        await (await client.SendAsync(HttpMethod.Get, "/v1/me", null, (header, value))).ProblemAsync(401, "unauthorized");
        await (await client.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "x" }, (header, value))).ProblemAsync(401, "unauthorized");
    }

    [Theory]
    [InlineData("Host", "localhost"), InlineData("Host", "127.0.0.1:8080"), InlineData("Host", "[::1]:8080"), InlineData("Origin", "http://localhost:3000"), InlineData("Sec-Fetch-Site", "same-origin")]
    public async Task A_request_from_this_machine_is_the_developers(string header, string value)
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        await (await client.SendAsync(HttpMethod.Get, "/v1/me", null, (header, value))).JsonAsync();
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Production_has_no_account_until_bootstrap_makes_the_owners_key_once(Database on)
    {
        var data = Directory.CreateTempSubdirectory("steward-boot-").FullName;
        var connection = on == Database.Postgres ? await (await PrivatePostgres.Shared).CreateDatabaseAsync() : Path.Combine(data, "steward.db");
        var setting = on == Database.Postgres ? "Database:Postgres=" + connection : "Database:Sqlite=" + connection;
        (await RunAsync("migrate", "up", "--data", data, "--set", setting)).Code.ShouldBe(0);
        await using var production = await TestServer.StartAsync(on, new TestServerOptions { Production = true, ConnectionOf = connection, Roles = ["web"] });
        await (await production.Client(Service.Platform).GetAsync("/v1/me", Answers.Ct)).ProblemAsync(401, "unauthorized");
        await (await production.Client(Service.Q2Q).GetAsync("/cost/budget/company-123", Answers.Ct)).ProblemAsync(401, "unauthorized");

        var (code, output) = await RunAsync("bootstrap", "--data", data, "--set", setting);
        code.ShouldBe(0);
        var key = output.Single(l => !l.IsError && l.Text.StartsWith("ck_live_", StringComparison.Ordinal)).Text;
        var owner = production.Client(Service.Platform, key);
        (await (await owner.GetAsync("/v1/me", Answers.Ct)).JsonAsync()).Text("role").ShouldBe("owner");
        await (await owner.GetAsync("/v1/metrics/company-123", Answers.Ct)).ProblemAsync(404, "not_found");

        var (again, said) = await RunAsync("bootstrap", "--data", data, "--set", setting);
        again.ShouldBe(1);
        said.ShouldNotContain(l => l.Text.Contains("ck_live_", StringComparison.Ordinal));

        var tenant = await (await owner.PostAsync("/v1/tenants", new { name = "First", aliases = (string[])["first-" + Guid.NewGuid().ToString("n")] })).JsonAsync(201);
        var admin = production.Client(Service.Platform, tenant.GetProperty("adminKey").Text("key"));
        (await (await admin.GetAsync("/v1/me", Answers.Ct)).JsonAsync()).Text("tenantId").ShouldBe(tenant.Text("id"));
        await (await admin.PostAsync("/v1/tenants", new { name = "Second" })).ProblemAsync(403, "forbidden");
        Directory.Delete(data, recursive: true);
    }

    [Theory, OnBothDatabases]
    public async Task A_tenant_whose_alias_is_taken_leaves_nothing_behind(Database on)
    {
        var server = await Servers.On(on);
        var owner = server.Client(Service.Platform, await RolesAndRoutes.KeyAsync(server, Guid.Empty, "owner"));
        var alias = "alias-" + Guid.NewGuid();
        await (await owner.PostAsync("/v1/tenants", new { name = "One", aliases = (string[])[alias] })).JsonAsync(201);
        await (await owner.PostAsync("/v1/tenants", new { name = "Two " + alias, aliases = (string[])[alias] })).ProblemAsync(409, "alias_taken");
        (await server.CountAsync("SELECT count(*) FROM identity_tenants WHERE name = @name", new { name = "Two " + alias })).ShouldBe(0);
        (await (await owner.PostAsync("/v1/tenants", new { name = "Three", aliases = (string[])[Guid.NewGuid().ToString()] })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/aliases/0"]);
    }

    private static async Task<(int Code, IReadOnlyList<OutputLine> Output)> RunAsync(params string[] arguments)
    {
        await using var process = ServerProcess.Start(arguments);
        return (await process.WaitForExitAsync(), process.Output);
    }
}
