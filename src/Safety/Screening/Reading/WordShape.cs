using System.Buffers;

namespace Steward.Safety.Screening.Reading;

/// <summary>What a first look at a word tells: where it ends, what it is written in, and whether a disguise is thinkable.</summary>
internal readonly ref struct WordShape
{
    // Signs that stand for a letter even at the edge of a word, in "a$$" or "@ss"; others have to have something behind them.
    private const string EdgeSigns = "$@*+";
    private const string LeadingSigns = "$@(<!|";

    // The letters of Ukrainian, Russian, Belarusian, Bulgarian and Serbian.
    private static readonly SearchValues<char> InAlphabets = SearchValues.Create("абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюяђјљњћџАБВГҐДЕЄЁЖЗИІЇЙКЛМНОПРСТУЎФХЦЧШЩЪЫЬЭЮЯЂЈЉЊЋЏ");

    public int End { get; private init; }

    public bool Suspicious { get; private init; }

    public bool HasDigits { get; private init; }

    /// <summary>Whether a capital letter stands within it.</summary>
    public bool HasHumps { get; private init; }

    /// <summary>Whether it has letters beyond ASCII and Cyrillic.</summary>
    public bool Foreign { get; private init; }

    public Alphabet Alphabet { get; private init; }

    /// <summary>Looks at the word that begins at <paramref name="start"/> of the original text.</summary>
    public static WordShape Of(ReadOnlySpan<char> text, int start)
    {
        bool latin = false, digits = false, cyrillic = false, other = false, odd = false, twice = false, humps = false;
        var script = 0;
        if (text[start] >= 128 && Characters.Pictorial(text, start) is > 0 and var pictures)
        {
            return new WordShape { End = start + pictures };
        }

        var at = start;
        while (at < text.Length)
        {
            var c = text[at];
            if (char.IsAsciiLetter(c))
            {
                latin = true;
                humps |= c < 'a' && at > start;
                twice |= at > start && ((c ^ text[at - 1]) & ~0x20) == 0;
                twice |= c == 'I' && at > start && char.IsAsciiLetterLower(text[at - 1]);
            }
            else if (char.IsAsciiDigit(c))
            {
                digits = true;
            }
            else if (c is >= '\u0400' and < '\u0530')
            {
                cyrillic = true;
                odd |= !InAlphabets.Contains(c);
                twice |= at > start && c == text[at - 1];
            }
            else
            {
                var width = Characters.WordWidth(text, at);
                if (width == 0 || Characters.Pictorial(text, at) > 0)
                {
                    break;
                }

                other = true;
                script = c is < '\u0370' or >= '\u13A0' || (script != 0 && script != c >> 8) ? -1 : c >> 8;
                at += width - 1;
            }

            at++;
        }

        // Among others a word wholly in a script of its own, Greek or Thai, says nothing in Latin letters.
        var foreign = script > 0 && !latin && !cyrillic && !digits && !IsSymbol(text, at) && !(text[..start].IsWhiteSpace() && text[at..].IsWhiteSpace());
        var alphabet = !cyrillic ? Alphabet.Latin : latin || other || odd ? Alphabet.Mixed : Alphabet.Cyrillic;
        var mixture = twice || other || (digits && (latin || cyrillic)) || (latin && cyrillic) || odd;
        var suspicious = !foreign && (mixture || HasSigns(text, start, at));
        return new WordShape { End = at, Suspicious = suspicious, HasDigits = digits, Foreign = other, HasHumps = humps, Alphabet = alphabet };
    }

    /// <summary>Where a disguised word may begin: at the word or at signs right before it that can be letters.</summary>
    public static int WithLeadingSigns(ReadOnlySpan<char> text, int start)
    {
        var from = start;
        while (from > 0 && LeadingSigns.Contains(text[from - 1]))
        {
            from--;
        }

        return from == 0 || char.IsWhiteSpace(text[from - 1]) ? from : start;
    }

    /// <summary>The alphabet of a stretch of text that holds several words.</summary>
    public static Alphabet AlphabetOf(ReadOnlySpan<char> text)
    {
        var cyrillic = text.ContainsAnyInRange('\u0400', '\u052F');
        var latin = text.ContainsAnyInRange('a', 'z') || text.ContainsAnyInRange('A', 'Z');
        return !cyrillic ? Alphabet.Latin : latin ? Alphabet.Mixed : Alphabet.Cyrillic;
    }

    private static bool IsSymbol(ReadOnlySpan<char> text, int at) => at < text.Length && text[at] is >= '\u2070' and < '\u2E00';

    private static bool HasSigns(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0 && LeadingSigns.Contains(text[start - 1]))
        {
            return true;
        }

        if (end >= text.Length || char.IsWhiteSpace(text[end]))
        {
            return false;
        }

        return EdgeSigns.Contains(text[end]) || (end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1]));
    }
}
