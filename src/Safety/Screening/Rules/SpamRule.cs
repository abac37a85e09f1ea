using System.Buffers;
using System.Globalization;
using System.Text;

namespace Steward.Safety.Screening.Rules;

/// <summary>
/// Shouting, repetition, rows of punctuation, crowds of emoji. One of the first two alone is worth a look (.5), two signs together are
/// spam (.7 and more); exclamation marks and emoji alone are only enthusiasm.
/// </summary>
internal static class SpamRule
{
    private const string Reason = "Spam patterns detected";
    private const double Flagged = .3;
    private const int FewestLetters = 10;
    private const int MostEmoji = 10;
    private const double CapitalShare = .7;

    public static Flag? Check(ReadOnlySpan<char> text)
    {
        var tally = new Tally(text);
        var capitals = tally.Letters > FewestLetters && tally.Capitals > CapitalShare * tally.Letters;
        var repeated = RepeatedPattern.IsIn(text);
        var punctuation = tally.LongestPunctuation >= 3;
        var emoji = tally.Emoji > MostEmoji;
        var sum = (capitals ? .3 : 0) + (repeated ? .3 : 0) + (punctuation ? .2 : 0) + (emoji ? .2 : 0);
        if (sum < Flagged)
        {
            return null;
        }

        var details = new Dictionary<string, object>(StringComparer.Ordinal);
        Add(details, "excessiveCaps", capitals);
        Add(details, "repeatedPattern", repeated);
        Add(details, "excessivePunctuation", punctuation);
        Add(details, "excessiveEmojis", emoji);
        var confidence = Math.Min(.9, Math.Round(sum + (capitals || repeated ? .2 : 0), 2));
        return new Flag(FlagType.Spam, Reason, confidence, details, [], Evasive: false);
    }

    private static void Add(Dictionary<string, object> details, string name, bool holds)
    {
        if (holds)
        {
            details[name] = true;
        }
    }

    private ref struct Tally
    {
        public Tally(ReadOnlySpan<char> text)
        {
            var punctuation = 0;
            for (var at = 0; at < text.Length; at++)
            {
                var c = text[at];
                punctuation = c is '!' or '?' ? punctuation + 1 : 0;
                LongestPunctuation = Math.Max(LongestPunctuation, punctuation);
                if (c < 128)
                {
                    Letters += char.IsAsciiLetter(c) ? 1 : 0;
                    Capitals += char.IsAsciiLetterUpper(c) ? 1 : 0;
                }
                else if (char.IsSurrogate(c))
                {
                    Emoji += Rune.DecodeFromUtf16(text[at..], out var rune, out _) == OperationStatus.Done
                        && rune.Value is >= 0x1F300 and < 0x1FB00 and not (>= 0x1F3FB and <= 0x1F3FF) ? 1 : 0;
                }
                else
                {
                    var category = CharUnicodeInfo.GetUnicodeCategory(c);
                    Letters += category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter ? 1 : 0;
                    Capitals += category == UnicodeCategory.UppercaseLetter ? 1 : 0;
                    Emoji += c is >= '\u2600' and < '\u27C0' ? 1 : 0;
                }
            }
        }

        public int Letters { get; private set; }

        public int Capitals { get; private set; }

        public int Emoji { get; private set; }

        public int LongestPunctuation { get; private set; }
    }
}
