using Steward.Pages.Documents;

namespace Pages.Tests.Documents;

public sealed class Reading
{
    [Theory]
    [InlineData("""{ "type": "core/paragraph", "attributes": { "content": "x", "colour": "#fff" } }""", "/blocks/1/attributes/colour", "unknown_member")]
    [InlineData("""{ "type": "core/paragraph" }""", "/blocks/1/attributes/content", "required")]
    [InlineData("""{ "type": "core/heading", "attributes": { "content": "x", "level": 7 } }""", "/blocks/1/attributes/level", "out_of_range")]
    [InlineData("""{ "type": "core/heading", "attributes": { "content": "x", "level": "2" } }""", "/blocks/1/attributes/level", "wrong_type")]
    [InlineData("""{ "type": "core/heading", "attributes": { "content": "x", "level": 3 } }""", "/blocks/1/attributes/level", "heading_order")]
    [InlineData("""{ "type": "core/heading", "attributes": { "content": "x", "level": 1 } }""", "/blocks/1/attributes/level", "heading_order")]
    [InlineData("""{ "type": "core/button", "attributes": { "text": "x", "url": "javascript:alert(1)" } }""", "/blocks/1/attributes/url", "invalid")]
    [InlineData("""{ "type": "core/button", "attributes": { "text": "x", "url": "//evil.example" } }""", "/blocks/1/attributes/url", "invalid")]
    [InlineData("""{ "type": "core/button", "attributes": { "text": "x", "url": "#nowhere" } }""", "/blocks/1/attributes/url", "link_broken")]
    [InlineData("""{ "type": "core/button", "attributes": { "text": "x", "url": "/a", "textColor": "#ffffff", "backgroundColor": "#eeeeee" } }""", "/blocks/1/attributes/textColor", "contrast")]
    [InlineData("""{ "type": "core/image", "attributes": { "alt": "" , "url": "https://a.no/b.png" } }""", "/blocks/1/attributes/alt", "alt_missing")]
    [InlineData("""{ "type": "core/image", "attributes": { "alt": "A cat" } }""", "/blocks/1/attributes/url", "picture_missing")]
    [InlineData("""{ "type": "core/column", "attributes": {} }""", "/blocks/1", "wrong_place")]
    [InlineData("""{ "type": "core/paragraph", "attributes": { "content": "x" }, "innerBlocks": [ {} ] }""", "/blocks/1/innerBlocks", "wrong_place")]
    [InlineData("""{ "type": "core/nothing" }""", "/blocks/1/type", "unknown_block")]
    [InlineData("""{ "type": "core/paragraph", "version": 2, "attributes": { "content": "x" } }""", "/blocks/1/version", "unsupported_version")]
    [InlineData("""{ "id": "a", "type": "page/divider" }, { "id": "a", "type": "page/divider" }""", "/blocks/2/id", "duplicate")]
    [InlineData("""{ "type": "page/embed", "attributes": { "url": "https://evil.example/", "title": "x" } }""", "/blocks/1/attributes/url", "not_allowed")]
    [InlineData("""{ "type": "page/features", "attributes": { "items": [ { "title": "a" }, { "text": "b" } ] } }""", "/blocks/1/attributes/items/1/title", "required")]
    [InlineData("42", "/blocks/1", "wrong_type")]
    public void What_is_wrong_is_named_with_its_pointer(string block, string pointer, string code)
    {
        var findings = Sample.WithBlocks(block).Findings;
        findings.Where(f => f.IsError).Select(f => (f.Pointer, f.Code)).ShouldContain((pointer, code));
    }

    [Fact]
    public void Every_fault_of_a_document_is_named_at_once()
    {
        var page = Sample.Read("""{ "page": { "slug": "Not a slug", "title": "" }, "blocks": [ 1, { "type": "core/list", "attributes": { "items": [] } } ], "more": 1 }""");
        page.Findings.Select(f => f.Pointer).ShouldBe(["/more", "/page/slug", "/page/title", "/blocks/0", "/blocks/1/attributes/items", "/blocks"], ignoreOrder: true);
    }

    [Fact]
    public void Blocks_are_two_hundred_at_most_and_eight_deep()
    {
        var many = string.Join(", ", Enumerable.Repeat("""{ "type": "page/divider" }""", PageReader.MaxBlocks));
        Sample.WithBlocks(many).Findings.ShouldContain(f => f.Code == "too_many" && f.Pointer == $"/blocks/{PageReader.MaxBlocks}");
        var deep = """{ "type": "page/divider" }""";
        for (var i = 0; i < 4; i++) deep = $$"""{ "type": "core/columns", "innerBlocks": [ { "type": "core/column", "innerBlocks": [ {{deep}} ] } ] }""";
        Sample.WithBlocks(deep).Findings.ShouldContain(f => f.Code == "too_deep");
    }

    [Fact]
    public void A_made_id_never_takes_one_that_the_author_gives_further_down()
    {
        var page = Sample.WithBlocks("""{ "type": "page/divider" }, { "id": "b2", "type": "page/divider" }""");
        page.IsValid.ShouldBeTrue();
        page.Document.All.Select(b => b.Id).ShouldBe(["b1", "b3", "b2"]);
    }

    [Theory]
    [InlineData("{", "not_json")]
    [InlineData("[]", "wrong_type")]
    [InlineData("""{ "a": 1, "a": 2 }""", "not_json")]
    [InlineData("""{ "a": "\ud800" }""", "not_json")]
    public void What_is_no_document_is_refused_with_a_reason(string text, string code) => PageJson.Parse(text).Fault!.Code.ShouldBe(code);
}
