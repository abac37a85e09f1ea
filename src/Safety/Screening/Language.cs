using Steward.Safety.Screening.Reading;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>Which vocabulary fits a text.</summary>
internal static class Language
{
    public const string English = "en";
    public const string Ukrainian = "uk";
    public const string Norwegian = "no";
    public const string Unknown = "und";

    // Letters that English lacks weigh more than short words that several languages have.
    private const int OwnLetters = 2;
    private const int FewWords = 4;
    private const double ScriptShare = .3;

    /// <summary>
    /// The languages in Latin letters that join English where a text is written in them. Of two that fit as well the earlier is taken.
    /// </summary>
    public static readonly (string Name, WordUse Mark, string Letters)[] Joining =
    [
        (Norwegian, WordUse.MarksNorwegian, "æøåÆØÅ"),
        ("da", WordUse.MarksDanish, "æøåÆØÅ"),
        ("sv", WordUse.MarksSwedish, "åäöÅÄÖ"),
        ("de", WordUse.MarksGerman, "äöüßÄÖÜ"),
        ("fr", WordUse.MarksFrench, "éèêàçœîôûÉÈÊÀÇ"),
        ("es", WordUse.MarksSpanish, "ñ¿¡áíúÑ"),
        ("pl", WordUse.MarksPolish, "ąćęłńśźżĄĆĘŁŃŚŹŻ"),
    ];

    /// <summary>All that there are vocabularies of.</summary>
    public static readonly string[] All = [English, Ukrainian, .. Joining.Select(joining => joining.Name)];

    /// <summary>What marks a word as frequent in a language.</summary>
    public static WordUse MarkOf(string language) => language switch
    {
        English => WordUse.MarksEnglish,
        Ukrainian => WordUse.MarksUkrainian,
        _ => Array.Find(Joining, joining => joining.Name == language).Mark, // none for a vocabulary of one's own
    };

    /// <summary>The language that a locale such as <c>nb-NO</c> asks for; null when it asks for nothing.</summary>
    public static string? Of(string? locale)
    {
        if (string.IsNullOrWhiteSpace(locale))
        {
            return null;
        }

        var asked = locale.AsSpan()[..IndexOfEnd(locale)].Trim();
        if (Is(asked, "nb") || Is(asked, "nn"))
        {
            return Norwegian;
        }

        foreach (var (name, _, _) in Joining)
        {
            if (Is(asked, name))
            {
                return name;
            }
        }

        return Is(asked, English) ? English : Is(asked, Ukrainian) ? Ukrainian : Unknown;
    }

    /// <summary>The language of a text by its script and by frequent words. Short texts without either count as English.</summary>
    public static string Of(ReadOnlySpan<char> text, LanguageMarkers markers)
    {
        var beyondAscii = text.ContainsAnyExceptInRange('\0', '\u007F');
        if (beyondAscii && text.ContainsAnyExceptInRange('\0', '\u024F') && OfScript(text) is { } language)
        {
            return language;
        }

        if (!beyondAscii && !markers.AnyJoining)
        {
            return English;
        }

        var enough = markers.Words <= FewWords ? 1 : 2;
        var (best, most) = (English, Math.Max(enough - 1, markers.English));
        for (var at = 0; at < Joining.Length; at++)
        {
            var count = markers[at] == 0 && markers.English > 0 ? 0 : markers[at] + (beyondAscii && text.ContainsAny(Joining[at].Letters) ? OwnLetters : 0);
            (best, most) = count > most ? (Joining[at].Name, count) : (best, most);
        }

        return best;
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

    private static bool Is(ReadOnlySpan<char> language, string name) => language.Equals(name, StringComparison.OrdinalIgnoreCase);
}
