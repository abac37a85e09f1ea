namespace Steward.Gateway.Reports;

/// <summary>A day of the month.</summary>
/// <param name="Day">Which, UTC.</param>
/// <param name="Spent">US dollars so far.</param>
/// <param name="Expected">US dollars still to come; zero for days that are over, null where there is no history to tell from.</param>
internal sealed record ForecastDay(DateOnly Day, decimal Spent, decimal? Expected);

/// <summary>
/// What a month's spending comes to, from the days before it ended. Each day still to come costs the mean of its weekday over the last 28 whole days; with fewer
/// than fourteen days of history the mean of them all. Of today the part that is not spent yet is to come. The bounds are those that hold four times in five if days
/// differ from their means as they did before, each for itself (a normal sum with the means' own error, Student's quantile by the first term of Cornish and Fisher).
/// </summary>
internal sealed class Forecast
{
    /// <summary>Days that the means are taken of: each weekday four times.</summary>
    public const int Window = 28;

    private const int WeekdaysFrom = 14;
    private const double FourOfFive = 1.2816;

    private readonly List<(DateOnly Day, double Pico)> _history;

    /// <param name="today">UTC.</param>
    /// <param name="spent">Pico-dollars by day; days with no call are missing. From the month's first day, and from <see cref="Window"/> days ago, until today.</param>
    public Forecast(DateOnly today, IReadOnlyDictionary<DateOnly, long> spent)
    {
        var (first, from) = (new DateOnly(today.Year, today.Month, 1), today.AddDays(-Window));
        // What came before the first call says nothing of the days to come.
        var begun = spent.Keys.Where(d => d >= from).DefaultIfEmpty(today).Min();
        _history = [.. Enumerable.Range(0, today.DayNumber - begun.DayNumber).Select(begun.AddDays).Select(d => (d, (double)spent.GetValueOrDefault(d)))];
        Days = [.. Enumerable.Range(0, DateTime.DaysInMonth(today.Year, today.Month)).Select(first.AddDays).Select(day =>
        {
            var so = day > today ? 0 : spent.GetValueOrDefault(day);
            return new ForecastDay(day, Money.UsdShown(so), day < today ? 0m : _history.Count == 0 ? null : Rounded(Math.Max(0, Mean(day) - so)));
        })];
        Spent = Days.Sum(d => d.Spent);
        if (_history.Count > 0) AtEnd = Spent + Days.Sum(d => d.Expected!.Value);
        if (AtEnd is { } end && Spread([.. Days.Where(d => d.Day >= today).Select(d => d.Day)]) is { } spread)
            (Low, High) = (Math.Max(Spent, end - spread), end + spread);
    }

    /// <summary>Every day of the month.</summary>
    public IReadOnlyList<ForecastDay> Days { get; }

    /// <summary>US dollars so far.</summary>
    public decimal Spent { get; }

    /// <summary>US dollars at the month's end: what every day has spent and is expected to; null without a whole day of history.</summary>
    public decimal? AtEnd { get; }

    /// <summary>The lower bound; null with fewer than four days of history.</summary>
    public decimal? Low { get; }

    /// <summary>The upper bound.</summary>
    public decimal? High { get; }

    /// <summary>Whole days that the means are taken of.</summary>
    public int HistoryDays => _history.Count;

    /// <summary><c>weekday_means</c>, <c>mean</c>, or <c>none</c> without history.</summary>
    public string Method => _history.Count == 0 ? "none" : ByWeekday ? "weekday_means" : "mean";

    private bool ByWeekday => _history.Count >= WeekdaysFrom;

    /// <summary>The day on which so much is spent, past or to come; null where the month ends before.</summary>
    public DateOnly? UsedUpOn(decimal budget)
    {
        var sum = 0m;
        foreach (var day in Days)
            if ((sum += day.Spent + (day.Expected ?? 0)) >= budget) return day.Day;
        return null;
    }

    private List<double> Like(DateOnly day) => [.. _history.Where(h => !ByWeekday || h.Day.DayOfWeek == day.DayOfWeek).Select(h => h.Pico)];

    private double Mean(DateOnly day) => Like(day).Average();

    private decimal? Spread(List<DateOnly> toCome)
    {
        var free = _history.Count - (ByWeekday ? 7 : 1);
        if (free < 3) return null;
        var variance = _history.Sum(h => Math.Pow(h.Pico - Mean(h.Day), 2)) / free;
        // Days of one mean share its error.
        var ofMeans = toCome.GroupBy(d => ByWeekday ? d.DayOfWeek : 0).Sum(g => Math.Pow(g.Count(), 2) / Like(g.First()).Count);
        var quantile = FourOfFive + (Math.Pow(FourOfFive, 3) + FourOfFive) / (4 * free);
        return Rounded(quantile * Math.Sqrt(variance * (toCome.Count + ofMeans)));
    }

    // To a millionth of a dollar: nobody knows the future to the pico.
    private static decimal Rounded(double pico) => decimal.Round((decimal)pico / Money.PicoPerUsd, 6);
}
