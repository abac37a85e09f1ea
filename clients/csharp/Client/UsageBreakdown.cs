using System.Globalization;
using Steward.Client.Http;

namespace Steward.Client;

/// <summary>Which calls a breakdown is of, and by what; what is null is left to the server.</summary>
public sealed record BreakdownSearch
{
    /// <summary>The first day, UTC; thirty days until the last unless given.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, UTC; today unless given.</summary>
    public DateOnly? To { get; init; }

    /// <summary>One or two of <c>tenant</c>, <c>product</c>, <c>task</c>, <c>provider</c>, <c>model</c>, <c>user</c>, <c>key</c>, <c>day</c> and <c>month</c>; model where empty.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>A company other than the caller's own, for the platform's owner, who sees all of them with null.</summary>
    public string? CompanyId { get; init; }

    internal string Path(string? format) => CallPath.Query("v1/usage",
        ("companyId", CompanyId), ("from", Day(From)), ("to", Day(To)), ("groupBy", By.Count == 0 ? null : string.Join(',', By)), ("format", format));

    internal string WastePath => CallPath.Query("v1/usage/waste", ("companyId", CompanyId), ("from", Day(From)), ("to", Day(To)));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Calls of a period in groups.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="GroupBy">By what.</param>
/// <param name="Total">All calls.</param>
/// <param name="Groups">Days and months in their order; otherwise, and within them, what cost most first.</param>
/// <param name="Other">The groups behind the first ten thousand together; null where there are no more.</param>
public sealed record UsageBreakdown(DateOnly From, DateOnly To, IReadOnlyList<string> GroupBy, UsageGroup Total, IReadOnlyList<UsageGroup> Groups, UsageGroup? Other);

/// <summary>What the calls of one group took.</summary>
/// <param name="Group">What it is a group of, by the names of <see cref="UsageBreakdown.GroupBy"/>.</param>
/// <param name="TenantName">The company's name, where companies are told apart.</param>
/// <param name="Calls">Calls of models, those that failed included.</param>
/// <param name="FailedCalls">Calls whose answer could not be used.</param>
/// <param name="Jobs">Jobs, each where its last call is, and calls without a job.</param>
/// <param name="InputTokens">Read at the full price.</param>
/// <param name="CachedTokens">Read from a provider's cache.</param>
/// <param name="CacheWriteTokens">Read and put into a provider's cache, where that has a price.</param>
/// <param name="OutputTokens">Written.</param>
/// <param name="TotalTokens">All four.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="Waste">The part of it that went for answers that could not be used.</param>
/// <param name="Saved">What would have been paid beyond the cost, without answers from the cache and without cheaper models.</param>
/// <param name="AverageLatencyMs">Of the calls that were answered; null where there are none.</param>
/// <param name="P95LatencyMs">95 of a hundred answers took no longer, to two digits, rounded down.</param>
public sealed record UsageGroup(
    IReadOnlyDictionary<string, string> Group, string? TenantName, long Calls, long FailedCalls, long Jobs, long InputTokens, long CachedTokens, long CacheWriteTokens,
    long OutputTokens, long TotalTokens, decimal Cost, decimal Waste, decimal Saved, long? AverageLatencyMs, long? P95LatencyMs);
