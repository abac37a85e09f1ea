using Steward.Safety.Screening.Reading;

namespace Steward.Safety.Screening;

/// <summary>Which vocabulary fits a text.</summary>
internal static class Language
{
    public const string English = "en";
    public const string Ukrainian = "uk";
    public const string Norwegian = "no";
    public const string Unknown = "und";

    // Letters that English lacks weigh more than short words that both languages have.
    private const int NorwegianLetters = 2;
    private const int FewWords = 4;
    private const double ScriptShare = .3;

    /// <summary>The language that a locale such as <c>nb-NO</c> asks for; null when it asks for nothing.</summary>
    public static string? Of(string? locale)
    {
        if (string.IsNullOrWhiteSpace(locale))
        {
            return null;
        }

        var language = locale.AsSpan()[..IndexOfEnd(locale)];
        return language switch
        {
            _ when Is(language, "en") => English,
            _ when Is(language, "uk") => Ukrainian,
            _ when Is(language, "no") || Is(language, "nb") || Is(language, "nn") => Norwegian,
            _ => Unknown,
        };
    }

    /// <summary>The language of a text by its script and by frequent words. Short texts without either count as English.</summary>
    public static string Of(ReadOnlySpan<char> text, LanguageMarkers markers)
    {
        if (text.ContainsAnyExceptInRange('\0', '\u024F') && OfScript(text) is { } language)
        {
            return language;
        }

        var norwegian = markers.Norwegian + (text.ContainsAny("æøåÆØÅ") ? NorwegianLetters : 0);
        var enough = markers.Words <= FewWords ? 1 : 2;
        return norwegian >= enough && norwegian > markers.English ? Norwegian : English;
    }

    private static string? OfScript(ReadOnlySpan<char> text)
    {
        int letters = 0, cyrillic = 0, foreign = 0;
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                letters++;
                cyrillic += c is >= '\u0400' and < '\u0530' ? 1 : 0;
                foreign += IsForeign(c) ? 1 : 0;
            }
        }

        if (cyrillic > ScriptShare * letters)
        {
            return text.ContainsAny("ыэёъЫЭЁЪ") && !text.ContainsAny("іїєґІЇЄҐ") ? Unknown : Ukrainian;
        }

        return foreign > ScriptShare * letters ? Unknown : null;
    }

    private static bool IsForeign(char c) =>
        c is (>= '\u0370' and < '\u0400') or (>= '\u0530' and < '\u1D00') or (>= '\u2E80' and < '\uA640') or (>= '\uAC00' and < '\uFB00');

    private static int IndexOfEnd(string locale)
    {
        var end = locale.AsSpan().IndexOfAny('-', '_');
        return end < 0 ? locale.Length : end;
    }

    private static bool Is(ReadOnlySpan<char> language, string name) => language.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
