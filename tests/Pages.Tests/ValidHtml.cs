using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Pages.Tests;

/// <summary>Reads HTML as the standard says and refuses what a browser would have to guess.</summary>
internal static class ValidHtml
{
    public static IHtmlDocument Parse(string html)
    {
        var document = new HtmlParser(new HtmlParserOptions { IsStrictMode = true, IsKeepingSourceReferences = false }, BrowsingContext.New(Configuration.Default)).ParseDocument(html);
        document.QuerySelectorAll("script, [style]").ShouldBeEmpty();
        document.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty();
        var ids = document.All.Where(e => e.HasAttribute("id")).Select(e => e.Id!).ToList();
        ids.ShouldBeUnique();
        document.QuerySelectorAll("img").ShouldAllBe(i => i.HasAttribute("alt"));
        document.QuerySelectorAll("label").ShouldAllBe(l => ids.Contains(l.GetAttribute("for")!));
        document.QuerySelectorAll("[aria-labelledby]").ShouldAllBe(e => ids.Contains(e.GetAttribute("aria-labelledby")!));
        document.QuerySelectorAll("p p, p ul, p ol, p div, p section, p figure, a a, li > p > p").ShouldBeEmpty();
        return document;
    }
}
