using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;
using Steward.Pages.Schema;
using Steward.Pages.Shortcodes;

namespace Pages.Tests.Shortcodes;

public sealed class Expanded
{
    private static readonly ListedPage[] Listed =
    [
        new("/pages/t/one", "One <i>& only</i>", "The **first**"), new("/pages/t/two", "[Two] *of*\nthem](javascript:alert(1))", null), new("/pages/t/three", "[gallery]", "[gallery]"),
    ];

    [Fact]
    public void A_contact_form_becomes_a_form_with_labels_of_its_own_and_the_policy_lets_it_be_sent()
    {
        var page = With("[contact-form url=\"https://example.org/send\" name=\"Navn <b>\" phone='Telefon' submit=\"Send \"]");
        page.Findings.ShouldBeEmpty();
        var html = PageHtml.Of(page);
        html.ContentSecurityPolicy.ShouldContain("form-action 'self' https:");
        var form = ValidHtml.Parse(html.Html).QuerySelector("main form")!;
        form.GetAttribute("action").ShouldBe("https://example.org/send");
        form.QuerySelectorAll("label").Select(l => l.TextContent).ShouldBe(["Navn <b>", "E-mail", "Telefon", "Message"]);
        form.QuerySelectorAll("[required]").Select(f => f.GetAttribute("name")).ShouldBe(["name", "email", "message"]);
    }

    [Fact]
    public void A_gallery_becomes_pictures_with_words_and_lines()
    {
        var pictures = Html(With("[gallery pictures=\"https://a.no/1.jpg?a=1&b=2 | A <cat>; https://a.no/2.jpg | A dog | *Rex*;\"]")).QuerySelectorAll(".pictures figure");
        pictures.Select(p => (p.QuerySelector("img")!.GetAttribute("src"), p.QuerySelector("img")!.GetAttribute("alt"), p.QuerySelector("figcaption")?.InnerHtml))
            .ShouldBe([("https://a.no/1.jpg?a=1&b=2", "A <cat>", null), ("https://a.no/2.jpg", "A dog", "<em>Rex</em>")]);
    }

    [Fact]
    public void Social_networks_become_links_by_their_names() =>
        Html(With("[social-icons youtube=\"https://www.youtube.com/@a\" github='https://github.com/a?b=1&c=%22']")).QuerySelectorAll("main li a").Select(a => (a.TextContent, a.GetAttribute("href")))
            .ShouldBe([("GitHub", "https://github.com/a?b=1&c=%22"), ("YouTube", "https://www.youtube.com/@a")]);

    [Fact]
    public void Listed_pages_become_links_whatever_their_titles_say()
    {
        var html = Html(With("[recent-posts]", Listed));
        html.QuerySelectorAll("main li a").Select(a => (a.TextContent, a.GetAttribute("href"))).ShouldBe(
            [("One <i>& only</i>", "/pages/t/one"), ("(Two) *of* them)(javascript:alert(1))", "/pages/t/two"), ("(gallery)", "/pages/t/three")]);
        html.QuerySelector("ul#s").ShouldNotBeNull("the block keeps its place on the page");
    }

    [Theory]
    [InlineData("[products]")]
    [InlineData("[categories count=3]")]
    public void Pages_beside_each_other_have_title_link_and_description(string shortcode)
    {
        var columns = Html(With(shortcode, Listed)).QuerySelectorAll("#s.columns > .column");
        columns.Select(c => c.QuerySelectorAll("p").Length).ShouldBe([2, 1, 2]);
        columns[0].QuerySelectorAll("p")[1].InnerHtml.ShouldBe("The <strong>first</strong>");
        columns[2].QuerySelectorAll("p")[1].TextContent.ShouldBe("[gallery]", "what a shortcode shows is not read as another one");
    }

    [Theory]
    [InlineData("[products]")]
    [InlineData("[categories]")]
    [InlineData("[recent-posts]")]
    public void A_list_without_pages_shows_nothing(string shortcode) => Html(With(shortcode)).QuerySelector("main")!.Children.Select(c => c.LocalName).ShouldBe(["h1"]);

    [Fact]
    public void A_shortcode_is_expanded_in_a_column_too_and_not_where_it_is_no_paragraph()
    {
        var page = Sample.WithBlocks("""
            { "type": "core/columns", "innerBlocks": [ { "type": "core/column", "innerBlocks": [ { "type": "core/paragraph", "attributes": { "content": "[social-icons x=https://x.com/a]" } } ] } ] },
            { "type": "core/list", "attributes": { "items": [ "[social-icons x=https://x.com/a]" ] } }
            """);
        page.Findings.ShouldBeEmpty();
        Html(page).QuerySelectorAll("main li").Select(i => i.TextContent).ShouldBe(["X", "[social-icons x=https://x.com/a]"]);
    }

    [Fact]
    public void Blocks_that_shortcodes_become_obey_the_schemas_of_blocks()
    {
        var longest = new ListedPage("/pages/" + Guid.NewGuid() + "/" + new string('a', 100), new string('t', 200), new string('d', 300));
        string[] texts = [.. ShortcodeTypes.All.Select(t => t.Facts.Example), $"[contact-form name=\"{new string('n', 120)}\" submit=\"{new string('s', 100)}\" url=\"/{new string('u', 1999)}\"]",
            $"[social-icons mastodon=\"https://{new string('m', 392)}\"]", $"[gallery pictures=\"https://{new string('p', 1992)} | {new string('a', 200)} | {new string('c', 500)}\"]"];
        foreach (var text in texts)
        {
            var content = ShortcodeText.Read(text).Content.ShouldNotBeNull(text);
            var at = With(text).Document.Blocks[1];
            foreach (var block in content.Expand(at, [longest])!.Walk())
            {
                var findings = new List<Finding>();
                SchemaCheck.Check(JsonSerializer.SerializeToNode(block.Content, block.Content.GetType(), Block.Json), block.Type.Schema, "", findings);
                findings.ShouldBeEmpty(text);
            }

            if (ShortcodeTypes.All.FirstOrDefault(t => t.Facts.Example == text) is { } type) content.Expand(at, [longest])!.Type.Name.ShouldBe(type.Facts.RendersAs);
        }
    }

    [Fact]
    public void The_document_keeps_the_shortcode_as_its_author_wrote_it()
    {
        var page = With("[social-icons x=https://x.com/a]");
        ((string)page.Json["blocks"]![1]!["attributes"]!["content"]!).ShouldBe("[social-icons x=https://x.com/a]");
        page.Document.Blocks[1].Type.Name.ShouldBe("core/paragraph");
    }

    private static ReadPage With(string shortcode, params ListedPage[] pages) => Sample.WithBlocks(new JsonObject
    {
        ["id"] = "s", ["type"] = "core/paragraph", ["attributes"] = new JsonObject { ["content"] = shortcode },
    }.ToJsonString()) with { Lists = new PageListing(new Dictionary<string, IReadOnlyList<ListedPage>> { ["s"] = pages }) };

    private static IDocument Html(ReadPage page) => ValidHtml.Parse(Sample.Html(page));
}
