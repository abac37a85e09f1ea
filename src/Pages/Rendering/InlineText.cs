using System.Text.RegularExpressions;
using Steward.Pages.Blocks;

namespace Steward.Pages.Rendering;

/// <summary>The few marks that a text may carry: <c>**bold**</c>, <c>*italics*</c>, <c>[words](address)</c>, a new line. Everything else is text, HTML too.</summary>
internal static partial class InlineText
{
    private const int MostNesting = 4;

    public static void Write(string text, HtmlWriter html, int depth = 0)
    {
        var at = 0;
        foreach (var mark in depth < MostNesting ? Marks().Matches(text) : Enumerable.Empty<Match>())
        {
            html.Text(text[at..mark.Index]);
            WriteMark(mark, html, depth + 1);
            at = mark.Index + mark.Length;
        }

        html.Text(text[at..]);
    }

    private static void WriteMark(Match mark, HtmlWriter html, int depth)
    {
        if (mark.Groups["bold"] is { Success: true } bold) Wrapped("strong", bold.Value, html, depth);
        else if (mark.Groups["italics"] is { Success: true } italics) Wrapped("em", italics.Value, html, depth);
        else if (mark.Groups["words"] is { Success: true } words) WriteLink(words.Value, mark.Groups["url"].Value, html);
        else html.Void("br");
    }

    private static void Wrapped(string tag, string text, HtmlWriter html, int depth)
    {
        html.Open(tag);
        Write(text, html, depth);
        html.Close(tag);
    }

    // An address that a link may not have is not made one; its words stay.
    private static void WriteLink(string words, string url, HtmlWriter html)
    {
        if (Address().IsMatch(url)) html.Element("a", words, ("href", url));
        else html.Text(words);
    }

    [GeneratedRegex("""\*\*(?<bold>[^*\n]+)\*\*|\*(?<italics>[^*\s][^*\n]*)\*|\[(?<words>[^\[\]\n]+)\]\((?<url>[^()\s]+)\)|\r?\n""", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(LinkAttribute.Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
