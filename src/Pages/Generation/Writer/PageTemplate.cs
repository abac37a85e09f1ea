using System.Text.RegularExpressions;

namespace Steward.Pages.Generation.Writer;

/// <summary>The kinds of page, and which one a brief asks for.</summary>
internal static partial class PageTemplate
{
    public const string Landing = "landing", About = "about", Product = "product", Blog = "blog";

    public static readonly IReadOnlyList<string> All = [Landing, About, Product, Blog];

    public static string Of(string? asked, string text)
    {
        if (asked is not null && All.Contains(asked)) return asked;
        // The request stands at the beginning; further down the same words are the subject's.
        var start = text.Length > 200 ? text[..200] : text;
        return LandingWords().IsMatch(start) ? Landing : BlogWords().IsMatch(start) ? Blog : AboutWords().IsMatch(start) ? About : ProductWords().IsMatch(start) ? Product : Landing;
    }

    [GeneratedRegex(@"landing|лендинг|랜딩", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LandingWords();

    [GeneratedRegex(@"\bblog|\barticle\b|\bessay\b|\bblogg|\bartikkel|\bблог|\bстатт|\bдопис|블로그|기사", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BlogWords();

    [GeneratedRegex(@"\babout[\s-](?:us|me|page|our|the\s+(?:company|team))|\bom[\s-](?:oss|meg)|\bпро\s+(?:нас|мене|компанію|команду)|회사\s*소개|자기\s*소개|소개\s*페이지", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutWords();

    [GeneratedRegex(@"\bproduct|\bprodukt|\bпродукт|\bтовар|제품|상품", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ProductWords();
}
