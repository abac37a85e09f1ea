using System.Net;
using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>Shortcodes: their reference, the section for prompts, and what visitors see in their place.</summary>
public sealed class PageShortcodes
{
    private static readonly string[] All = ["products", "categories", "recent-posts", "contact-form", "gallery", "social-icons"];

    [Fact]
    public async Task The_reference_names_every_shortcode_and_what_it_takes()
    {
        var client = await ClientAsync(Database.Sqlite);
        var reference = await JsonAsync(client, "/api/ai/shortcodes/reference");
        (reference.Text("syntax"), reference.GetProperty("maxPerPage").GetInt32()).ShouldBe(("[name attribute=\"value\"]", 10));
        Names(reference).ShouldBe(All);
        var count = reference.GetProperty("shortcodes")[2].GetProperty("attributes").GetProperty("properties").GetProperty("count");
        (count.Text("type"), count.GetProperty("minimum").GetInt32(), count.GetProperty("maximum").GetInt32(), count.GetProperty("default").GetInt32()).ShouldBe(("integer", 1, 12, 5));
        Names(await JsonAsync(client, "/api/ai/shortcodes/reference?category=media")).ShouldBe(["gallery"]);
        var simple = await JsonAsync(client, "/api/ai/shortcodes/simple");
        (simple.GetProperty("success").GetBoolean(), simple.GetProperty("total").GetInt32()).ShouldBe((true, 6));
        Names(await JsonAsync(client, "/api/ai/shortcodes/simple?category=widgets")).ShouldBe(["recent-posts", "contact-form", "social-icons"]);
        Names(await JsonAsync(client, "/api/ai/shortcodes/search?q=Pictures%20media")).ShouldBe(["gallery"]);
        Names(await JsonAsync(client, "/api/ai/shortcodes/search?q=nothing-like-it")).ShouldBeEmpty();
        var stats = await JsonAsync(client, "/api/ai/shortcodes/stats");
        (stats.GetProperty("total").GetInt32(), stats.GetProperty("byCategory").GetProperty("widgets").GetInt32(), stats.GetProperty("byBlock").GetProperty("core/columns").GetInt32()).ShouldBe((6, 3, 2));
        foreach (var name in All)
        {
            var one = (await JsonAsync(client, $"/api/ai/shortcodes/{name}")).GetProperty("shortcode");
            (one.Text("name"), one.Text("example").StartsWith($"[{name}", StringComparison.Ordinal)).ShouldBe((name, true));
            await JsonAsync(client, $"/api/ai/blocks/{one.Text("rendersAs")}");
        }

        await (await client.GetAsync("/api/ai/shortcodes/slideshow", Answers.Ct)).ProblemAsync(404, "not_found");
        (await (await client.GetAsync("/api/ai/shortcodes/simple?category=none", Answers.Ct)).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/category"]);
        (await (await client.GetAsync($"/api/ai/shortcodes/search?q={new string('x', 101)}", Answers.Ct)).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/q"]);
    }

    [Fact]
    public async Task A_prompt_tells_of_all_shortcodes_or_of_those_that_are_named()
    {
        var client = await ClientAsync(Database.Sqlite);
        var all = await (await client.PostAsync("/api/ai/shortcodes/prompt", new { })).JsonAsync();
        (all.Text("format"), all.GetProperty("names").GetArrayLength()).ShouldBe(("text", 6));
        foreach (var name in All) all.Text("prompt").ShouldContain($"- {name}: ");
        var two = await (await client.PostAsync("/api/ai/shortcodes/prompt", new { names = (string[])["gallery", "products", "gallery"], format = "json" })).JsonAsync();
        two.GetProperty("names").EnumerateArray().Select(n => n.GetString()).ShouldBe(["gallery", "products"]);
        var prompt = JsonElement.Parse(two.Text("prompt"));
        prompt.GetProperty("shortcodes").EnumerateArray().Select(s => s.Text("name")).ShouldBe(["gallery", "products"]);
        prompt.GetProperty("shortcodes")[1].GetProperty("attributes").GetProperty("properties").GetProperty("prefix").Text("default").ShouldBe("product-");
        var wrong = await (await client.PostAsync("/api/ai/shortcodes/prompt", new { names = (string?[])["gallery", "slideshow", null], format = "xml" })).ProblemAsync(400, "validation");
        wrong.Pointers().ShouldBe(["/format", "/names/1", "/names/2"], ignoreOrder: true);
        wrong.ToString().ShouldContain("social-icons", Case.Sensitive, "it says what there is");
        foreach (var count in (int[])[0, 21])
            (await (await client.PostAsync("/api/ai/shortcodes/prompt", new { names = Enumerable.Repeat("gallery", count) })).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/names"]);
        await (await client.PostTextAsync("/api/ai/shortcodes/prompt", """{ "names": "gallery" }""")).ProblemAsync(400, "validation");
    }

    [Fact]
    public async Task Looks_at_blocks_and_shortcodes_share_sixty_a_minute()
    {
        var client = await ClientAsync(Database.Sqlite);
        for (var i = 0; i < 30; i++)
        {
            await JsonAsync(client, "/api/ai/blocks/stats");
            await (await client.PostAsync("/api/ai/shortcodes/prompt", new { format = "text" })).JsonAsync();
        }

        var refused = await client.GetAsync("/api/ai/shortcodes/simple", Answers.Ct);
        await refused.ProblemAsync(429, "rate_limited");
        refused.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Visitors_see_published_pages_of_the_tenant_alone_in_a_list_and_nothing_of_drafts(Database on)
    {
        var (client, server) = (await ClientAsync(on), await Servers.On(on));
        await PublishedAsync(await ClientAsync(on), "news-strangers", "Of a stranger");
        var home = await AddAsync(client, "news-home", "Home", "[recent-posts count=2 prefix='news-']", "[products]");
        home.GetProperty("findings").EnumerateArray().Select(f => (f.Text("pointer"), f.Text("code"), f.Text("severity")))
            .ShouldBe([("/blocks/1/attributes/content", "list_empty", "warning"), ("/blocks/2/attributes/content", "list_empty", "warning")]);
        var path = (await PublishAsync(client, home)).GetProperty("page").Text("path");
        var visitor = server.Client(Service.Pages);
        var empty = await visitor.GetAsync(path, Answers.Ct);
        (await empty.Content.ReadAsStringAsync(Answers.Ct)).ShouldNotContain("<ul");
        (await visitor.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", empty.Header("ETag")!))).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        foreach (var name in (string[])["one", "two", "three"]) await PublishedAsync(client, $"news-{name}", $"News {name}");
        var hidden = await client.PostAsync("/v1/pages", Document("news-hidden", "Hidden news", hidden: true));
        await PublishAsync(client, await hidden.JsonAsync(201));
        await AddAsync(client, "news-draft", "News in a draft");
        var three = (await (await client.GetAsync("/v1/pages", Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray().Single(p => p.Text("slug") == "news-three").Text("id");
        await (await client.SendAsync(HttpMethod.Put, $"/v1/pages/{three}", Document("news-three", "Changed in a draft"))).JsonAsync();
        await PublishedAsync(client, "product-b", "Second bread");
        await PublishedAsync(client, "product-a", "First bread");

        var full = await visitor.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", empty.Header("ETag")!));
        var html = await full.Content.ReadAsStringAsync(Answers.Ct);
        var folder = path[..path.LastIndexOf('/')];
        html.ShouldContain($"<ul id=\"b2\"><li><a href=\"{folder}/news-three\">News three</a></li><li><a href=\"{folder}/news-two\">News two</a></li></ul>");
        html.IndexOf("First bread", StringComparison.Ordinal).ShouldBeInRange(1, html.IndexOf("Second bread", StringComparison.Ordinal));
        foreach (var unseen in (string[])["News one", "Hidden news", "draft", "stranger", "[recent-posts", "[products"]) html.ShouldNotContain(unseen);
        (await client.GetStringAsync($"/v1/pages/{Id(home)}/preview", Answers.Ct)).ShouldContain("News three");

        await (await client.PostAsync($"/v1/pages/{three}/withdraw", new { })).JsonAsync();
        var shorter = await visitor.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", full.Header("ETag")!));
        (await shorter.Content.ReadAsStringAsync(Answers.Ct)).ShouldContain("News one");
        (await (await client.GetAsync($"/v1/pages/{Id(home)}", Answers.Ct)).JsonAsync()).GetProperty("findings").EnumerateArray().ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task A_page_with_a_wrong_shortcode_is_not_published_and_a_form_may_be_sent_where_it_says(Database on)
    {
        var (client, server) = (await ClientAsync(on), await Servers.On(on));
        var page = await AddAsync(client, "contact", "Contact", "[contact-form url='https://example.org/send' colour='red']");
        var refused = await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).ProblemAsync(422, "not_publishable");
        refused.Pointers().ShouldBe(["/blocks/1/attributes/content"]);
        refused.ToString().ShouldContain("Character 46");
        await (await client.SendAsync(HttpMethod.Put, $"/v1/pages/{Id(page)}", Document("contact", "Contact", false, "[contact-form url='https://example.org/send']"))).JsonAsync();
        var shown = await server.Client(Service.Pages).GetAsync((await PublishAsync(client, page)).GetProperty("page").Text("path"), Answers.Ct);
        shown.Header("Content-Security-Policy")!.ShouldContain("form-action 'self' https:");
        (await shown.Content.ReadAsStringAsync(Answers.Ct)).ShouldContain("<form method=\"post\" action=\"https://example.org/send\">");
    }

    private static async Task<HttpClient> ClientAsync(Database on)
    {
        var server = await Servers.On(on);
        return server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => await (await client.GetAsync(path, Answers.Ct)).JsonAsync();

    private static async Task<JsonElement> AddAsync(HttpClient client, string slug, string title, params string[] paragraphs) =>
        await (await client.PostAsync("/v1/pages", Document(slug, title, false, paragraphs))).JsonAsync(201);

    private static async Task<JsonElement> PublishAsync(HttpClient client, JsonElement page) => await (await client.PostAsync($"/v1/pages/{Id(page)}/publish", new { })).JsonAsync();

    private static async Task PublishedAsync(HttpClient client, string slug, string title) => await PublishAsync(client, await AddAsync(client, slug, title));

    private static object Document(string slug, string title, bool hidden = false, params string[] paragraphs) => new
    {
        document = new
        {
            page = new { slug, title, hidden },
            blocks = paragraphs.Select(p => (object)new { type = "core/paragraph", attributes = (object)new { content = p } })
                .Prepend(new { type = "core/heading", attributes = (object)new { content = "Heading", level = 1 } }),
        },
    };

    private static IEnumerable<string> Names(JsonElement list) => list.GetProperty("shortcodes").EnumerateArray().Select(s => s.Text("name"));

    private static string Id(JsonElement page) => page.GetProperty("page").Text("id");
}
