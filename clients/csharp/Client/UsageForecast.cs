namespace Steward.Client;

/// <summary>What this month's AI comes to, in US dollars.</summary>
/// <param name="Month">Which, UTC, like <c>2026-11</c>.</param>
/// <param name="Spent">So far.</param>
/// <param name="Forecast">At the month's end; null before a company has a whole day of history.</param>
/// <param name="Low">The month ends between this and <paramref name="High"/> four times in five, if days go on as they did; null with fewer than four days of history.</param>
/// <param name="High">See <paramref name="Low"/>.</param>
/// <param name="Method"><c>weekday_means</c>, <c>mean</c>, or <c>none</c> without history.</param>
/// <param name="HistoryDays">Whole days that the means are taken of, 0 to 28.</param>
/// <param name="Budget">The company's limit.</param>
/// <param name="BudgetUsedUpOn">The day on which it is used up, past or to come; null where it lasts.</param>
/// <param name="Days">The days of the month.</param>
public sealed record UsageForecast(
    string Month, decimal Spent, decimal? Forecast, decimal? Low, decimal? High, string Method, int HistoryDays, decimal Budget, DateOnly? BudgetUsedUpOn, IReadOnlyList<UsageForecastDay> Days);

/// <summary>A day of the month.</summary>
/// <param name="Day">Which, UTC.</param>
/// <param name="Spent">US dollars so far.</param>
/// <param name="Expected">US dollars still to come; zero for days that are over, null where there is no history to tell from.</param>
public sealed record UsageForecastDay(DateOnly Day, decimal Spent, decimal? Expected);
