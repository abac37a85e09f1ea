namespace Steward.Jobs.Cron;

/// <summary>The five fields together: which local wall-clock minutes match.</summary>
internal sealed record CronFields(CronField Minutes, CronField Hours, CronField DaysOfMonth, CronField Months, CronField DaysOfWeek)
{
    public const int MaxLength = 100;

    // 29 February is at most eight years away (2096 to 2104), so nothing that can match at all is farther.
    private const int YearsAhead = 9;

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    /// <summary>Whether it repeats within the day rather than naming times of day; such a schedule also runs in a repeated hour.</summary>
    public bool IsInterval => Minutes.IsInterval || Hours.IsInterval;

    /// <summary>Whether both day fields restrict, so that a day which matches either of them matches (POSIX).</summary>
    public bool HasEitherDay => !DaysOfMonth.IsAny && !DaysOfWeek.IsAny;

    /// <exception cref="CronException">The expression is malformed or names no date that exists.</exception>
    public static CronFields Parse(string expression)
    {
        if (expression.Length > MaxLength)
        {
            throw new CronException($"The expression is longer than {MaxLength} characters.");
        }

        if (expression.Any(c => c is not '\t' and (< ' ' or > '~')))
        {
            throw new CronException("The expression holds a character that is not printable ASCII.");
        }

        var text = expression.Trim();
        if (text.StartsWith('@'))
        {
            text = Macros.GetValueOrDefault(text)
                ?? throw new CronException($"'{text}' is none of {string.Join(", ", Macros.Keys)}.");
        }

        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        RequireFive(parts.Length);
        var fields = parts.Zip(CronFieldKind.InOrder, (part, kind) => CronField.Parse(kind, part)).ToArray();
        return new CronFields(fields[0], fields[1], fields[2], fields[3], fields[4]).RequireADate();
    }

    /// <summary>Days of a month in a leap year.</summary>
    public static int LongestLength(int month) => DateTime.DaysInMonth(2000, month);

    /// <summary>The first matching minute not before a whole minute of local time; null when none is near.</summary>
    public DateTime? FirstFrom(DateTime local)
    {
        var limit = local.AddYears(YearsAhead);
        for (var day = local; day < limit;)
        {
            if (!Months.Has(day.Month))
            {
                day = day.Date.AddDays(1 - day.Day).AddMonths(1);
                continue;
            }

            if (HasDay(day) && FirstTimeFrom(day) is { } found)
            {
                return found;
            }

            day = day.Date.AddDays(1);
        }

        return null;
    }

    private static void RequireFive(int given)
    {
        if (given > CronFieldKind.InOrder.Length)
        {
            throw new CronException($"Five fields are needed, {given} were given; there is no field for seconds or years.");
        }

        if (given < CronFieldKind.InOrder.Length)
        {
            var missing = string.Join(", ", CronFieldKind.InOrder.Skip(given).Select(kind => kind.Name));
            throw new CronException($"Five fields are needed, {given} were given. Missing: {missing}.");
        }
    }

    private CronFields RequireADate()
    {
        var firstDay = DaysOfMonth.FirstFrom(1);
        return !DaysOfWeek.IsAny || Months.Values.Any(month => firstDay <= LongestLength(month))
            ? this
            : throw DaysOfMonth.Kind.Wrong($"no month of the expression has a day {firstDay}, so it would never run");
    }

    private bool HasDay(DateTime day)
    {
        var byMonth = DaysOfMonth.Has(day.Day);
        var byWeek = DaysOfWeek.Has((int)day.DayOfWeek);
        return HasEitherDay ? byMonth || byWeek : byMonth && byWeek;
    }

    private DateTime? FirstTimeFrom(DateTime local)
    {
        var minute = Hours.Has(local.Hour) ? Minutes.FirstFrom(local.Minute) : -1;
        if (minute >= 0)
        {
            return local.Date.AddHours(local.Hour).AddMinutes(minute);
        }

        var hour = Hours.FirstFrom(local.Hour + 1);
        return hour < 0 ? null : local.Date.AddHours(hour).AddMinutes(Minutes.FirstFrom(0));
    }
}
