namespace Steward.Jobs.Cron;

/// <summary>
/// A standard cron expression of five fields (minute, hour, day of month, month, day of week) in one time zone. Immutable and
/// safe to share between threads.
/// </summary>
/// <remarks>
/// <para>Fields take <c>*</c>, numbers, lists, ranges, steps after <c>*</c> or a range, and three-letter names of months and
/// days; Sunday is 0 or 7. <c>@yearly</c>, <c>@annually</c>, <c>@monthly</c>, <c>@weekly</c>, <c>@daily</c>, <c>@midnight</c>
/// and <c>@hourly</c> stand for whole expressions. When neither day field is <c>*</c>, a day that matches either runs (POSIX).</para>
/// <para>When the clocks go forward, times that are left out run once, at the first instant after the gap. When they go back,
/// an expression with <c>*</c>, a range or a step in its minute or hour runs in both passes of the repeated hour; fixed times
/// run once, in the first.</para>
/// </remarks>
public sealed class CronSchedule
{
    private const int MaxRuns = 1000;
    private const int FirstYear = 1900;
    private const int LastYear = 9980;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromDays(1);

    private readonly CronFields _fields;
    private readonly CronZone _zone;

    private CronSchedule(string expression, string timeZoneId)
    {
        _fields = CronFields.Parse(expression);
        _zone = CronZone.Find(timeZoneId);
        Expression = expression.Trim();
        TimeZoneId = timeZoneId;
    }

    /// <summary>The expression as it was written, without blanks around it.</summary>
    public string Expression { get; }

    /// <summary>The IANA name of the zone in whose wall-clock time the expression is read.</summary>
    public string TimeZoneId { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">Five fields or a macro, at most 100 characters.</param>
    /// <param name="timeZoneId">An IANA name. Defaults to UTC.</param>
    /// <exception cref="CronException">The expression is malformed, names only dates that do not exist (31 February), or the zone is
    /// unknown. The message names the field.</exception>
    public static CronSchedule Parse(string expression, string timeZoneId = "UTC")
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(timeZoneId);
        return new CronSchedule(expression, timeZoneId);
    }

    /// <summary>The first run strictly later than an instant.</summary>
    /// <param name="utc">UTC; a value of unspecified kind is taken as UTC. From the year 1900 on.</param>
    /// <returns>A whole minute, UTC; null only past the year 9980.</returns>
    /// <exception cref="ArgumentException">The value is in local time or before 1900.</exception>
    public DateTime? NextAfter(DateTime utc)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(utc.Year, FirstYear, nameof(utc));
        if (utc.Kind == DateTimeKind.Local)
        {
            throw new ArgumentException("A UTC time is needed.", nameof(utc));
        }

        return utc.Year > LastYear ? null : Search(WholeMinute(utc));
    }

    /// <summary>The next runs, ascending.</summary>
    /// <param name="afterUtc">As for <see cref="NextAfter"/>.</param>
    /// <param name="count">How many, 0 to 1000.</param>
    /// <exception cref="ArgumentException"><paramref name="count"/> or <paramref name="afterUtc"/> is out of range.</exception>
    public IReadOnlyList<DateTime> NextRuns(DateTime afterUtc, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxRuns);
        var runs = new List<DateTime>(count);
        while (runs.Count < count && NextAfter(runs.Count == 0 ? afterUtc : runs[^1]) is { } next)
        {
            runs.Add(next);
        }

        return runs;
    }

    /// <summary>What the expression means, as an English sentence without a full stop; the zone is not part of it.</summary>
    public string InWords() => CronWords.Describe(_fields);

    private static DateTime WholeMinute(DateTime utc) => new(utc.Ticks - utc.Ticks % TimeSpan.TicksPerMinute, DateTimeKind.Utc);

    // Walks from one clock change to the next. Between two of them local time is UTC plus a constant, so a match of the local
    // time that lies before the next change is the answer.
    private DateTime? Search(DateTime at)
    {
        var offset = _zone.OffsetAt(at);
        var local = PastRepeat(at, at + offset + Minute);
        while (_fields.FirstFrom(local) is { } wall)
        {
            var run = DateTime.SpecifyKind(wall - offset, DateTimeKind.Utc);
            if (_zone.FirstChange(at, run) is not { } change)
            {
                return run;
            }

            if (change.Skips(wall))
            {
                return change.At;
            }

            (at, offset) = (change.At, change.After);
            local = PastRepeat(at, at + offset);
        }

        return null;
    }

    /// <summary>Moves a search that starts in the second pass of a repeated hour to its end, unless both passes count.</summary>
    private DateTime PastRepeat(DateTime at, DateTime local)
    {
        if (_fields.IsInterval || _zone.FirstChange(at - LongestRepeat, at) is not { } change)
        {
            return local;
        }

        var end = change.At + change.Before;
        return end > local ? end : local;
    }
}
