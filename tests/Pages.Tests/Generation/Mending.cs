using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Generation.Mending;
using Steward.Pages.Rendering;
using Steward.Pages.Schema;

namespace Pages.Tests.Generation;

public sealed class Mending
{
    private const string Opening = """{ "type": "core/heading", "attributes": { "content": "P", "level": 1 } }""";

    [Theory]
    [InlineData("""{ "blocks": [ BLOCK ] }""")]
    [InlineData("""{ "page": { "title": "P", "blocks": [ BLOCK ] } }""")]
    [InlineData("""{ "result": { "blocks": [ BLOCK ] } }""")]
    [InlineData("""{ "data": { "page": { "title": "P" }, "blocks": [ BLOCK ] } }""")]
    [InlineData("""{ "content": [ BLOCK ] }""")]
    [InlineData("""{ "response": { "data": { "Sections": [ BLOCK ] } } }""")]
    [InlineData("BLOCK")]
    public void Blocks_are_found_however_they_are_wrapped(string answer) =>
        Types(Mend(answer.Replace("BLOCK", """{ "type": "page/hero", "attributes": { "title": "P" } }"""))).ShouldBe(["page/hero"]);

    [Fact]
    public void A_document_that_was_put_into_a_text_is_opened() =>
        Types(Mend(new JsonObject { ["result"] = """{ "blocks": [ { "type": "hero", "title": "P" } ] }""" }.ToJsonString())).ShouldBe(["page/hero"]);

    [Theory]
    [InlineData("heading", "core/heading")]
    [InlineData("wp:heading", "core/heading")]
    [InlineData("core/hero", "page/hero")]
    [InlineData("Hero Section", "page/hero")]
    [InlineData("text", "core/paragraph")]
    [InlineData("cta", "page/call-to-action")]
    [InlineData("CallToAction", "page/call-to-action")]
    [InlineData("bullets", "core/list")]
    [InlineData("testimonial", "page/quote")]
    [InlineData("page/FAQ", "page/faq")]
    [InlineData("pricing_table", "page/pricing")]
    [InlineData("separator", "page/divider")]
    public void Types_are_known_by_other_names_and_in_any_namespace(string name, string type) => BlockNames.Find(name)!.Name.ShouldBe(type);

    [Theory]
    [InlineData("""{ "type": "core/paragraph", "content": "So" }""")]
    [InlineData("""{ "type": "core/paragraph", "props": { "content": "So" } }""")]
    [InlineData("""{ "type": "core/paragraph", "attrs": { "content": "So" } }""")]
    [InlineData("""{ "blockName": "core/paragraph", "data": { "text": "So" } }""")]
    [InlineData("""{ "name": "core/paragraph", "attributes": { "Content": "So", "mood": "glad", "align": null } }""")]
    [InlineData("\"So\"")]
    [InlineData("""{ "text": "So" }""")]
    public void Fields_are_found_wherever_they_stand(string block) => Attributes(block).ShouldBe("""{"content":"So"}""");

    [Theory]
    [InlineData("""{ "type": "button", "label": "Go", "href": "/go" }""", """{"text":"Go","url":"/go"}""")]
    [InlineData("""{ "type": "button", "text": "Go" }""", """{"text":"Go","url":"#"}""")]
    [InlineData("""{ "type": "button", "text": "Go", "link": "www.example.org" }""", """{"text":"Go","url":"https://www.example.org"}""")]
    [InlineData("""{ "type": "button", "text": "Go", "url": "javascript:alert(1)" }""", """{"text":"Go","url":"#"}""")]
    [InlineData("""{ "type": "cta", "heading": "Come", "buttonText": "Go", "buttonUrl": "/go" }""", """{"title":"Come","button":{"text":"Go","url":"/go"}}""")]
    [InlineData("""{ "type": "cta", "heading": "Come", "button": "Go" }""", """{"title":"Come","button":{"text":"Go","url":"#"}}""")]
    [InlineData("""{ "type": "faq", "items": [ { "question": "When?", "answer": "Now." } ] }""", """{"questions":[{"asked":"When?","answer":"Now."}]}""")]
    [InlineData("""{ "type": "features", "items": [ { "heading": "Quick", "description": "In a day" }, "Kind" ] }""", """{"items":[{"title":"Quick","text":"In a day"},{"title":"Kind"}]}""")]
    [InlineData("""{ "type": "features", "children": [ { "type": "feature", "props": { "title": "Quick" } } ] }""", """{"items":[{"title":"Quick"}]}""")]
    [InlineData("""{ "type": "stats", "stats": [ { "number": 1200, "label": "members" } ] }""", """{"items":[{"value":"1200","label":"members"}]}""")]
    [InlineData("""{ "type": "ol", "items": [ { "text": "One" }, { "content": "Two" }, [ "Three" ], 4 ] }""", """{"ordered":true,"items":["One","Two","Three","4"]}""")]
    [InlineData("""{ "type": "list", "items": "- One\n- Two" }""", """{"items":["One","Two"]}""")]
    public void Fields_are_known_by_other_names_and_in_other_shapes(string block, string attributes) => Attributes(block).ShouldBe(attributes);

    [Theory]
    [InlineData("<p>One <b>two</b> <em>three</em> &amp; <a href=\\\"https://a.no/\\\">four</a><br>five</p>", "One **two** *three* & [four](https://a.no/)\\nfive")]
    [InlineData("<script>alert(1)</script>Words", "Words")]
    [InlineData("<a href='javascript:alert(1)'>words</a>", "words")]
    [InlineData("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "**bold**")]
    [InlineData("a < b and List<string> stay", "a < b and List<string> stay")]
    [InlineData("A\\u0001 b\\ufffe", "A b")]
    public void Html_in_texts_becomes_marks_or_goes(string given, string content) =>
        Attributes($$"""{ "type": "paragraph", "content": "{{given}}" }""").ShouldBe(PageJson.Write(JsonNode.Parse($$"""{"content":"{{content}}"}""")!));

    [Fact]
    public void Names_and_buttons_have_no_marks() =>
        Attributes("""{ "type": "features", "title": "<b>Why</b>", "items": [ { "title": "**Quick**", "text": "<b>Very</b>" } ] }""").ShouldBe("""{"title":"Why","items":[{"title":"Quick","text":"**Very**"}]}""");

    [Theory]
    [InlineData("""{ "type": "paragraph", "content": "x", "align": "CENTRE" }""", """{"content":"x","align":"center"}""")]
    [InlineData("""{ "type": "paragraph", "content": "x", "align": "Right" }""", """{"content":"x","align":"right"}""")]
    [InlineData("""{ "type": "paragraph", "content": "x", "align": "diagonal" }""", """{"content":"x"}""")]
    [InlineData("""{ "type": "spacer", "size": 9000 }""", """{"size":400}""")]
    [InlineData("""{ "type": "spacer", "height": "32px" }""", """{"size":32}""")]
    [InlineData("""{ "type": "spacer", "size": 1.5 }""", """{"size":2}""")]
    [InlineData("""{ "type": "list", "ordered": "yes", "items": ["a"] }""", """{"ordered":true,"items":["a"]}""")]
    public void Choices_numbers_and_truths_are_made_what_they_are_meant_to_be(string block, string attributes) => Attributes(block).ShouldBe(attributes);

    [Fact]
    public void Long_texts_are_cut_between_words()
    {
        var text = (string)Block($$"""{ "type": "quote", "content": "{{string.Concat(Enumerable.Repeat("wonderful ", 200))}}" }""")["attributes"]!["content"]!;
        text.Length.ShouldBeInRange(900, 1000);
        text.ShouldEndWith("wonderful");
    }

    [Fact]
    public void A_cut_leaves_no_half_of_a_mark()
    {
        var words = string.Concat(Enumerable.Repeat("word ", 195));
        ((string)Block($$"""{ "type": "quote", "content": "{{words}}**bold words that go on beyond the end of it all**" }""")["attributes"]!["content"]!).ShouldNotContain("*");
        ((string)Block($$"""{ "type": "quote", "content": "{{words}}[a link](https://example.org/with/an/address/beyond/the/end)" }""")["attributes"]!["content"]!).ShouldEndWith("word");
    }

    [Fact]
    public void Addresses_of_pictures_that_are_none_are_removed_and_the_place_stays()
    {
        Attributes("""{ "type": "image", "src": "hero.jpg", "alt": "A cat" }""", "picture_missing").ShouldBe("""{"alt":"A cat"}""");
        Attributes("""{ "type": "hero", "title": "P", "image": { "src": "placeholder", "alt": "A cat" } }""").ShouldBe("""{"title":"P","level":2}""");
        Types(Mend($$"""{ "blocks": [ {{Opening}}, { "type": "image" }, { "type": "gallery", "images": [ "x" ] } ] }""")).ShouldBe(["core/heading"]);
    }

    [Fact]
    public void A_picture_without_words_takes_those_of_its_caption_or_its_file()
    {
        Attributes("""{ "type": "image", "url": "https://a.no/1.jpg", "alt": "", "caption": "A *cat*" }""").ShouldBe("""{"url":"https://a.no/1.jpg","alt":"A cat","caption":"A *cat*"}""");
        Attributes("""{ "type": "image", "url": "https://a.no/red-bicycle_01.jpg" }""").ShouldBe("""{"url":"https://a.no/red-bicycle_01.jpg","alt":"Red bicycle"}""");
    }

    [Fact]
    public void Empty_blocks_go() =>
        Types(Mend($$"""{ "blocks": [ {{Opening}}, {}, null, 7, { "type": "paragraph", "content": "  " }, { "type": "list", "items": [] }, { "type": "columns", "innerBlocks": [ { "type": "column" } ] } ] }""")).ShouldBe(["core/heading", "core/paragraph"]);

    [Fact]
    public void Unknown_blocks_become_their_words_and_what_they_hold()
    {
        var mended = Mend($$"""{ "blocks": [ {{Opening}}, { "type": "carousel", "title": "Look", "text": "Here", "children": [ { "type": "quote", "content": "So" } ] }, { "type": "magic", "power": true } ] }""");
        Types(mended).ShouldBe(["core/heading", "core/heading", "core/paragraph", "page/quote"]);
    }

    [Fact]
    public void A_list_of_blocks_under_one_name_becomes_those_blocks() =>
        Types(Mend($$"""{ "blocks": [ {{Opening}}, { "type": "testimonials", "items": [ { "quote": "So", "author": "Ada" }, { "quote": "Yes" } ] } ] }""")).ShouldBe(["core/heading", "page/quote", "page/quote"]);

    [Fact]
    public void What_a_block_cannot_be_without_is_not_made_up()
    {
        Types(Mend($$"""{ "blocks": [ {{Opening}}, { "type": "pricing", "plans": [ { "name": "Basic" } ] }, { "type": "faq", "questions": [ { "question": "When?" } ] } ] }""")).ShouldBe(["core/heading"]);
    }

    [Fact]
    public void Headings_are_renumbered_so_that_none_is_left_out()
    {
        Levels("h3 h1 h3 h3 h5 h2").ShouldBe([1, 2, 3, 3, 4, 2]);
        Levels("h2 h2 h1").ShouldBe([1, 2, 2]);
    }

    [Fact]
    public void A_hero_is_the_heading_of_the_page_where_it_stands_first_and_a_sections_elsewhere()
    {
        Sections("""{ "type": "hero", "title": "A", "level": 2 }, { "type": "heading", "content": "B", "level": 1 }, { "type": "hero", "title": "C" }""").ShouldBe([null, 2, 2]);
    }

    [Fact]
    public void A_page_that_begins_below_the_first_level_gets_its_title_as_heading()
    {
        var mended = Mend("""{ "title": "Bread", "blocks": [ { "type": "features", "title": "Why", "items": [ "Good" ] } ] }""");
        ((string)mended["blocks"]![0]!["attributes"]!["content"]!, (int)mended["blocks"]![0]!["attributes"]!["level"]!).ShouldBe(("Bread", 1));
    }

    [Fact]
    public void Colours_that_cannot_be_read_go_and_others_stay()
    {
        Attributes("""{ "type": "paragraph", "content": "x", "textColor": "#eee", "backgroundColor": "white" }""").ShouldBe("""{"content":"x"}""");
        Attributes("""{ "type": "paragraph", "content": "x", "color": "FFFFFF", "background": "black" }""").ShouldBe("""{"content":"x","textColor":"#ffffff","backgroundColor":"#000000"}""");
        Attributes("""{ "type": "button", "text": "x", "url": "/", "textColor": "#1f4fd8" }""").ShouldBe("""{"text":"x","url":"/"}""");
    }

    [Fact]
    public void Links_to_places_that_the_page_does_not_have_lead_nowhere()
    {
        var mended = Mend("""{ "blocks": [ { "id": "top", "type": "hero", "title": "P", "button": { "text": "Up", "url": "#top" }, "secondButton": { "text": "Down", "url": "#down" } } ] }""");
        ((string)mended["blocks"]![0]!["attributes"]!["button"]!["url"]!, (string)mended["blocks"]![0]!["attributes"]!["secondButton"]!["url"]!).ShouldBe(("#top", "#"));
    }

    [Fact]
    public void Ids_that_are_none_or_come_twice_go()
    {
        var mended = Mend("""{ "blocks": [ { "id": "a", "type": "hero", "title": "P" }, { "id": "a", "type": "divider" }, { "id": "7 b", "type": "divider" }, { "id": 5, "type": "divider" } ] }""");
        mended["blocks"]!.AsArray().Select(b => (string?)b!["id"]).ShouldBe(["a", null, null, null]);
    }

    [Fact]
    public void Blocks_in_wrong_places_are_wrapped()
    {
        var column = Mend($$"""{ "blocks": [ {{Opening}}, { "type": "column", "children": [ "a" ] }, { "type": "column", "children": [ "b" ] } ] }""");
        Types(column).ShouldBe(["core/heading", "core/columns", "core/column", "core/paragraph", "core/column", "core/paragraph"]);
        var loose = Mend($$"""{ "blocks": [ {{Opening}}, { "type": "columns", "columnCount": 2, "innerBlocks": [ "a", { "type": "column", "children": [ "b" ] } ] } ] }""");
        Types(loose).ShouldBe(["core/heading", "core/columns", "core/column", "core/paragraph", "core/column", "core/paragraph"]);
        Types(Mend($$"""{ "blocks": [ {{Opening}}, { "type": "paragraph", "content": "a", "innerBlocks": [ "b" ] } ] }""")).ShouldBe(["core/heading", "core/paragraph", "core/paragraph"]);
    }

    [Fact]
    public void What_is_too_many_or_too_deep_is_cut()
    {
        Types(Mend($$"""{ "title": "P", "blocks": [ {{string.Join(", ", Enumerable.Repeat("\"a\"", 300))}} ] }""")).Count.ShouldBe(PageReader.MaxBlocks);
        var deep = "\"a\"";
        for (var i = 0; i < 12; i++) deep = $$"""{ "type": "columns", "children": [ { "type": "column", "children": [ "b", {{deep}} ] } ] }""";
        var left = PageReader.Read(Mend($$"""{ "blocks": [ {{Opening}}, {{deep}} ] }""")).Document.All.Select(b => b.Pointer.Split("/innerBlocks").Length).Max();
        left.ShouldBe(PageReader.MaxDepth - 1);
    }

    [Fact]
    public void Columns_in_columns_without_end_are_looked_at_once()
    {
        var deep = "[]";
        for (var i = 0; i < 25; i++) deep = $$"""[ { "type": "columns", "innerBlocks": {{deep}} } ]""";
        Types(Mend($$"""{ "blocks": [ {{Opening}}, {{deep}} ] }""")).ShouldBe(["core/heading"]);
    }

    [Fact]
    public void An_embed_of_another_site_goes_and_fields_of_a_form_get_names()
    {
        Types(Mend($$"""{ "blocks": [ {{Opening}}, { "type": "embed", "url": "https://evil.example/", "title": "" } ] }""")).ShouldBe(["core/heading"]);
        Attributes("""{ "type": "form", "fields": [ { "label": "E-mail", "type": "email" }, { "label": "E-mail", "type": "dropdown" } ] }""").ShouldBe(
            """{"url":"#","fields":[{"name":"e-mail","label":"E-mail","kind":"email"},{"name":"e-mail-2","label":"E-mail","kind":"text"}],"submit":"Send"}""");
    }

    [Theory]
    [InlineData("""{ "blocks": [ { "type": "hero", "title": "Bread & more" } ] }""", """{"slug":"bread-more","title":"Bread & more"}""")]
    [InlineData("""{ "page": { "title": "<b>Bread</b>", "slug": "My Page!", "language": "nb_NO", "colour": "red" }, "blocks": [ "x" ] }""", """{"slug":"my-page","title":"Bread","lang":"nb-NO"}""")]
    [InlineData("""{ "title": "Bread", "lang": "the usual", "meta": { "description": "All of it" }, "blocks": [ "x" ] }""", """{"slug":"bread","title":"Bread","description":"All of it"}""")]
    [InlineData("""{ "blocks": [ "x" ] }""", """{"slug":"untitled-page","title":"Untitled page"}""")]
    public void The_head_of_a_page_is_put_right_or_made_of_its_first_heading(string answer, string head) => PageJson.Write(Mend(answer)["page"]!).ShouldBe(head);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "blocks": [] }""")]
    [InlineData("""{ "blocks": "none" }""")]
    [InlineData("""{ "error": "I cannot do that" }""")]
    [InlineData("""{ "page": null, "blocks": [ null, {}, [] ] }""")]
    public void An_answer_without_blocks_becomes_a_page_without_blocks(string answer)
    {
        var mended = PageMending.Mend(JsonNode.Parse(answer)!.AsObject());
        mended["blocks"]!.AsArray().ShouldBeEmpty();
        ((string)mended["schemaVersion"]!).ShouldBe(SchemaVersions.Current.Version.ToString());
    }

    [Fact]
    public void The_answer_stays_as_it_is()
    {
        var answer = JsonNode.Parse(Sample.Everything)!.AsObject();
        PageMending.Mend(answer);
        JsonNode.DeepEquals(answer, JsonNode.Parse(Sample.Everything)).ShouldBeTrue();
    }

    [Fact]
    public void A_page_without_fault_keeps_its_blocks_and_its_words()
    {
        var before = Sample.Read(Sample.Everything);
        var after = PageReader.Read(Mend(Sample.Everything));
        after.Document.All.Select(b => b.Type.Name).ShouldBe(before.Document.All.Where(b => b.Type.Name != "core/column" || b.Inner.Count > 0).Select(b => b.Type.Name));
        PageTexts.Of(after.Document).ShouldBe(PageTexts.Of(before.Document).Replace("<i>text</i>", "*text*"));
    }

    [Fact]
    public void Names_that_come_twice_and_halves_of_characters_do_no_harm()
    {
        var mended = Mend("""{ "blocks": [ { "type": "hero", "title": "A", "title": "B" }, { "type": "paragraph", "content": "\ud800" }, "So" ] }""");
        Types(mended).ShouldBe(["page/hero", "core/paragraph"]);
        ((string)mended["blocks"]![0]!["attributes"]!["title"]!).ShouldBe("B");
    }

    internal static JsonObject Mend(string answer, params string[] allowed)
    {
        var mended = PageMending.Mend(JsonNode.Parse(answer)!.AsObject());
        Holds(mended, answer.Length > 300 ? answer[..300] : answer, allowed);
        return mended;
    }

    /// <summary>It can be read without an error, is left alone by a second mending, and can be written as HTML.</summary>
    internal static void Holds(JsonObject mended, string about, params string[] allowed)
    {
        PageJson.Write(PageMending.Mend(mended)).ShouldBe(PageJson.Write(mended), about);
        if (mended["blocks"]!.AsArray().Count == 0) return;
        var page = PageReader.Read(mended);
        page.Findings.Where(f => f.IsError && !allowed.Contains(f.Code)).ShouldBeEmpty(about);
        ValidHtml.Parse(PageHtml.Of(page).Html);
    }

    private static JsonNode Block(string block, params string[] allowed) => Mend($$"""{ "blocks": [ {{Opening}}, {{block}} ] }""", allowed)["blocks"]!.AsArray().Skip(1).ShouldHaveSingleItem()!;

    private static string Attributes(string block, params string[] allowed) => PageJson.Write(Block(block, allowed)["attributes"]!);

    private static List<string> Types(JsonObject mended) => [.. PageReader.Read(mended).Document.All.Select(b => b.Type.Name)];

    private static List<int?> Levels(string headings) => Sections(string.Join(", ", headings.Split(' ').Select(h => $$"""{ "type": "{{h}}", "content": "x" }""")));

    private static List<int?> Sections(string blocks) => [.. Mend($$"""{ "blocks": [ {{blocks}} ] }""")["blocks"]!.AsArray().Select(b => (int?)b!["attributes"]!["level"])];
}
