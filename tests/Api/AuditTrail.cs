using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Api;

/// <summary>The audit trail over HTTP, and that entries live and die with the change they record.</summary>
public sealed class AuditTrail
{
    [Theory, OnBothDatabases]
    public async Task Entries_are_listed_newest_first_page_by_page(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        for (var i = 0; i < 7; i++) await RecordAsync(server, tenant.Id, "user:a", "thing.made", $"thing:{i}", new { number = i });
        var client = server.Client(Service.Platform, tenant.Key);
        var seen = new List<JsonElement>();
        for (string? cursor = null; ;)
        {
            var page = await (await client.GetAsync($"/v1/audit?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}", Answers.Ct)).JsonAsync();
            page.GetProperty("items").GetArrayLength().ShouldBeInRange(1, 3);
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("next", out var next)) break;
            cursor = next.GetString();
        }

        seen.Select(e => e.GetProperty("seq").GetInt64()).ShouldBe(Enumerable.Range(1, seen.Count).Reverse().Select(n => (long)n));
        seen.Where(e => e.Text("action") == "thing.made").Select(e => e.GetProperty("details").GetProperty("number").GetInt32()).ShouldBe([6, 5, 4, 3, 2, 1, 0]);
        seen.Select(e => e.Text("action")).ShouldContain("key.created");
        seen.ShouldAllBe(e => e.Text("hash").Length == 64 && e.Text("at").EndsWith('Z'));
    }

    [Theory, OnBothDatabases]
    public async Task Filters_narrow_the_list(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        await RecordAsync(server, tenant.Id, "user:a", "thing.made", "thing:1");
        await RecordAsync(server, tenant.Id, "user:b", "thing.made", "thing:2");
        await RecordAsync(server, tenant.Id, "user:a", "thing.gone", "thing:1");
        var client = server.Client(Service.Platform, tenant.Key);
        async Task<string[]> Of(string query) =>
            [.. (await (await client.GetAsync("/v1/audit?" + query, Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray().Select(e => $"{e.Text("actor")} {e.Text("action")} {e.Text("object")}")];
        (await Of("actor=user:b")).ShouldBe(["user:b thing.made thing:2"]);
        (await Of("action=thing.made")).ShouldBe(["user:b thing.made thing:2", "user:a thing.made thing:1"]);
        (await Of("object=thing:1")).ShouldBe(["user:a thing.gone thing:1", "user:a thing.made thing:1"]);
        (await Of("object=thing:1&actor=user:a&action=thing.gone")).ShouldBe(["user:a thing.gone thing:1"]);
        (await Of("from=2099-01-01T00:00:00Z")).ShouldBeEmpty();
        (await Of("to=2000-01-01T00:00:00Z")).ShouldBeEmpty();
        (await Of("from=2000-01-01T00:00:00Z&to=2099-01-01T00:00:00Z&actor=user:b")).Length.ShouldBe(1);
        (await Of("actor=' OR '1'='1")).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task What_is_rolled_back_was_never_recorded(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        await using (var scope = server.Scope(tenant.Id))
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            await Should.ThrowAsync<InvalidOperationException>(() => db.InTransactionAsync(async () =>
            {
                await db.ExecuteAsync("UPDATE identity_tenants SET name = 'changed' WHERE id = @id", new { id = tenant.Id }, Answers.Ct);
                await scope.ServiceProvider.GetRequiredService<Trail>().RecordAsync(new AuditEvent(tenant.Id, "user:a", "tenant.renamed", "x"), Answers.Ct);
                throw new InvalidOperationException("changed my mind");
            }, Answers.Ct));
        }

        (await server.CountAsync("SELECT count(*) FROM audit_entries WHERE tenant_id = @t AND action = 'tenant.renamed'", new { t = tenant.Id })).ShouldBe(0);
        (await server.CountAsync("SELECT count(*) FROM identity_tenants WHERE id = @t AND name = 'changed'", new { t = tenant.Id })).ShouldBe(0);
        await RecordAsync(server, tenant.Id, "user:a", "after", "x");
        (await ReportAsync(server, tenant.Id)).BrokenAt.ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Every_change_over_HTTP_leaves_an_entry_with_who_made_it(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.Platform, tenant.Key);
        var me = (await (await client.GetAsync("/v1/me", Answers.Ct)).JsonAsync()).Text("id");
        var key = (await (await client.PostAsync("/v1/keys", new { name = "k" })).JsonAsync(201)).Text("id");
        await client.DeleteAsync("/v1/keys/" + key, Answers.Ct);
        await (await client.SendAsync(HttpMethod.Put, $"/cost/budget/{tenant.Id}", new { budget = 7 })).JsonAsync();
        var schedule = (await (await client.PostAsync("/impact-in/schedules", new { companyId = tenant.Id, platform = "benevity", schedule = "0 0 1 * *" })).JsonAsync(201)).GetProperty("schedule").Text("id");
        await client.DeleteAsync("/impact-in/schedules/" + schedule, Answers.Ct);
        var entries = (await (await client.GetAsync($"/v1/audit?actor={me}", Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray().Select(e => e.Text("action")).ToList();
        foreach (var action in (string[])["key.created", "key.revoked", "budget.set"]) entries.ShouldContain(action);
        entries.Count.ShouldBeGreaterThanOrEqualTo(5, string.Join(", ", entries));
    }

    [Theory, OnBothDatabases]
    public async Task A_hundred_appends_at_once_make_one_chain(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => RecordAsync(server, tenant.Id, "user:a", "thing.made", $"thing:{i}")));
        var report = await ReportAsync(server, tenant.Id);
        (report.BrokenAt, report.Reason).ShouldBe((null, null));
        report.Entries.ShouldBeGreaterThanOrEqualTo(101);
    }

    internal static async Task RecordAsync(TestServer server, Guid tenant, string actor, string action, string what, object? details = null)
    {
        await using var scope = server.Scope(tenant);
        await scope.ServiceProvider.GetRequiredService<Trail>().RecordAsync(new AuditEvent(tenant, actor, action, what, details), Answers.Ct);
    }

    internal static async Task<ChainReport> ReportAsync(TestServer server, Guid tenant)
    {
        await using var scope = server.Scope();
        return (await scope.ServiceProvider.GetRequiredService<ChainVerifier>().VerifyAsync(Answers.Ct)).Single(r => r.TenantId == tenant);
    }
}
