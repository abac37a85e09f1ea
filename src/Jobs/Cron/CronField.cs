using System.Globalization;
using System.Numerics;

namespace Steward.Jobs.Cron;

/// <summary>What may stand in one of the five places: numbers in a range and, for months and days of the week, names.</summary>
/// <param name="Name">As errors call it.</param>
/// <param name="Lowest">The lowest number.</param>
/// <param name="Highest">The highest number that may be written; also the largest step.</param>
/// <param name="Names">The names of <paramref name="Lowest"/> and of the numbers that follow it.</param>
internal sealed record CronFieldKind(string Name, int Lowest, int Highest, params string[] Names)
{
    public static readonly CronFieldKind Minutes = new("Minutes", 0, 59);
    public static readonly CronFieldKind Hours = new("Hours", 0, 23);
    public static readonly CronFieldKind DaysOfMonth = new("Days of month", 1, 31);
    public static readonly CronFieldKind Months =
        new("Months", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    // Sunday may be written 0 or 7.
    public static readonly CronFieldKind DaysOfWeek = new("Days of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    public static readonly CronFieldKind[] InOrder = [Minutes, Hours, DaysOfMonth, Months, DaysOfWeek];

    /// <summary>The last number that <c>*</c> stands for.</summary>
    public int Last => this == DaysOfWeek ? 6 : Highest;

    public CronException Wrong(string why) => new($"{Name}: {why}.");
}

/// <summary>One field as read.</summary>
/// <param name="Kind">Its place.</param>
/// <param name="Bits">A bit for each number that matches. Sunday is bit 0 alone.</param>
/// <param name="IsAny">Whether it holds <c>*</c> and so restricts nothing.</param>
/// <param name="IsInterval">Whether it holds <c>*</c>, a range or a step, which decides what happens when clocks go back.</param>
internal sealed record CronField(CronFieldKind Kind, ulong Bits, bool IsAny, bool IsInterval)
{
    private const int Sunday = 0;
    private const int SundayAsSeven = 7;

    /// <summary>Whether every number matches, however it was written.</summary>
    public bool IsFull => BitOperations.PopCount(Bits) == Kind.Last - Kind.Lowest + 1;

    /// <summary>The numbers that match, ascending.</summary>
    public IReadOnlyList<int> Values => [.. Enumerable.Range(0, 64).Where(Has)];

    public bool Has(int value) => (Bits >> value & 1) != 0;

    /// <summary>The first matching number not below <paramref name="value"/>, or -1.</summary>
    public int FirstFrom(int value)
    {
        var rest = value > Kind.Last ? 0 : Bits >> value;
        return rest == 0 ? -1 : value + BitOperations.TrailingZeroCount(rest);
    }

    /// <exception cref="CronException">The text is not a list of numbers, names, ranges and steps of this kind.</exception>
    public static CronField Parse(CronFieldKind kind, string text)
    {
        var bits = 0UL;
        var isAny = false;
        foreach (var item in text.Split(','))
        {
            bits |= ParseItem(kind, item);
            isAny |= item is "*" or "*/1";
        }

        if (kind == CronFieldKind.DaysOfWeek && (bits >> SundayAsSeven & 1) != 0)
        {
            bits = bits & ~(1UL << SundayAsSeven) | 1UL << Sunday;
        }

        return new CronField(kind, bits, isAny, text.AsSpan().ContainsAny("*-/"));
    }

    private static ulong ParseItem(CronFieldKind kind, string item)
    {
        if (item.Length == 0)
        {
            throw kind.Wrong("an item of the list is empty");
        }

        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? item : item[..slash];
        var step = slash < 0 ? 1 : ParseStep(kind, item[(slash + 1)..]);
        var (low, high) = ParseRange(kind, range);
        if (slash >= 0 && range != "*" && !range.Contains('-', StringComparison.Ordinal))
        {
            throw kind.Wrong($"'{item}' has a step after a single value; write '{range}-{kind.Last}/{step}'");
        }

        var bits = 0UL;
        for (var value = low; value <= high; value += step)
        {
            bits |= 1UL << value;
        }

        return bits;
    }

    private static (int Low, int High) ParseRange(CronFieldKind kind, string range)
    {
        if (range == "*")
        {
            return (kind.Lowest, kind.Last);
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            var value = ParseValue(kind, range);
            return (value, value);
        }

        var low = ParseValue(kind, range[..dash]);
        var high = ParseValue(kind, range[(dash + 1)..]);
        if (kind == CronFieldKind.DaysOfWeek && high == Sunday && low > Sunday)
        {
            high = SundayAsSeven;
        }

        return low <= high ? (low, high) : throw kind.Wrong($"the range '{range}' runs backwards; write it as two ranges");
    }

    private static int ParseStep(CronFieldKind kind, string text) =>
        TryNumber(text, out var step) && step >= 1 && step <= kind.Highest
            ? step
            : throw kind.Wrong($"the step '{text}' is not between 1 and {kind.Highest}");

    private static int ParseValue(CronFieldKind kind, string text)
    {
        if (TryNumber(text, out var value) && value >= kind.Lowest && value <= kind.Highest)
        {
            return value;
        }

        var name = Array.FindIndex(kind.Names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name >= 0)
        {
            return kind.Lowest + name;
        }

        if (text.Length == 0)
        {
            throw kind.Wrong("a value is missing");
        }

        var isNumber = !text.AsSpan().ContainsAnyExceptInRange('0', '9');
        var names = isNumber || kind.Names.Length == 0 ? "" : $" or a name such as {kind.Names[0]}";
        throw kind.Wrong($"'{text}' is not {(isNumber ? "" : "a number ")}between {kind.Lowest} and {kind.Highest}{names}");
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
