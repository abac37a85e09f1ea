using System.Text.RegularExpressions;

namespace Steward.Pages.Generation.Writer;

/// <summary>Language of a page: the one that was asked for, else that of the words, by script and by the small words of a language.</summary>
internal static partial class PageLanguage
{
    private static readonly HashSet<string> Norwegian =
        ["og", "er", "en", "et", "for", "som", "med", "på", "til", "av", "ikke", "vi", "jeg", "du", "det", "om", "lag", "lage", "skriv", "side", "nettside", "landingsside", "hjemmeside", "fra", "har", "kan", "vår", "våre", "eller", "hos"];

    private static readonly HashSet<string> English =
        ["the", "a", "an", "and", "for", "of", "with", "to", "is", "are", "we", "our", "page", "create", "make", "write", "about", "in", "on", "that", "from", "you", "your", "it", "build", "or", "has", "have"];

    public static string Of(string? asked, string text) => asked?.Trim().Replace('_', '-') is { Length: <= 35 } tag && Tag().IsMatch(tag) ? tag : Detect(text);

    /// <summary>The first part of a tag, lower case.</summary>
    public static string Primary(string tag) => tag.Split('-')[0].ToLowerInvariant();

    private static string Detect(string text)
    {
        int Count(Func<char, bool> of) => text.Count(of);
        var scripts = new (string Tag, int Letters)[]
        {
            ("ko", Count(c => c is >= '가' and <= '힣' or >= 'ㄱ' and <= 'ㅎ')), ("ja", Count(c => c is >= '\u3040' and <= '\u30ff')), ("zh", Count(c => c is >= '\u4e00' and <= '\u9fff')),
            ("ar", Count(c => c is >= '\u0600' and <= '\u06ff')), ("he", Count(c => c is >= '\u0590' and <= '\u05ff')), ("el", Count(c => c is >= '\u0370' and <= '\u03ff')),
            ("uk", Count(c => c is >= '\u0400' and <= '\u04ff')),
        };
        var most = scripts.MaxBy(s => s.Letters);
        if (most.Letters * 2 > Count(char.IsLetter)) return most.Tag == "zh" && scripts[1].Letters > 0 ? "ja" : most.Tag == "uk" && IsRussian(text) ? "ru" : most.Tag;
        var words = Words().Matches(text.ToLowerInvariant()).Select(m => m.Value).ToList();
        return words.Count(Norwegian.Contains) + text.Count(c => "æøåÆØÅ".Contains(c, StringComparison.Ordinal)) > words.Count(English.Contains) ? "nb" : "en";
    }

    private static bool IsRussian(string text) => text.Any(c => "ыэъёЫЭЪЁ".Contains(c, StringComparison.Ordinal)) && !text.Any(c => "іїєґІЇЄҐ".Contains(c, StringComparison.Ordinal));

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
