using System.Globalization;
using Steward.Platform.Errors;

namespace Steward.Gateway.Reports;

/// <summary>Whole days in UTC, both ends included.</summary>
internal sealed record UsagePeriod(DateOnly Start, DateOnly End)
{
    public const int MostDays = 400;
    private const int UsualDays = 30;

    /// <summary>The first moment.</summary>
    public DateTime From => Start.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The first moment after.</summary>
    public DateTime Until => End.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>So many days, today the last of them.</summary>
    public static UsagePeriod Last(int days, DateOnly today) => new(today.AddDays(1 - days), today);

    /// <summary>This month until today.</summary>
    public static UsagePeriod Month(DateOnly today) => new(new DateOnly(today.Year, today.Month, 1), today);

    /// <summary>What a request asks for: thirty days until today unless it says otherwise. What is wrong is added to the check.</summary>
    public static UsagePeriod Between(string? startDate, string? endDate, DateOnly today, Check check, string ofStart = "/startDate", string ofEnd = "/endDate")
    {
        var end = Day(ofEnd, endDate, check) ?? today;
        var start = Day(ofStart, startDate, check) ?? Last(UsualDays, end).Start;
        check.That(start <= end, ofStart, "out_of_range", $"The period begins on {start:yyyy-MM-dd}, after its end on {end:yyyy-MM-dd}.")
            .That(end.DayNumber - start.DayNumber < MostDays, ofStart, "out_of_range", $"A period has at most {MostDays} days.");
        return new UsagePeriod(start, end);
    }

    private static DateOnly? Day(string pointer, string? text, Check check)
    {
        if (text is null) return null;
        var read = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 3000;
        check.That(read, pointer, "invalid", "A day like 2026-11-30 is required.");
        return read ? day : null;
    }
}
