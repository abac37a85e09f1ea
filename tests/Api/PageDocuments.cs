using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>Pages as documents: drafts, versions, publishing, what visitors get.</summary>
public sealed class PageDocuments
{
    [Theory, OnBothDatabases]
    public async Task A_draft_saves_what_is_unfinished_and_publishing_names_every_pointer(Database on)
    {
        var (client, _) = await TenantAsync(on);
        var page = await (await client.PostAsync("/v1/pages", Document("""{ "page": { "slug": "soon", "title": "Soon" }, "blocks": [ { "type": "core/heading", "attributes": { "level": 9 } }, { "type": "core/paragraph", "attributes": { "content": "Text" } } ] }"""))).JsonAsync(201);
        page.GetProperty("page").Text("status").ShouldBe("draft");
        page.GetProperty("findings").EnumerateArray().Select(f => f.Text("pointer")).ShouldContain("/blocks/0/attributes/level");
        var refused = await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).ProblemAsync(422, "not_publishable");
        refused.Pointers().ShouldBe(["/blocks/0/attributes/content", "/blocks/0/attributes/level", "/blocks"], ignoreOrder: true);
        (await (await client.PostAsync("/v1/pages", new { document = (object?)null })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/document"]);
    }

    [Theory, OnBothDatabases]
    public async Task Visitors_see_the_published_version_and_nothing_of_the_draft(Database on)
    {
        var (client, server) = await TenantAsync(on);
        var page = await AddAsync(client, "home", "First words");
        var visitor = server.Client(Service.Pages);
        var published = await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).JsonAsync();
        var path = published.GetProperty("page").Text("path");
        var shown = await visitor.GetAsync(path, Answers.Ct);
        shown.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        (await shown.Content.ReadAsStringAsync(Answers.Ct)).ShouldContain("First words");
        shown.Header("Content-Security-Policy").ShouldStartWith("default-src 'none'; style-src 'sha256-");
        (await visitor.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", shown.Header("ETag")!))).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await SaveAsync(client, Id(page), "home", "Second words")).GetProperty("page").Text("status").ShouldBe("changed");
        (await visitor.GetStringAsync(path, Answers.Ct)).ShouldContain("First words");
        (await client.GetStringAsync($"/v1/pages/{Id(page)}/preview", Answers.Ct)).ShouldContain("Second words");
        await (await client.PostAsync($"/v1/pages/{Id(page)}/withdraw", new { })).JsonAsync();
        await (await visitor.GetAsync(path, Answers.Ct)).ProblemAsync(404, "not_found");
        (await client.GetStringAsync("/v1/audit", Answers.Ct)).ShouldContain("page.withdrawn");
    }

    [Theory, OnBothDatabases]
    public async Task Text_that_safety_holds_is_not_published_until_a_reviewer_has_released_it(Database on)
    {
        var (client, _) = await TenantAsync(on);
        var page = await AddAsync(client, "rude", "What a damn shit place this is");
        var held = await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).ProblemAsync(422, "held_by_safety");
        var item = (await (await client.GetAsync("/safety/queue", Answers.Ct)).JsonAsync()).GetProperty("items")[0];
        item.GetProperty("flag").Text("id").ShouldBe(held.Text("flagId"));
        await (await client.PostAsync($"/safety/queue/{item.GetProperty("queueItem").Text("id")}/dismiss", new { notes = "a quotation" })).JsonAsync();
        (await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).JsonAsync()).GetProperty("page").Text("status").ShouldBe("published");
    }

    [Theory, OnBothDatabases]
    public async Task Versions_are_listed_compared_and_restored(Database on)
    {
        var (client, _) = await TenantAsync(on);
        var page = await AddAsync(client, "log", "One");
        await SaveAsync(client, Id(page), "log", "Two");
        var changes = (await (await client.GetAsync($"/v1/pages/{Id(page)}/diff?from=1&to=2", Answers.Ct)).JsonAsync()).GetProperty("changes").EnumerateArray().ToList();
        changes.Count.ShouldBe(1);
        (changes[0].Text("kind"), changes[0].Text("pointer"), changes[0].Text("before"), changes[0].Text("after")).ShouldBe(("changed", "/blocks/0/attributes/title", "One", "Two"));
        var restored = await (await client.PostAsync($"/v1/pages/{Id(page)}/versions/1/restore", new { })).JsonAsync();
        restored.GetProperty("page").GetProperty("version").GetInt32().ShouldBe(3);
        restored.GetProperty("document").GetProperty("blocks")[0].GetProperty("attributes").Text("title").ShouldBe("One");
        (await (await client.GetAsync($"/v1/pages/{Id(page)}/versions", Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray()
            .Select(v => (v.GetProperty("number").GetInt32(), v.Text("origin"))).ShouldBe([(3, "restored"), (2, "saved"), (1, "saved")]);
        await (await client.GetAsync($"/v1/pages/{Id(page)}/versions/9", Answers.Ct)).ProblemAsync(404, "not_found");
    }

    [Theory, OnBothDatabases]
    public async Task Two_editors_do_not_overwrite_each_other_and_an_address_is_taken_once(Database on)
    {
        var (client, _) = await TenantAsync(on);
        var added = await client.PostAsync("/v1/pages", Hero("one", "One"));
        var (page, tag) = (await added.JsonAsync(201), added.Header("ETag")!);
        await (await client.SendAsync(HttpMethod.Put, $"/v1/pages/{Id(page)}", Hero("one", "Mine"), ("If-Match", tag))).JsonAsync();
        await (await client.SendAsync(HttpMethod.Put, $"/v1/pages/{Id(page)}", Hero("one", "Yours"), ("If-Match", tag))).ProblemAsync(412, "precondition_failed");
        await (await client.PostAsync("/v1/pages", Hero("one", "Again"))).ProblemAsync(409, "slug_taken");
        var other = await AddAsync(client, "two", "Two");
        await (await client.SendAsync(HttpMethod.Put, $"/v1/pages/{Id(other)}", Hero("one", "Taken"))).ProblemAsync(409, "slug_taken");
    }

    [Theory, OnBothDatabases]
    public async Task Export_holds_html_that_stands_alone_and_the_document(Database on)
    {
        var (client, _) = await TenantAsync(on);
        var page = await AddAsync(client, "out", "Take me home");
        await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).JsonAsync();
        await AddAsync(client, "hidden", "A draft");
        await using var one = await ZipArchive.CreateAsync(await client.GetStreamAsync($"/v1/pages/{Id(page)}/export", Answers.Ct), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, Answers.Ct);
        one.Entries.Select(e => e.FullName).ShouldBe(["index.html", "page.json"]);
        var html = await TextAsync(one, "index.html");
        html.ShouldContain("http-equiv=\"Content-Security-Policy\"");
        html.ShouldContain("Take me home");
        JsonElement.Parse(await TextAsync(one, "page.json")).GetProperty("page").Text("slug").ShouldBe("out");
        await using var all = await ZipArchive.CreateAsync(await client.GetStreamAsync("/v1/pages/export", Answers.Ct), ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, Answers.Ct);
        all.Entries.Count.ShouldBe(3);
        (await TextAsync(all, "index.html")).ShouldContain("/out/index.html");
    }

    [Theory, OnBothDatabases]
    public async Task Pages_of_the_puck_editor_become_drafts_all_or_none(Database on)
    {
        var (client, _) = await TenantAsync(on);
        var page = """{ "root": { "props": { "title": "Shop" } }, "content": [ { "type": "Heading", "props": { "id": "h", "text": "Our shop", "level": "1" } }, { "type": "Text", "props": { "id": "t", "text": "Open daily." } }, { "type": "Map", "props": { "id": "m", "zoom": 3 } } ] }""";
        var imported = (await (await client.PostTextAsync("/v1/pages/import", $$"""{ "puck": { "/shop": {{page}}, "/shop/two": {{page}} } }""")).JsonAsync()).GetProperty("pages").EnumerateArray().ToList();
        imported.Select(p => p.Text("path")).ShouldBe(["/shop", "/shop/two"]);
        imported.Select(p => p.GetProperty("page").Text("slug")).ShouldBeUnique();
        imported[0].GetProperty("findings").EnumerateArray().Select(f => f.Text("code")).ShouldContain("not_carried");
        (await client.GetStringAsync($"/v1/pages/{Id(imported[0])}/preview", Answers.Ct)).ShouldContain("Open daily.");
        await (await client.PostAsync("/v1/pages/import", new { })).ProblemAsync(400, "validation");
    }

    private static async Task<(HttpClient Client, TestServer Server)> TenantAsync(Database on)
    {
        var server = await Servers.On(on);
        return (server.Client(Service.Platform, (await server.NewTenantAsync()).Key), server);
    }

    private static async Task<JsonElement> AddAsync(HttpClient client, string slug, string title) => await (await client.PostAsync("/v1/pages", Hero(slug, title))).JsonAsync(201);

    private static async Task<JsonElement> SaveAsync(HttpClient client, string id, string slug, string title) =>
        await (await client.SendAsync(HttpMethod.Put, $"/v1/pages/{id}", Hero(slug, title))).JsonAsync();

    private static object Hero(string slug, string title) => Document(JsonSerializer.Serialize(new
    {
        page = new { slug, title = "Page" }, blocks = new[] { new { id = "top", type = "page/hero", attributes = new { title } } },
    }));

    private static object Document(string json) => new { document = JsonElement.Parse(json) };

    private static string Id(JsonElement page) => page.GetProperty("page").Text("id");

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(Answers.Ct));
        return await reader.ReadToEndAsync(Answers.Ct);
    }
}
