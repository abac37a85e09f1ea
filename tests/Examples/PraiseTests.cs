using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Examples;

/// <summary>The example module of the documents, through the front door.</summary>
public sealed class PraiseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_note_is_stored_sorted_by_the_built_in_engine_and_audited(Database on)
    {
        var (server, client, tenant) = await NewTenantAsync(on);
        var added = await AddAsync(client, "Thank you, you explained everything twice.");
        added.GetProperty("held").GetBoolean().ShouldBeFalse();
        var note = await SortedAsync(client, added);
        note.GetProperty("theme").GetString().ShouldBe("teaching");
        note.GetProperty("sortedBy").GetString().ShouldBe("builtin");
        var trail = await client.GetFromJsonAsync<JsonElement>("/v1/audit?action=praise.added", Cancel);
        trail.GetProperty("items")[0].GetProperty("object").GetString().ShouldBe($"praise:{note.GetProperty("id").GetString()}");
        (await CountAsync(server, $"SELECT count(*) FROM jobs_history WHERE kind = 'praise.sort-note' AND state = 4 AND tenant_id = @tenant", tenant)).ShouldBe(1);
        (await CountAsync(server, "SELECT count(*) FROM gateway_ledger WHERE task = 'praise.sort' AND provider = 'builtin' AND tenant_id = @tenant", tenant)).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task A_note_that_safety_holds_is_sorted_once_a_reviewer_released_it(Database on)
    {
        var (_, client, _) = await NewTenantAsync(on);
        var added = await AddAsync(client, "DAMN THIS CRAP, but you helped me, thanks.");
        var held = await NoteAsync(client, added, n => n.GetProperty("held").GetBoolean());
        held.TryGetProperty("theme", out _).ShouldBeFalse();
        var queue = await client.GetFromJsonAsync<JsonElement>("/v1/safety/queue", Cancel);
        var item = queue.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("flag").GetProperty("contentId").GetString() == added.GetProperty("id").GetString());
        var decided = await client.PostAsJsonAsync($"/v1/safety/queue/{item.GetProperty("queueItem").GetProperty("id").GetString()}/dismiss", new { notes = "Meant well." }, Cancel);
        decided.StatusCode.ShouldBe(HttpStatusCode.OK);
        var note = await SortedAsync(client, added);
        note.GetProperty("theme").GetString().ShouldBe("help");
        note.GetProperty("held").GetBoolean().ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Bad_notes_are_refused_with_pointers_and_leave_nothing(Database on)
    {
        var (server, client, tenant) = await NewTenantAsync(on);
        var refused = await client.PostAsJsonAsync("/v1/praise", new { from = "ann", text = new string('x', 2001) }, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()).ShouldBe(["/to", "/text"]);
        (await CountAsync(server, "SELECT count(*) FROM praise_notes WHERE tenant_id = @tenant", tenant)).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Notes_are_listed_by_page_and_never_to_another_tenant(Database on)
    {
        var (server, client, _) = await NewTenantAsync(on);
        var texts = new[] { "You helped.", "You taught me.", "You welcomed me." };
        foreach (var text in texts) await AddAsync(client, text);
        var first = await client.GetFromJsonAsync<JsonElement>("/v1/praise?limit=2", Cancel);
        var rest = await client.GetFromJsonAsync<JsonElement>($"/v1/praise?limit=2&cursor={first.GetProperty("next").GetString()}", Cancel);
        first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray())
            .Select(n => n.GetProperty("text").GetString()).ShouldBe(texts);
        using var stranger = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        (await stranger.GetFromJsonAsync<JsonElement>("/v1/praise", Cancel)).GetProperty("items").GetArrayLength().ShouldBe(0);
        var id = first.GetProperty("items")[0].GetProperty("id").GetString();
        (await stranger.GetAsync($"/v1/praise/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task The_same_idempotency_key_writes_one_note(Database on)
    {
        var (server, client, tenant) = await NewTenantAsync(on);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var ids = new[] { await AddAsync(client, "You helped."), await AddAsync(client, "You helped.") }.Select(n => n.GetProperty("id").GetString());
        ids.Distinct().Count().ShouldBe(1);
        (await CountAsync(server, "SELECT count(*) FROM praise_notes WHERE tenant_id = @tenant", tenant)).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task A_configured_model_is_asked_with_masked_text_and_its_valid_answer_is_used(Database on)
    {
        await using var model = await ProviderSimulator.StartAsync();
        model.Default = Behaviour.Reply("""{"theme":"welcome","quote":"invited"}""");
        await using var server = await PraiseServers.StartAsync(on,
            $"Gateway:SelfHosted:BaseUrl={model.BaseAddress.GetLeftPart(UriPartial.Authority)}", "Gateway:SelfHosted:Model=small");
        using var client = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        var note = await SortedAsync(client, await AddAsync(client, "You invited me, write to ann.miller@example.com."));
        note.GetProperty("theme").GetString().ShouldBe("welcome");
        note.GetProperty("sortedBy").GetString().ShouldBe("selfhosted");
        model.CallCount.ShouldBe(1);
        Encoding.UTF8.GetString(model.Calls[0].Body.Span).ShouldNotContain("ann.miller");
    }

    private static async Task<(TestServer Server, HttpClient Client, Guid Tenant)> NewTenantAsync(Database on)
    {
        var server = await PraiseServers.On(on);
        var tenant = await server.NewTenantAsync();
        return (server, server.Client(Service.Platform, tenant.Key), tenant.Id);
    }

    private static async Task<JsonElement> AddAsync(HttpClient client, string text)
    {
        var answer = await client.PostAsJsonAsync("/v1/praise", new { from = "ann", to = "bob", text }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static Task<JsonElement> SortedAsync(HttpClient client, JsonElement note) => NoteAsync(client, note, n => n.TryGetProperty("theme", out _));

    private static Task<JsonElement> NoteAsync(HttpClient client, JsonElement note, Func<JsonElement, bool> satisfied) =>
        TestServer.EventuallyAsync(() => client.GetFromJsonAsync<JsonElement>($"/v1/praise/{note.GetProperty("id").GetString()}", Cancel), satisfied);

    private static async Task<long> CountAsync(TestServer server, string sql, Guid tenant)
    {
        await using var scope = server.Scope();
        return (await scope.ServiceProvider.GetRequiredService<AppDb>().QueryAsync<long>(sql, new { tenant }, Cancel)).Single();
    }
}
