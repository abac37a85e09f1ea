using System.Text.Json.Nodes;
using Pages.Tests.Documents;
using Steward.Pages.Documents;
using Steward.Pages.Import;
using Steward.Pages.Rendering;

namespace Pages.Tests.Import;

public sealed class PuckPages
{
    // What a machine cannot know: which picture, and what is on it.
    private static readonly string[] ForTheAuthor = ["picture_missing", "alt_missing"];

    private static readonly string[] Read = ["title", "description", "text", "label", "href"];

    [Fact]
    public void Every_page_of_the_editors_own_demo_is_imported_with_all_its_texts()
    {
        var file = SharedData.Path("pages/puck_demo_pages.json");
        Assert.SkipUnless(file.Exists, file.SkipReason ?? "");
        var puck = JsonNode.Parse(File.ReadAllText(file.FullPath!))!.AsObject();
        var pages = PuckImport.Read(puck);
        pages.Select(p => p.Path).ShouldBe(puck.Select(p => p.Key));
        foreach (var page in pages)
        {
            Valid(page);
            page.Findings.ShouldBeEmpty();
            var source = puck[page.Path]!;
            NothingIsLost(source, "", page);
            page.Document["page"]!["title"]!.GetValue<string>().ShouldBe(source["root"]!["props"]!["title"]!.GetValue<string>());
        }

        pages[0].Document["blocks"]!.AsArray().Count.ShouldBeGreaterThan(20);
        Types(pages[0]).ShouldBe(["page/hero", "page/spacer", "core/heading", "core/paragraph", "page/features", "page/stats", "core/columns", "core/column", "core/button"], ignoreOrder: true);
    }

    [Fact]
    public void Whatever_the_editor_has_stored_becomes_a_valid_page_and_never_an_exception()
    {
        var refused = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            if (PageJson.Parse(new Mutator(seed).Mutate(Demo)).Document is not { } puck)
            {
                refused++;
                continue;
            }

            foreach (var page in PuckImport.Read(puck)) Valid(page, $"Seed {seed}");
        }

        refused.ShouldBeLessThan(200);
        PuckImport.Read(JsonNode.Parse("""{ "content": [], "content": [] }""")!.AsObject()).ShouldHaveSingleItem().Findings.ShouldHaveSingleItem();
        PuckImport.Read(JsonNode.Parse("""{ "content": [ { "type": "Text", "props": { "text": "\ud800" } } ] }""")!.AsObject()).ShouldHaveSingleItem().Findings.ShouldNotBeEmpty();
    }

    [Fact]
    public void Every_kind_of_component_becomes_its_block_and_loses_no_text()
    {
        var puck = Sample.Parse(Demo);
        var page = PuckImport.Read(puck).ShouldHaveSingleItem();
        Valid(page);
        NothingIsLost(puck, "", page);
        Types(page).ShouldBe(
            ["page/hero", "core/button", "core/heading", "core/paragraph", "page/spacer", "core/columns", "core/column", "page/features", "page/gallery", "page/stats", "core/image"], ignoreOrder: true);
        page.Findings.Select(f => (f.Pointer, f.Code)).ShouldBe(
        [
            ("/content/4", "not_carried"), ("/content/9/props/logos/1/imageUrl", "address_refused"), ("/content/9/props/logos/1/alt", "not_carried"),
            ("/content/11/props/buttons/1/href", "address_refused"), ("/content/13", "unknown_component"), ("/content/14", "not_carried"),
            ("/content/15/props/film", "not_carried"), ("/content/15", "unknown_component"), ("/root/props/keywords", "not_carried"), ("/content/11/props/buttons/2/href", "address_refused"),
        ], ignoreOrder: true);
    }

    [Fact]
    public void Headings_are_numbered_anew_with_one_of_level_one_and_none_left_out()
    {
        static string HeadingOf(int level) => $$"""{ "type": "Heading", "props": { "text": "H", "level": "{{level}}" } }""";
        var page = PuckImport.Read(Sample.Parse($$"""{ "content": [ {{string.Join(", ", new[] { 3, 1, 5, 6, 2 }.Select(HeadingOf))}} ] }""")).ShouldHaveSingleItem();
        page.Document["blocks"]!.AsArray().Select(b => b!["attributes"]!["level"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4, 2]);
        Valid(page);
    }

    [Theory]
    [InlineData("""{ }""", "/about-us", "About us", "about-us")]
    [InlineData("""{ "content": [], "root": { "title": "Om oss" } }""", "/om", "Om oss", "om")]
    [InlineData("""{ "content": [], "root": { "props": { "title": "Home" } } }""", "/", "Home", "home")]
    public void An_empty_page_becomes_one_with_a_heading_of_its_title(string source, string path, string title, string slug)
    {
        var page = PuckImport.Read(new JsonObject { [path] = JsonNode.Parse(source) }).ShouldHaveSingleItem();
        page.Document["page"]!.ToJsonString().ShouldBe(new JsonObject { ["slug"] = slug, ["title"] = title }.ToJsonString());
        page.Document["blocks"]!.AsArray().ShouldHaveSingleItem()!["attributes"]!["content"]!.GetValue<string>().ShouldBe(title);
        PageReader.Read(page.Document).IsValid.ShouldBeTrue();
    }

    [Fact]
    public void Zones_of_the_older_format_are_read_where_their_component_stands_and_left_zones_are_named()
    {
        var page = PuckImport.Read(Sample.Parse(
            """
            { "content": [ { "type": "Columns", "props": { "id": "C-1" } } ], "root": {}, "zones": {
              "C-1:left": [ { "type": "Text", "props": { "id": "a", "text": "Left" } } ], "C-1:right": [ { "type": "Columns", "props": { "id": "C-1" } }, { "type": "Text", "props": { "text": "Right" } } ],
              "root:foot": [ { "type": "Text", "props": { "text": "Foot" } } ], "gone:x": [ { "type": "Text", "props": { "text": "Gone" } } ] } }
            """)).ShouldHaveSingleItem();
        Valid(page);
        PageReader.Read(page.Document).Document.All.Select(b => b.Type.Name).ShouldBe(
            ["core/heading", "core/columns", "core/column", "core/paragraph", "core/column", "core/paragraph", "core/paragraph"]);
        page.Findings.Select(f => f.Pointer).ShouldBe(["/zones/gone:x"]);
    }

    [Fact]
    public void A_page_that_is_too_long_too_deep_or_has_too_long_texts_is_cut_and_says_so()
    {
        var texts = string.Join(", ", Enumerable.Repeat($$"""{ "type": "Text", "props": { "text": "{{new string('я', 5_000)}}" } }""", 40));
        var many = string.Join(", ", Enumerable.Repeat("""{ "type": "Space", "props": { "size": "9px" } }""", 250));
        var deep = """{ "type": "Text", "props": { "text": "Deep" } }""";
        for (var i = 0; i < 6; i++) deep = $$"""{ "type": "Grid", "props": { "items": [ {{deep}}, { "type": "Text", "props": { "text": "Beside {{i}}" } } ] } }""";
        foreach (var (content, code) in new[] { (texts, "too_large"), (many, "too_large"), (deep, "too_deep"), ($$"""{ "type": "Heading", "props": { "text": "{{new string('h', 300)}}" } }""", "too_long") })
        {
            var puck = JsonNode.Parse($$"""{ "content": [ {{content}} ] }""")!.AsObject();
            var page = PuckImport.Read(puck).ShouldHaveSingleItem();
            Valid(page);
            page.Findings.ShouldContain(f => f.Code == code);
            PageJson.Parse(PageJson.Write(page.Document)).Fault.ShouldBeNull();
        }
    }

    private static void Valid(ImportedPage page, string about = "")
    {
        var read = PageReader.Read(page.Document);
        read.Findings.Where(f => f.IsError && !ForTheAuthor.Contains(f.Code)).ShouldBeEmpty(about);
        page.Findings.ShouldAllBe(f => f.Pointer.Length == 0 || f.Pointer[0] == '/');
        ValidHtml.Parse(PageHtml.Of(read).Html);
    }

    private static void NothingIsLost(JsonNode source, string pointer, ImportedPage page)
    {
        var kept = Texts(page.Document, "").Select(t => t.Value).ToHashSet();
        foreach (var (at, text) in Texts(source, pointer).Where(t => Read.Contains(t.Pointer.Split('/')[^1]) && t.Value.Length > 0))
            (kept.Contains(text) || page.Findings.Any(f => at == f.Pointer || at.StartsWith(f.Pointer + "/", StringComparison.Ordinal))).ShouldBeTrue($"{at} was lost.");
    }

    private static IEnumerable<(string Pointer, string Value)> Texts(JsonNode? node, string pointer) => node switch
    {
        JsonObject members => members.SelectMany(m => Texts(m.Value, $"{pointer}/{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => Texts(item, $"{pointer}/{i}")),
        JsonValue value when value.TryGetValue<string>(out var text) => [(pointer, text)],
        _ => [],
    };

    private static IEnumerable<string> Types(ImportedPage page) => PageReader.Read(page.Document).Document.All.Select(b => b.Type.Name).Distinct();

    private const string Demo =
        """
        {
          "content": [
            { "type": "Hero", "props": { "id": "Hero-1", "title": "Welcome", "description": "To the bakery", "align": "center", "padding": "64px",
              "buttons": [ { "label": "Order", "href": "/order" }, { "label": "Ask", "href": "mailto:a@example.org" }, { "label": "Third", "href": "#Hero-1" } ],
              "image": { "url": "https://example.org/a.jpg", "mode": "inline", "content": [ { "type": "Text", "props": { "text": "In the slot of an object" } } ] } } },
            { "type": "HeadingBlock", "props": { "id": "h", "text": "About", "level": "2", "size": "xl" } },
            { "type": "Text", "props": { "text": "We bake\nevery day", "align": "right" } },
            { "type": "Space", "props": { "size": "96px", "direction": "vertical" } },
            { "type": "Space", "props": { "size": "24px", "direction": "horizontal" } },
            { "type": "Grid", "props": { "id": "g", "numColumns": 3, "items": [
              { "type": "Card", "props": { "title": "Bread", "description": "Of rye", "icon": "feather" } }, { "type": "Card", "props": { "title": "Buns" } } ] } },
            { "type": "Grid", "props": { "numColumns": 2, "items": [
              { "type": "Card", "props": { "title": "Cakes", "description": "With cream" } }, { "type": "Card", "props": { "title": "Tea", "description": "Hot" } },
              { "type": "Text", "props": { "text": "And more" } } ] } },
            { "type": "Flex", "props": { "items": [ { "type": "Button", "props": { "label": "Go", "href": "/go", "variant": "primary" } }, { "type": "Button", "props": { "label": "Stay", "href": "/stay" } } ] } },
            { "type": "Card", "props": { "title": "Alone", "description": "By itself" } },
            { "type": "Logos", "props": { "logos": [ { "alt": "Mill", "imageUrl": "https://example.org/m.png" }, { "alt": "Farm", "imageUrl": "data:image/png;base64,x" } ] } },
            { "type": "Stats", "props": { "items": [ { "title": "Loaves", "description": "20M+" }, { "title": "Only a title" } ] } },
            { "type": "ButtonGroup", "props": { "buttons": [ { "label": "One", "href": "https://example.org/" }, { "label": "Two", "href": "javascript:alert(1)" }, { "label": "Three", "href": "#nowhere" } ] } },
            { "type": "Template", "props": { "children": [ { "type": "Image", "props": { "src": "https://example.org/b.jpg", "alt": "An oven", "caption": "The oven" } } ] } },
            { "type": "Accordion", "props": { "title": "Opening hours", "description": "From seven", "items": [ { "type": "RichText", "props": { "html": "<p>Not on <b>Mondays</b></p>" } } ] } },
            { "type": "Chart", "props": { "id": "chart", "width": 4 } },
            { "type": "Player", "props": { "film": "https://example.org/film" } }
          ],
          "root": { "props": { "title": "The bakery", "description": "Bread and cakes", "keywords": "bread" } }
        }
        """;
}
