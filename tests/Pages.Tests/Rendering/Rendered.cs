using AngleSharp.Dom;
using Steward.Pages.Blocks;
using Steward.Pages.Rendering;

namespace Pages.Tests.Rendering;

public sealed class Rendered
{
    [Fact]
    public void A_page_with_every_block_is_valid_and_becomes_valid_html_without_script()
    {
        var page = Sample.Read(Sample.Everything);
        page.Findings.ShouldBeEmpty();
        page.Document.All.Select(b => b.Type.Name).Distinct().Order().ShouldBe(BlockTypes.All.Select(t => t.Name).Order());
        var html = ValidHtml.Parse(Sample.Html(page));
        html.QuerySelectorAll("h1").Select(h => h.TextContent).ShouldBe(["A <bold> opening"]);
        html.Title.ShouldBe("Everything & more");
        html.DocumentElement.GetAttribute("lang").ShouldBe("en");
    }

    [Fact]
    public void Marks_of_a_text_become_elements_and_everything_else_stays_text()
    {
        var page = Sample.WithBlocks("""{ "type": "core/paragraph", "attributes": { "content": "**b** *i* [w](https://a.no) [x](javascript:alert(1)) <script>alert(1)</script>\nnext" } }""");
        var paragraph = ValidHtml.Parse(Sample.Html(page)).QuerySelector("main p")!;
        paragraph.InnerHtml.ShouldBe("<strong>b</strong> <em>i</em> <a href=\"https://a.no\">w</a> [x](javascript:alert(1)) &lt;script&gt;alert(1)&lt;/script&gt;<br>next");
    }

    [Fact]
    public void The_policy_lets_through_the_style_of_the_page_and_frames_of_the_list_and_no_script()
    {
        var rendered = PageHtml.Of(Sample.Read(Sample.Everything));
        rendered.ContentSecurityPolicy.ShouldStartWith("default-src 'none'; style-src 'sha256-");
        rendered.ContentSecurityPolicy.ShouldContain("frame-src https://www.youtube-nocookie.com/embed/");
        rendered.ContentSecurityPolicy.ShouldNotContain("script-src");
        rendered.ContentSecurityPolicy.ShouldNotContain("unsafe");
        PageHtml.Of(Sample.WithBlocks("""{ "type": "page/divider" }""")).ContentSecurityPolicy.ShouldContain("form-action 'none'");
    }
}
