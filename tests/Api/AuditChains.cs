using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Steward.Audit;
using Steward.Server.Verbs;

namespace Api;

/// <summary>The database refuses to change the trail; whoever gets around that is found out.</summary>
public sealed class AuditChains
{
    [Theory, OnBothDatabases]
    public async Task The_database_refuses_to_change_or_remove_entries(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        string[] statements = ["UPDATE audit_entries SET actor = 'nobody'", "UPDATE audit_entries SET hash = hash", "DELETE FROM audit_entries", "UPDATE gateway_ledger SET cost_pico = 0", "DELETE FROM gateway_ledger"];
        foreach (var statement in on == Database.Postgres ? statements.Concat(["TRUNCATE audit_entries", "TRUNCATE gateway_ledger CASCADE"]) : statements.Where(s => s.Contains("audit", StringComparison.Ordinal)))
            (await Should.ThrowAsync<DbException>(() => server.ExecuteAsync(statement))).Message.ShouldContain("append-only");
        (await server.CountAsync("SELECT count(*) FROM audit_entries WHERE tenant_id = @t", new { t = tenant.Id })).ShouldBeGreaterThan(0);
    }

    [Theory, OnBothDatabases]
    public async Task Whole_chains_hold(Database on)
    {
        var server = await Servers.On(on);
        var report = await AuditTrail.ReportAsync(server, await FillAsync(server));
        (report.BrokenAt, report.Reason).ShouldBe((null, null));
        report.Head.Length.ShouldBe(64);
    }

    [Theory, OnBothDatabases]
    public async Task Changed_removed_reordered_and_cut_entries_are_named(Database on)
    {
        (string Change, long At, string Reason)[] cases =
        [
            ("UPDATE audit_entries SET actor = 'somebody else' WHERE tenant_id = @t AND seq = 4", 4, "it was changed"),
            ("UPDATE audit_entries SET action = 'other' WHERE tenant_id = @t AND seq = 3", 3, "it was changed"),
            ("UPDATE audit_entries SET object = 'other' WHERE tenant_id = @t AND seq = 3", 3, "it was changed"),
            ("DELETE FROM audit_entries WHERE tenant_id = @t AND seq = 3", 4, "entry 3 is missing"),
            ("DELETE FROM audit_entries WHERE tenant_id = @t AND seq >= 5", 5, "entries are missing at the end"),
            ("UPDATE audit_entries SET seq = CASE seq WHEN 3 THEN 1004 ELSE 1003 END WHERE tenant_id = @t AND seq IN (3, 4); UPDATE audit_entries SET seq = seq - 1000 WHERE tenant_id = @t AND seq > 1000", 3, "it does not follow the entry before it"),
            ("UPDATE audit_details SET details = '{\"number\":99}' WHERE tenant_id = @t AND seq = 4", 4, "its details were changed"),
            ("UPDATE audit_details SET salt = 'other' WHERE tenant_id = @t AND seq = 4", 4, "its details were changed"),
            ("UPDATE audit_heads SET seq = seq - 1 WHERE tenant_id = @t", 7, "entries are missing at the end"),
            ("DELETE FROM audit_heads WHERE tenant_id = @t", 7, "entries are missing at the end"),
        ];
        await using var server = await StartAsync(on);
        await WithoutTriggersAsync(server, on);
        foreach (var (change, at, reason) in cases)
        {
            var tenant = await FillAsync(server);
            (await server.ExecuteAsync(change, new { t = tenant })).ShouldBeGreaterThan(0, change);
            var report = await AuditTrail.ReportAsync(server, tenant);
            (report.BrokenAt, report.Reason).ShouldBe((at, reason), change);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Erased_details_keep_the_chain_valid(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await FillAsync(server);
        (await server.ExecuteAsync("DELETE FROM audit_details WHERE tenant_id = @t AND seq IN (2, 4)", new { t = tenant })).ShouldBe(2);
        (await AuditTrail.ReportAsync(server, tenant)).BrokenAt.ShouldBeNull();
    }

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Verify_ends_with_0_for_whole_chains_and_1_for_broken_ones(Database on)
    {
        await using var server = await StartAsync(on);
        var tenant = await FillAsync(server);
        var data = Directory.CreateTempSubdirectory("steward-verify-").FullName;
        string[] settings = [.. TestServer.SettingsFor(on, server.Connection)];
        Task<int> VerifyAsync() => DatabaseVerb.RunAsync(data, settings, async scope =>
            (await scope.GetRequiredService<ChainVerifier>().VerifyAsync(Answers.Ct)).All(r => r.BrokenAt is null) ? 0 : 1);
        (await VerifyAsync()).ShouldBe(0);
        await WithoutTriggersAsync(server, on);
        await server.ExecuteAsync("UPDATE audit_entries SET actor = 'x' WHERE tenant_id = @t AND seq = 2", new { t = tenant });
        (await VerifyAsync()).ShouldBe(1);
        await using var process = ServerProcess.Start(["audit", "verify", "--json", "--data", data, .. settings.SelectMany(s => (string[])["--set", s])]);
        (await process.WaitForExitAsync()).ShouldBe(1);
        var report = System.Text.Json.JsonElement.Parse(process.Output.Single(l => l.Text.StartsWith('{')).Text);
        report.GetProperty("valid").GetBoolean().ShouldBeFalse();
        report.GetProperty("chains").EnumerateArray().Single(c => c.Text("tenantId") == tenant.ToString()).GetProperty("brokenAt").GetInt64().ShouldBe(2);
        Directory.Delete(data, recursive: true);
    }

    private static Task<TestServer> StartAsync(Database on) => TestServer.StartAsync(on, new TestServerOptions { Roles = ["web"] });

    private static async Task<Guid> FillAsync(TestServer server)
    {
        var tenant = Guid.CreateVersion7();
        for (var i = 1; i <= 6; i++) await AuditTrail.RecordAsync(server, tenant, "user:a", "thing.made", $"thing:{i}", new { number = i });
        return tenant;
    }

    private static Task WithoutTriggersAsync(TestServer server, Database on) => server.ExecuteAsync(on == Database.Postgres
        ? "ALTER TABLE audit_entries DISABLE TRIGGER ALL" : "DROP TRIGGER audit_entries_no_update; DROP TRIGGER audit_entries_no_delete");
}
