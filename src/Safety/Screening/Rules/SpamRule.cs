using System.Buffers;
using System.Globalization;
using System.Text;

namespace Steward.Safety.Screening.Rules;

/// <summary>
/// Shouting, repetition, rows of punctuation, crowds of emoji; offers with links, sums and numbers to call. Shouting or repetition alone is
/// worth a look (.5), two signs together are spam (.7 and more); exclamation marks and emoji alone are only enthusiasm, and a link, a sum or a
/// number counts only beside words that lure or in a crowd.
/// </summary>
internal static class SpamRule
{
    private const string Reason = "Spam patterns detected";
    private const double Flagged = .3;
    private const int FewestLetters = 10;
    private const int MostEmoji = 10;
    private const double CapitalShare = .7;
    private const int ManyLinks = 3;
    private const int DigitsOfLongNumber = 5;

    private static readonly SearchValues<char> LinkSigns = SearchValues.Create(":wW");

    /// <param name="text">The text.</param>
    /// <param name="lures">How many phrases in it lure.</param>
    public static Flag? Check(ReadOnlySpan<char> text, int lures)
    {
        var tally = new Tally(text);
        var links = Links(text);
        var offer = lures > 0 && (tally.Money || tally.LongNumber || links > 0 || lures > 1);
        var pressed = offer && (lures > 1 ? 1 : 0) + (tally.Money ? 1 : 0) + (tally.LongNumber ? 1 : 0) + (links > 0 ? 1 : 0) > 1;
        var capitals = tally.Letters > FewestLetters && tally.Capitals > CapitalShare * tally.Letters;
        var repeated = RepeatedPattern.IsIn(text);
        var punctuation = tally.LongestPunctuation >= 3;
        var emoji = tally.Emoji > MostEmoji;
        var crowd = links >= ManyLinks;
        var sum = (capitals ? .3 : 0) + (repeated ? .3 : 0) + (offer ? .3 : 0) + (pressed ? .2 : 0) + (crowd ? .3 : 0) + (punctuation ? .2 : 0) + (emoji ? .2 : 0);
        if (sum < Flagged)
        {
            return null;
        }

        var details = new Dictionary<string, object>(StringComparer.Ordinal);
        Add(details, "excessiveCaps", capitals);
        Add(details, "repeatedPattern", repeated);
        Add(details, "excessivePunctuation", punctuation);
        Add(details, "excessiveEmojis", emoji);
        Add(details, "lure", offer);
        Add(details, "money", offer && tally.Money);
        Add(details, "longNumber", offer && tally.LongNumber);
        Add(details, "links", crowd || (offer && links > 0));
        var confidence = Math.Min(.9, Math.Round(sum + (capitals || repeated || offer || crowd ? .2 : 0), 2));
        return new Flag(FlagType.Spam, Reason, confidence, details, [], Evasive: false);
    }

    private static void Add(Dictionary<string, object> details, string name, bool holds)
    {
        if (holds)
        {
            details[name] = true;
        }
    }

    private static int Links(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAny(LinkSigns);
            if (next < 0) break;
            at += next;
            if (!text[at..].StartsWith("://") && !text[at..].StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            {
                at++;
                continue;
            }

            count++;
            var end = text[at..].IndexOfAny(' ', '\n');
            at = end < 0 ? text.Length : at + end;
        }

        return count;
    }

    private ref struct Tally
    {
        public Tally(ReadOnlySpan<char> text)
        {
            int punctuation = 0, digits = 0;
            for (var at = 0; at < text.Length; at++)
            {
                var c = text[at];
                punctuation = c is '!' or '?' ? punctuation + 1 : 0;
                LongestPunctuation = Math.Max(LongestPunctuation, punctuation);
                digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
                LongNumber |= digits >= DigitsOfLongNumber;
                Money |= c is '$' or '£' or '€';
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

        public bool Money { get; private set; }

        public bool LongNumber { get; private set; }

        public int LongestPunctuation { get; private set; }
    }
}
