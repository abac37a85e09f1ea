using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Steward.Pages.Blocks;

namespace Steward.Pages.Generation.Words;

/// <summary>Takes HTML out of texts: what blocks have a mark for becomes one, the rest goes, entities become their characters. What is left is left alone the next time.</summary>
internal static partial class Markup
{
    // Longer than any text of a block; bounds the work for one text.
    private const int Most = 20_000;

    /// <summary>Text with the marks that blocks allow.</summary>
    public static string ToInline(string text) => Settle(text, Inline);

    /// <summary>Text in one line, without marks.</summary>
    public static string ToPlain(string text) => Settle(text, t => Plain(Inline(t)));

    // Every step makes the text shorter or leaves it, so this ends; one pass is not enough, for an entity may hide a tag.
    private static string Settle(string text, Func<string, string> step)
    {
        var before = WordCut.At(text, Most);
        for (var after = step(before); ; before = after, after = step(after))
            if (after == before) return after;
    }

    private static string Inline(string text)
    {
        if (text.Contains('<', StringComparison.Ordinal)) text = WithoutTags(text);
        if (text.Contains('&', StringComparison.Ordinal)) text = WebUtility.HtmlDecode(Escapes().Replace(text, "&"));
        return Lines().Replace(Clean(text), "\n\n").Trim();
    }

    private static string WithoutTags(string text)
    {
        text = Unread().Replace(text, "");
        text = Bold().Replace(text, m => Marked(m, "**"));
        text = Italics().Replace(text, m => Marked(m, "*"));
        text = Links().Replace(text, Link);
        text = Breaks().Replace(text, "\n");
        return Tags().Replace(text, "");
    }

    private static string Marked(Match match, string mark) => match.Groups["words"].Value.Trim() is { Length: > 0 } words ? $"{mark}{words}{mark}" : "";

    private static string Link(Match match)
    {
        var (words, url) = (match.Groups["words"].Value.Trim(), match.Groups["url"].Value);
        return words.Length > 0 && Address().IsMatch(url) && url.IndexOfAny(['(', ')', '\n']) < 0 ? $"[{words}]({url})" : words;
    }

    private static string Plain(string text) => Spaces().Replace(Marks().Replace(text, "${words}"), " ").Trim();

    /// <summary>Without what HTML cannot write: control characters, halves of surrogate pairs, code points that are no characters. Hard spaces become soft, the ends of lines one kind.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var read = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            if (read != OperationStatus.Done) continue;
            if (rune.Value is 0x2028 or 0x2029) clean.Append('\n');
            else if (rune.Value == 0xa0) clean.Append(' ');
            else if (rune.Value is '\n' or '\t' || !(Rune.IsControl(rune) || rune.Value is 0xfeff or (>= 0xfdd0 and <= 0xfdef) || (rune.Value & 0xfffe) == 0xfffe)) clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    [GeneratedRegex("&(amp;)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();

    [GeneratedRegex(@"<(?<tag>script|style|template|noscript)\b[^>]*>.*?</\k<tag>\s*>|<!--.*?-->|<!doctype[^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Unread();

    [GeneratedRegex(@"<(?<tag>b|strong)(\s[^<>]*)?>(?<words>[^<>*\n]+)</\k<tag>\s*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bold();

    [GeneratedRegex(@"<(?<tag>i|em)(\s[^<>]*)?>(?<words>[^<>*\n]+)</\k<tag>\s*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Italics();

    [GeneratedRegex("""<a\s[^<>]*?href\s*=\s*["'](?<url>[^"'<>]*)["'][^<>]*>(?<words>[^<>\[\]\n]+)</a\s*>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Links();

    [GeneratedRegex(@"<br\s*/?>|</(p|div|h[1-6]|li|ul|ol|section|article|header|footer|tr|table|blockquote|figure)\s*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Breaks();

    // Names of HTML, and those with a hyphen: "List<string>" and "a < b" are no tags.
    [GeneratedRegex("""
        </?(a|abbr|article|aside|audio|b|base|big|blockquote|body|br|button|canvas|center|cite|code|dd|del|details|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|noscript|object|ol|option|p|path|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|[a-z]+(-[a-z0-9]+)+)(\s[^<>]*)?/?>
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    [GeneratedRegex("\n([ \t]*\n)+", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();

    [GeneratedRegex(@"\*\*(?<words>[^*\n]+)\*\*|\*(?<words>[^*\s][^*\n]*)\*|\[(?<words>[^\[\]\n]+)\]\([^()\s]+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(LinkAttribute.Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
