using System.Globalization;

namespace Steward.Jobs.Cron;

/// <summary>
/// The sentence for an expression. It is made from what matches, not from how it was written: <c>0,30</c> and <c>*/30</c> read the
/// same, and a schedule is never called by a name (fortnightly, quarterly) that its dates do not bear out.
/// </summary>
internal static class CronWords
{
    private const int MaxClockTimes = 6;
    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;
    private const int ShortestFullMonth = 28;

    public static string Describe(CronFields fields)
    {
        var time = Time(fields);
        var days = Days(fields, time.StartsWith("At ", StringComparison.Ordinal) && !fields.Hours.IsFull);
        return time + days + Months(fields.Months) + Note(fields);
    }

    private static string Time(CronFields fields)
    {
        var (minutes, hours) = (fields.Minutes.Values, fields.Hours.Values);
        if (fields.Minutes.IsFull || Cycle(minutes, MinutesPerHour) > 0)
        {
            return ShortTime(fields);
        }

        var minute = $"minute{(minutes.Count > 1 ? "s" : "")} {List(minutes, Number)}";
        if (fields.Hours.IsFull)
        {
            return minutes.Count > 1 ? $"At {minute} of every hour" : "Every hour" + (minutes[0] == 0 ? "" : $" at {minute}");
        }

        if (Cycle(hours, HoursPerDay) is > 0 and var every && hours.Count > 2 && minutes.Count == 1)
        {
            return $"Every {every} hours" + (minutes[0] == 0 ? "" : $" at {minute}");
        }

        return minutes.Count * hours.Count <= MaxClockTimes ? ClockTimes(minutes, hours) : $"At {minute} of {HoursOf(hours)}";
    }

    /// <summary>For minutes that fill the hour evenly.</summary>
    private static string ShortTime(CronFields fields)
    {
        var (minutes, hours) = (fields.Minutes.Values, fields.Hours.Values);
        if (minutes.Count * hours.Count <= 2)
        {
            return ClockTimes(minutes, hours);
        }

        var every = fields.Minutes.IsFull ? "Every minute" : $"Every {Cycle(minutes, MinutesPerHour)} minutes";
        if (fields.Hours.IsFull)
        {
            return every;
        }

        return IsRun(hours) ? $"{every} from {hours[0]:00}:00 to {hours[^1]:00}:59" : $"{every} in {HoursOf(hours)}";
    }

    private static string ClockTimes(IReadOnlyList<int> minutes, IReadOnlyList<int> hours) =>
        "At " + Join([.. hours.SelectMany(hour => minutes.Select(minute => $"{hour:00}:{minute:00}"))]);

    private static string HoursOf(IReadOnlyList<int> hours)
    {
        if (hours.Count == 1)
        {
            return $"hour {hours[0]:00}";
        }

        if (IsRun(hours))
        {
            return $"every hour from {hours[0]:00}:00 to {hours[^1]:00}:59";
        }

        return Step(hours) is > 0 and var step
            ? $"every {Ordinal(step)} hour from {hours[0]:00}:00 to {hours[^1]:00}:59"
            : $"the hours {List(hours, hour => $"{hour:00}")}";
    }

    private static string Days(CronFields fields, bool isTimeOfDay)
    {
        if (fields.HasEitherDay)
        {
            return $"{DaysOfMonth(fields.DaysOfMonth)} or{DaysOfWeek(fields.DaysOfWeek)}";
        }

        if (!fields.DaysOfMonth.IsFull)
        {
            return DaysOfMonth(fields.DaysOfMonth);
        }

        return !fields.DaysOfWeek.IsFull ? DaysOfWeek(fields.DaysOfWeek) : isTimeOfDay ? " every day" : "";
    }

    private static string DaysOfMonth(CronField field)
    {
        var days = field.Values;
        if (field.IsFull)
        {
            return " every day";
        }

        if (Step(days) is > 0 and var step)
        {
            return $" on every {Ordinal(step)} day of the month from day {days[0]} to {days[^1]}";
        }

        return $" on day{(days.Count > 1 ? "s" : "")} {List(days, Number)} of the month";
    }

    private static string DaysOfWeek(CronField field)
    {
        if (field.IsFull)
        {
            return " every day";
        }

        // Monday first, so that a weekend reads as one.
        int[] days = [.. field.Values.Where(day => day > 0), .. field.Has(0) ? new[] { 7 } : []];
        var names = List(days, day => CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)(day % 7)));
        return (days.Length > 2 && IsRun(days) ? " from " : " every ") + names;
    }

    private static string Months(CronField field)
    {
        var names = List(field.Values, CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName);
        return field.IsFull ? "" : (field.Values.Count > 2 && IsRun(field.Values) ? " from " : " in ") + names;
    }

    private static string Note(CronFields fields)
    {
        if (fields.HasEitherDay)
        {
            return ". Both day fields are set: a day that matches either of them counts";
        }

        var days = fields.DaysOfMonth.Values;
        var months = fields.Months.Values;
        if (fields.DaysOfMonth.IsFull || Step(days) > 0)
        {
            return "";
        }

        if (months is [2] && days[^1] == 29)
        {
            return " (day 29 in leap years only)";
        }

        // February counts as 28 days here: a rule that holds in some years only is worth saying.
        if (months.Any(month => days[^1] > (month == 2 ? ShortestFullMonth : CronFields.LongestLength(month))))
        {
            return $" (months without day {days[^1]} skip it)";
        }

        var isOnceADay = fields.Minutes.Values.Count == 1 && fields.Hours.Values.Count == 1;
        return days.Count == 2 && isOnceADay && fields.Months.IsFull ? " (twice a month)" : "";
    }

    /// <summary>The length of the cycle that the values fill evenly from 0 on, such as 15 for 0, 15, 30, 45; else 0.</summary>
    private static int Cycle(IReadOnlyList<int> values, int span) =>
        values.Count > 1 && values[0] == 0 && Gap(values) is > 1 and var gap && gap * values.Count == span ? gap : 0;

    /// <summary>The distance of at least four evenly spread values that are not neighbours; else 0.</summary>
    private static int Step(IReadOnlyList<int> values) => values.Count > 3 && Gap(values) is > 1 and var gap ? gap : 0;

    private static bool IsRun(IReadOnlyList<int> values) => values.Count == 1 || Gap(values) == 1;

    private static int Gap(IReadOnlyList<int> values)
    {
        var gap = values.Count > 1 ? values[1] - values[0] : 0;
        return values.Skip(1).Zip(values, (later, earlier) => later - earlier).All(distance => distance == gap) ? gap : 0;
    }

    /// <summary>Three or more neighbours become a range.</summary>
    private static string List(IReadOnlyList<int> values, Func<int, string> name)
    {
        if (Step(values) is > 0 and var step && values.Count > 6)
        {
            return $"{name(values[0])}, {name(values[1])} and so on by {step} up to {name(values[^1])}";
        }

        var parts = new List<string>();
        for (var i = 0; i < values.Count;)
        {
            var end = i;
            while (end + 1 < values.Count && values[end + 1] == values[end] + 1)
            {
                end++;
            }

            var isRange = end - i >= 2;
            parts.Add(isRange ? $"{name(values[i])} to {name(values[end])}" : name(values[i]));
            i = isRange ? end + 1 : i + 1;
        }

        return Join(parts);
    }

    private static string Join(IReadOnlyList<string> parts) =>
        parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Ordinal(int n) => (n % 10, n / 10) switch
    {
        (1, not 1) => $"{n}st",
        (2, not 1) => $"{n}nd",
        (3, not 1) => $"{n}rd",
        _ => $"{n}th",
    };
}
