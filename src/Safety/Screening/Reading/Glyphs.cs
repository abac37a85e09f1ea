using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>Reads characters as <see cref="Glyph"/>s.</summary>
internal static class Glyphs
{
    private const int LongestSigns = 8;

    // Signs put in the place of a letter that everybody can guess.
    private const string Blanks = "*#^&%?~)>[]{}-_.'";
    private const string LatinTwins = "aeopcyxikmtbhnr";
    private const string CyrillicTwins = "аеорсухікмтвнпг";

    private static readonly Glyph[] Ascii = [.. Enumerable.Range(0, 128).Select(c => OfAscii((char)c))];
    private static readonly Glyph[] AsciiAsCyrillic = [.. Enumerable.Range(0, 128).Select(c => OfAsciiInCyrillic((char)c))];
    private static readonly FrozenDictionary<int, char> Accents = Table("accents");
    private static readonly FrozenDictionary<int, char> LookAlikes = Table("lookalikes");

    /// <summary>The glyph at a place of a text; unpaired surrogates stop a reading.</summary>
    public static Glyph Read(ReadOnlySpan<char> text, int at, Alphabet alphabet)
    {
        var c = text[at];
        if (c < 128)
        {
            if (alphabet == Alphabet.Latin)
            {
                return c switch
                {
                    'I' when IsInLowerCase(text, at) => Ascii[c] with { Others = "l", Likeness = Likeness.LookAlike },
                    '!' or '|' when !IsInside(text, at) => Ascii[c] with { Others = "" },
                    '+' when !IsInside(text, at) && !ClosesWord(text, at) => Ascii[c] with { Others = "" },
                    _ => Ascii[c],
                };
            }

            return alphabet == Alphabet.Cyrillic || char.IsAsciiLetter(c) ? AsciiAsCyrillic[c] : Ascii[c];
        }

        return Rune.DecodeFromUtf16(text[at..], out var rune, out var width) == OperationStatus.Done
            ? OfRune(rune, (byte)width, alphabet)
            : Glyph.Stop;
    }

    /// <summary>Whether a character is drawn on or beside others without standing for anything.</summary>
    public static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.SpacingCombiningMark
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0;

    // A capital I after small letters is an l in most typefaces.
    private static bool IsInLowerCase(ReadOnlySpan<char> text, int at)
    {
        var before = at > 1 && text[at - 1] == 'I' ? at - 2 : at - 1;
        return before >= 0 && char.IsAsciiLetterLower(text[before]);
    }

    // At the end of a word an exclamation mark is one.
    private static bool IsInside(ReadOnlySpan<char> text, int at)
    {
        // Between spaces it is one of several letters that stand apart: "b ! t".
        if (at > 0 && text[at - 1] == ' ' && (at + 1 == text.Length || text[at + 1] == ' ')) return true;

        for (var next = at + 1; next < text.Length && next - at <= LongestSigns; next++)
        {
            if (text[next] != text[at])
            {
                if (char.IsLetterOrDigit(text[next]) || text[next] is '$' or '@') return true;
                if (text[next] is not ('+' or '(' or '<')) return false;
                if (text[next] == '+' && ClosesWord(text, next)) return true;
            }
        }

        return false;
    }

    // "shi+": behind a letter and before a space a plus sign is one as well.
    private static bool ClosesWord(ReadOnlySpan<char> text, int at) =>
        at > 1 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '!' or '@' or '|') && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));

    private static Glyph OfRune(Rune rune, byte width, Alphabet alphabet)
    {
        if (IsUnseen(rune))
        {
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            return Glyph.Nothing(isMark ? Likeness.Accent : Likeness.LookAlike, width);
        }

        if (Rune.IsWhiteSpace(rune))
        {
            return new Glyph('\0', "", Likeness.None, width, Skip: true, Space: true);
        }

        var own = rune.Value is >= 0x400 and < 0x530 ? Lower(rune) : '\0';
        if (own != '\0' && alphabet == Alphabet.Cyrillic)
        {
            return new Glyph(own, "", Likeness.None, width);
        }

        var isSign = own == '\0' && !Characters.IsWord(rune);
        if (LookAlikes.TryGetValue(rune.Value, out var letter))
        {
            var like = Like(own, letter, Likeness.LookAlike, width);
            return like with { Wild = like.Wild || isSign, Skip = like.Skip || isSign };
        }

        if (Accents.TryGetValue(rune.Value, out letter))
        {
            // Norwegian words are spelled with these; the bare letter is the second guess.
            own = "æøåÆØÅ".Contains((char)rune.Value) && rune.IsBmp ? Lower(rune) : '\0';
            return Like(own, letter, IsSpelling(rune.Value) ? Likeness.Accent : Likeness.LookAlike, width);
        }

        return new Glyph(own is '\0' && rune.IsBmp && Rune.IsLetter(rune) ? Lower(rune) : own, "", Likeness.None, width, isSign, isSign);
    }

    // Letters of European languages, of Vietnamese, and of Chinese in Latin letters; those of phonetics are in no ordinary word.
    private static bool IsSpelling(int letter) =>
        letter is < 0x180 or 0x1A0 or 0x1A1 or 0x1AF or 0x1B0 or (>= 0x1CD and <= 0x1DC) or (>= 0x218 and <= 0x21B) or (>= 0x1EA0 and <= 0x1EF9);

    private static char Lower(Rune rune) => char.ToLowerInvariant((char)rune.Value);

    private static Glyph Like(char own, char ascii, Likeness likeness, byte width)
    {
        var plain = Ascii[ascii];
        return new Glyph(own, plain.Own == '\0' ? plain.Others : plain.Own.ToString(), likeness, width, plain.Wild, plain.Skip);
    }

    private static Glyph OfAscii(char c) => c switch
    {
        >= 'a' and <= 'z' => new Glyph(c, "", Likeness.None),
        >= 'A' and <= 'Z' => new Glyph((char)(c | 0x20), "", Likeness.None),
        '0' => new Glyph('\0', "o", Likeness.Digit),
        '1' => new Glyph('\0', "il", Likeness.Digit),
        '3' => new Glyph('\0', "e", Likeness.Digit),
        '4' => new Glyph('\0', "a", Likeness.Digit),
        '5' => new Glyph('\0', "s", Likeness.Digit),
        '6' => new Glyph('\0', "g", Likeness.Digit),
        '7' => new Glyph('\0', "tl", Likeness.Digit),
        '8' => new Glyph('\0', "b", Likeness.Digit),
        '9' => new Glyph('\0', "gp", Likeness.Digit),
        '@' => new Glyph('\0', "a", Likeness.Sign, Wild: true),
        '$' => new Glyph('\0', "s", Likeness.Sign, Wild: true),
        '!' or '|' => new Glyph('\0', "il", Likeness.Sign, Skip: true),
        '+' => new Glyph('\0', "t", Likeness.Sign, Skip: true),
        '(' or '<' => new Glyph('\0', "c", Likeness.Sign, Wild: true, Skip: true),
        _ when Blanks.Contains(c) => new Glyph('\0', "", Likeness.None, Wild: true, Skip: true),
        ',' or '/' or '\\' or '"' or ':' or ';' or '=' or '`' => new Glyph('\0', "", Likeness.None, Skip: true),
        _ when char.IsWhiteSpace(c) => new Glyph('\0', "", Likeness.None, Skip: true, Space: true),
        _ => Glyph.Stop,
    };

    private static Glyph OfAsciiInCyrillic(char c)
    {
        var twin = LatinTwins.IndexOf((char)(c | 0x20), StringComparison.Ordinal);
        return c switch
        {
            _ when char.IsAsciiLetter(c) =>
                OfAscii(c) with { Others = twin < 0 ? "" : CyrillicTwins[twin].ToString(), Likeness = Likeness.LookAlike },
            '0' => new Glyph('\0', "о", Likeness.Digit),
            '1' => new Glyph('\0', "іи", Likeness.Digit),
            '3' => new Glyph('\0', "зе", Likeness.Digit),
            '4' => new Glyph('\0', "ча", Likeness.Digit),
            '6' => new Glyph('\0', "б", Likeness.Digit),
            '@' => new Glyph('\0', "а", Likeness.Sign, Wild: true),
            '$' => new Glyph('\0', "с", Likeness.Sign),
            _ => OfAscii(c),
        };
    }

    private static FrozenDictionary<int, char> Table(string section)
    {
        var table = new Dictionary<int, char>();
        foreach (var fields in VocabularyFile.Read("letters").Section(section))
        {
            foreach (var rune in fields[1].EnumerateRunes())
            {
                table.TryAdd(rune.Value, fields[0][0]);
            }
        }

        return table.ToFrozenDictionary();
    }
}
