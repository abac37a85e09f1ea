using System.Globalization;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>What a usage report is narrowed to; what is null does not matter.</summary>
public sealed record UsageSearch
{
    /// <summary>Only calls for this user; <c>unknown</c> for those where nobody is named.</summary>
    public string? UserId { get; init; }

    /// <summary>Only this provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this model.</summary>
    public string? Model { get; init; }

    /// <summary>Users shown apart, 1 to 100; the others are <c>other</c>. 10 unless given.</summary>
    public int? TopUsers { get; init; }

    /// <summary>A company other than the caller's own, for the platform's owner, who sees all of them with null.</summary>
    public string? CompanyId { get; init; }
}

/// <summary>Which days, in UTC, both ends included.</summary>
public sealed record UsagePeriod
{
    private UsagePeriod(string path, params (string Name, object? Value)[] values) => (Path, Values) = (path, values);

    internal string Path { get; }

    internal IReadOnlyList<(string Name, object? Value)> Values { get; }

    /// <summary>From one day to another, at most 400; without an end until today, without a start thirty days.</summary>
    public static UsagePeriod Between(DateOnly? start, DateOnly? end) => new("report", ("startDate", Day(start)), ("endDate", Day(end)));

    /// <summary>This month until today.</summary>
    public static UsagePeriod CurrentMonth { get; } = new("current-month");

    /// <summary>The last days, 1 to 365, today included.</summary>
    public static UsagePeriod LastDays(int days) => new("last-n-days", ("days", days));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The part of a provider, a model or a user.</summary>
/// <param name="Jobs">Jobs, and calls without a job.</param>
/// <param name="PromptTokens">Tokens read, those from a provider's cache included.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="TotalTokens">Both together.</param>
/// <param name="EstimatedCost">US dollars.</param>
public sealed record UsageShare(long Jobs, long PromptTokens, long CompletionTokens, long TotalTokens, decimal EstimatedCost)
{
    /// <summary>The provider, of a model.</summary>
    public string? Provider { get; init; }
}

/// <summary>The part of a day.</summary>
/// <param name="Jobs">Jobs, and calls without a job.</param>
/// <param name="TotalTokens">Tokens read and written.</param>
/// <param name="EstimatedCost">US dollars.</param>
public sealed record UsageDay(long Jobs, long TotalTokens, decimal EstimatedCost);

/// <summary>What AI took in a period; each breakdown sums to the total.</summary>
/// <param name="StartDate">The first day, UTC.</param>
/// <param name="EndDate">The last day, UTC.</param>
/// <param name="TotalJobs">Jobs, and calls without a job.</param>
/// <param name="TotalPromptTokens">Tokens read, those from a provider's cache included.</param>
/// <param name="TotalCompletionTokens">Tokens written.</param>
/// <param name="TotalTokens">Both together.</param>
/// <param name="TotalEstimatedCost">US dollars.</param>
/// <param name="ByProvider">By provider, what cost most first.</param>
/// <param name="ByModel">By model; <c>provider/model</c> where two providers serve one of that name.</param>
/// <param name="ByUser">The users who cost most, <c>other</c> for the rest, <c>unknown</c> where nobody is named.</param>
/// <param name="ByDate">By day; days without calls are left out.</param>
public sealed record UsageReport(
    DateOnly StartDate, DateOnly EndDate, long TotalJobs, long TotalPromptTokens, long TotalCompletionTokens, long TotalTokens, decimal TotalEstimatedCost,
    IReadOnlyDictionary<string, UsageShare> ByProvider, IReadOnlyDictionary<string, UsageShare> ByModel, IReadOnlyDictionary<string, UsageShare> ByUser,
    IReadOnlyDictionary<string, UsageDay> ByDate);

/// <summary>Reports of what AI took. Needs the permission <c>gateway.read</c>.</summary>
public sealed class UsageClient
{
    private readonly Wire _wire;

    internal UsageClient(Wire wire) => _wire = wire;

    /// <summary>What AI took in a period.</summary>
    /// <exception cref="StewardException">400: a period or filter that there cannot be; 404: no such company.</exception>
    public async Task<UsageReport> ReportAsync(UsagePeriod period, UsageSearch? search = null, CancellationToken ct = default) =>
        (await _wire.SendAsync<Answer>(Call.Get(Path(period, search, null)), ct)).Data;

    /// <summary>The same as comma-separated values: remarks after <c>#</c>, then sections for providers, models, users and days.</summary>
    /// <inheritdoc cref="ReportAsync"/>
    public Task<string> CsvAsync(UsagePeriod period, UsageSearch? search = null, CancellationToken ct = default) =>
        _wire.TextAsync(Call.Get(Path(period, search, "csv")), ct);

    /// <summary>Calls, tokens, cost, waste and latency of a period in groups that sum to the total.</summary>
    /// <param name="search">Which calls, and by what.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">400: a period or grouping that there cannot be; 404: no such company.</exception>
    public Task<UsageBreakdown> BreakdownAsync(BreakdownSearch search, CancellationToken ct = default) => _wire.SendAsync<UsageBreakdown>(Call.Get(search.Path(null)), ct);

    /// <summary>The same as comma-separated values: a line of headings, then one for each group.</summary>
    /// <inheritdoc cref="BreakdownAsync"/>
    public Task<string> BreakdownCsvAsync(BreakdownSearch search, CancellationToken ct = default) => _wire.TextAsync(Call.Get(search.Path("csv")), ct);

    /// <summary>What this month's AI comes to, and when the budget is used up.</summary>
    /// <param name="companyId">A company other than the caller's own, for the platform's owner.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StewardException">404: no such company.</exception>
    public Task<UsageForecast> ForecastAsync(string? companyId = null, CancellationToken ct = default) =>
        _wire.SendAsync<UsageForecast>(Call.Get(CallPath.Query("v1/usage/forecast", ("companyId", companyId))), ct);

    /// <summary>What was paid for answers that could not be used, by cause. The search's grouping does not matter.</summary>
    /// <inheritdoc cref="BreakdownAsync"/>
    public Task<UsageWaste> WasteAsync(BreakdownSearch search, CancellationToken ct = default) => _wire.SendAsync<UsageWaste>(Call.Get(search.WastePath), ct);

    private static string Path(UsagePeriod period, UsageSearch? search, string? format) => CallPath.Query($"api/ai/usage/{period.Path}",
    [
        .. period.Values, ("userId", search?.UserId), ("provider", search?.Provider), ("model", search?.Model), ("topUsersLimit", search?.TopUsers),
        ("companyId", search?.CompanyId), ("format", format),
    ]);

    private sealed record Answer(UsageReport Data);
}
