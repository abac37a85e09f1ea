namespace Steward.Gateway.Reports;

/// <summary>What the calls of one group took.</summary>
internal sealed class BreakdownSum
{
    /// <summary>1 for all calls together.</summary>
    public int Whole { get; set; }
    public string Key1 { get; set; } = "";
    public string Key2 { get; set; } = "";
    public string Key3 { get; set; } = "";
    public long Calls { get; set; }

    /// <summary>Calls of models whose answer could be used.</summary>
    public long Answered { get; set; }

    /// <summary>Calls whose answer could not.</summary>
    public long Failed { get; set; }
    public long Jobs { get; set; }
    public long Input { get; set; }
    public long Cached { get; set; }
    public long CacheWrite { get; set; }
    public long Output { get; set; }
    public long Cost { get; set; }

    /// <summary>Cost of calls whose answer could not be used.</summary>
    public long Waste { get; set; }

    /// <summary>What was not paid, by answers from the cache and cheaper models.</summary>
    public long Saved { get; set; }

    /// <summary>Of the calls that were answered, in milliseconds.</summary>
    public long Latency { get; set; }

    /// <summary>Nineteen of twenty answers took no longer, in milliseconds, to two digits, rounded down; null of no answers and of groups that were put together.</summary>
    public long? P95 { get; set; }
    public long Tokens => Input + Cached + CacheWrite + Output;

    /// <summary>The two as one group.</summary>
    public BreakdownSum Plus(BreakdownSum more) => checked(new BreakdownSum
    {
        Key1 = Key1, Calls = Calls + more.Calls, Answered = Answered + more.Answered, Failed = Failed + more.Failed, Jobs = Jobs + more.Jobs, Input = Input + more.Input, Cached = Cached + more.Cached,
        CacheWrite = CacheWrite + more.CacheWrite, Output = Output + more.Output, Cost = Cost + more.Cost, Waste = Waste + more.Waste, Saved = Saved + more.Saved, Latency = Latency + more.Latency,
    });
}

/// <summary>Calls in groups.</summary>
/// <param name="By">By what, in the order of the keys.</param>
/// <param name="Total">All together.</param>
/// <param name="Groups">What cost most first.</param>
/// <param name="Other">The groups behind <see cref="BreakdownReader.MostGroups"/>, where there are any.</param>
internal sealed record Breakdown(IReadOnlyList<string> By, BreakdownSum Total, IReadOnlyList<BreakdownSum> Groups, BreakdownSum? Other)
{
    /// <summary>Days and months in their order where there are any; what cost most first otherwise, and within them.</summary>
    public IEnumerable<BreakdownSum> Shown => By is ["day" or "month", ..] ? Groups.OrderBy(g => g.Key1, StringComparer.Ordinal)
        : By is [_, "day" or "month"] ? Groups.OrderBy(g => g.Key2, StringComparer.Ordinal) : Groups;
}
