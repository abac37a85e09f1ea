using System.Runtime.CompilerServices;

namespace Steward.Privacy.Detection;

/// <summary>
/// The groups of digits that begin at one place of a text and follow each other with at most three separators between:
/// "4111 1111 1111 1111", "(415) 555-0132". Card, security and telephone numbers are read from it.
/// </summary>
internal ref struct DigitGroups
{
    public const int MaxGroups = 10;
    private const int MaxDigits = 40;
    private const int MostOfAnId = 5;

    private Slots _starts;
    private Slots _lengths;

    public DigitGroups(string text, int digit)
    {
        Text = text;
        var at = digit;
        var total = 0;
        while (Count < MaxGroups)
        {
            var end = at;
            while (end < text.Length && end - at <= MaxDigits && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            _starts[Count] = at;
            _lengths[Count] = end - at;
            Count++;
            total += end - at;
            at = NextDigit(text, end);
            if (at < 0 || total > MaxDigits)
            {
                break;
            }
        }
    }

    public string Text { get; }

    public int Count { get; private set; }

    public readonly int EndOfFirst => End(0);

    public readonly int Start(int group) => _starts[group];

    public readonly int Length(int group) => _lengths[group];

    public readonly int End(int group) => _starts[group] + _lengths[group];

    /// <summary>What stands between a group and the next.</summary>
    public readonly ReadOnlySpan<char> Gap(int group) => Text.AsSpan(End(group), _starts[group + 1] - End(group));

    /// <summary>The digits of the first <paramref name="groups"/> groups, without separators.</summary>
    public readonly int CopyDigits(int groups, Span<char> digits)
    {
        var written = 0;
        for (var group = 0; group < groups && written + _lengths[group] <= digits.Length; group++)
        {
            Text.AsSpan(_starts[group], _lengths[group]).CopyTo(digits[written..]);
            written += _lengths[group];
        }

        return written;
    }

    /// <summary>
    /// Reads a number of exactly as many digits as <paramref name="digits"/> takes, in one piece or with one separator between groups, after
    /// which nothing follows that belongs to it.
    /// </summary>
    public readonly bool TryRead(Span<char> digits, out int taken)
    {
        var length = 0;
        for (taken = 0; taken < Count && taken < MostOfAnId && length < digits.Length && (taken == 0 || Gap(taken - 1) is [' ' or '-' or '.' or '\u00A0' or '\u2011' or '\u2013']); taken++)
        {
            length += _lengths[taken];
        }

        return length == digits.Length && EndsFree(taken) && CopyDigits(taken, digits) == length;
    }

    /// <summary>Digits in as many groups as an id of a person is written in.</summary>
    public readonly int DigitsOfAnId()
    {
        var length = 0;
        for (var group = 0; group < Count && group < MostOfAnId; group++)
        {
            length += _lengths[group];
        }

        return length;
    }

    /// <summary>The first groups as personal data.</summary>
    public readonly PiiSpan Span(PiiType type, int taken, double confidence, bool validated) =>
        new(type, _starts[0], End(taken - 1) - _starts[0], confidence, validated);

    /// <summary>Whether a plus stands before it, as before a country's code.</summary>
    public readonly bool FollowsPlus() => _starts[0] > 0 && Text[_starts[0] - 1] is '+' or '\uFF0B';

    /// <summary>Whether the number stands alone: not the tail of a word, of a decimal fraction or of a longer number.</summary>
    public readonly bool StartsFree()
    {
        var start = _starts[0];
        if (start == 0)
        {
            return true;
        }

        var before = Text[start - 1];
        return !char.IsLetterOrDigit(before) && before != '_'
            && !(before is '.' or ',' or '-' or '/' && start > 1 && char.IsAsciiLetterOrDigit(Text[start - 2]));
    }

    /// <summary>Whether nothing that belongs to the number follows its first <paramref name="groups"/> groups.</summary>
    public readonly bool EndsFree(int groups)
    {
        var end = End(groups - 1);
        if (end >= Text.Length)
        {
            return true;
        }

        var after = Text[end];
        return !char.IsLetterOrDigit(after) && after != '_'
            && !(after is '.' or ',' or '-' or '/' && end + 1 < Text.Length && char.IsAsciiLetterOrDigit(Text[end + 1]));
    }

    private static int NextDigit(string text, int end)
    {
        for (var at = end; at < text.Length && at - end <= 3; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                return at;
            }

            if (text[at] is not (' ' or '\u00A0' or '-' or '.' or '/' or '(' or ')' or '\u2011' or '\u2013'))
            {
                return -1;
            }
        }

        return -1;
    }

    [InlineArray(MaxGroups)]
    private struct Slots
    {
        private int _first;
    }
}
