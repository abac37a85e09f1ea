using System.Buffers;
using System.Globalization;
using System.Text;

namespace Steward.Safety.Screening.Reading;

/// <summary>What words are made of.</summary>
internal static class Characters
{
    private static readonly bool[] AsciiWord = [.. Enumerable.Range(0, 128).Select(c => char.IsAsciiLetterOrDigit((char)c))];

    /// <summary>How many UTF-16 units at a place belong to a word: 0, 1 or 2.</summary>
    public static int WordWidth(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        if (c < 128)
        {
            return AsciiWord[c] ? 1 : 0;
        }

        var status = Rune.DecodeFromUtf16(text[at..], out var rune, out var width);
        return status == OperationStatus.Done && IsWord(rune) ? width : 0;
    }

    /// <summary>The width of a picture at a place that is a word by itself; 0 for other characters.</summary>
    public static int Pictorial(ReadOnlySpan<char> text, int at) =>
        Rune.DecodeFromUtf16(text[at..], out var rune, out var width) == OperationStatus.Done && IsPictorial(rune) ? width : 0;

    private static bool IsPictorial(Rune rune) => rune.Value is 0x1F595 or 0x1F346 or 0x1F351 or 0x1F34C or 0x1F4A6 or 0x1F445 or 0x1F448 or 0x1F449 or 0x1F44C or 0x0FD5 or 0x0FD6;

    // Squared and circled letters are symbols to Unicode and letters to a reader; the raised finger is a word.
    public static bool IsWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is (>= 0x2160 and <= 0x2188) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F110 and <= 0x1F189) or (>= 0x1F1E6 and <= 0x1F1FF)
            or (>= 0x20A1 and <= 0x20AB) or (>= 0x20AD and <= 0x20BF)
        || IsPictorial(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format;
}
