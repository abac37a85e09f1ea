namespace Steward.Gateway.Reports;

/// <summary>What AI took in a period.</summary>
internal sealed record UsageResponse(bool Success, UsageReport Data);

/// <summary>
/// What AI took in a period of whole UTC days: jobs, tokens and US dollars, in total, by provider, model, user and day. Each breakdown sums to the total.
/// Calls that failed count with what they cost. Prompt tokens include those read from a provider's cache.
/// </summary>
internal sealed record UsageReport(
    DateOnly StartDate, DateOnly EndDate, long TotalJobs, long TotalPromptTokens, long TotalCompletionTokens, long TotalTokens, decimal TotalEstimatedCost,
    IReadOnlyDictionary<string, UsageShare> ByProvider, IReadOnlyDictionary<string, ModelShare> ByModel, IReadOnlyDictionary<string, UsageShare> ByUser,
    IReadOnlyDictionary<string, DayShare> ByDate)
{
    public static UsageReport Of(UsagePeriod period, UsageSums sums)
    {
        var total = sums.Total;
        // A model that two providers serve needs both names to be told apart.
        var twice = sums.Models.CountBy(m => m.Name).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet();
        return new UsageReport(period.Start, period.End, total.Jobs, total.Prompt, total.Completion, total.Tokens, Money.UsdShown(total.CostPico),
            sums.Providers.ToDictionary(s => s.Name, UsageShare.Of),
            sums.Models.ToDictionary(s => twice.Contains(s.Name) ? $"{s.Provider}/{s.Name}" : s.Name, ModelShare.Of),
            sums.Users.ToDictionary(s => s.Name, UsageShare.Of),
            sums.Days.ToDictionary(s => s.Name, DayShare.Of));
    }
}

/// <summary>The part of a provider or a user.</summary>
internal sealed record UsageShare(long Jobs, long PromptTokens, long CompletionTokens, long TotalTokens, decimal EstimatedCost)
{
    public static UsageShare Of(UsageSum sum) => new(sum.Jobs, sum.Prompt, sum.Completion, sum.Tokens, Money.UsdShown(sum.CostPico));
}

/// <summary>The part of a model.</summary>
internal sealed record ModelShare(string Provider, long Jobs, long PromptTokens, long CompletionTokens, long TotalTokens, decimal EstimatedCost)
{
    public static ModelShare Of(UsageSum sum) => new(sum.Provider, sum.Jobs, sum.Prompt, sum.Completion, sum.Tokens, Money.UsdShown(sum.CostPico));
}

/// <summary>The part of a day.</summary>
internal sealed record DayShare(long Jobs, long TotalTokens, decimal EstimatedCost)
{
    public static DayShare Of(UsageSum sum) => new(sum.Jobs, sum.Tokens, Money.UsdShown(sum.CostPico));
}
