using System.Globalization;
using System.Text;
using Steward.Platform.Http;

namespace Steward.Gateway.Reports;

/// <summary>Groups as comma-separated values (RFC 4180): a line of headings, then one for each group, and one for the others where there are any. The lines sum to the total.</summary>
internal static class BreakdownCsv
{
    private static readonly string[] Figures =
    [
        "Calls", "Failed calls", "Jobs", "Input tokens", "Cached tokens", "Cache write tokens", "Output tokens", "Total tokens", "Cost (USD)", "Waste (USD)", "Saved (USD)", "Average latency (ms)", "95th percentile (ms)",
    ];

    public static byte[] Write(IReadOnlyList<string> by, IEnumerable<UsageGroup> groups, UsageGroup? other)
    {
        var named = by.Contains("tenant");
        var text = new StringBuilder();
        Line(text, [.. by.Select(Heading), .. named ? ["Tenant name"] : Array.Empty<string>(), .. Figures]);
        foreach (var group in groups) Line(text, [.. by.Select(side => group.Group[side]), .. named ? [group.TenantName ?? ""] : Array.Empty<string>(), .. FiguresOf(group)]);
        if (other is not null) Line(text, [.. by.Select(_ => "(other)"), .. named ? [""] : Array.Empty<string>(), .. FiguresOf(other)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string[] FiguresOf(UsageGroup g) =>
    [
        .. new IFormattable?[]
        {
            g.Calls, g.FailedCalls, g.Jobs, g.InputTokens, g.CachedTokens, g.CacheWriteTokens, g.OutputTokens, g.TotalTokens, g.Cost, g.Waste, g.Saved, g.AverageLatencyMs, g.P95LatencyMs,
        }.Select(f => f?.ToString(null, CultureInfo.InvariantCulture) ?? ""),
    ];

    private static string Heading(string side) => char.ToUpperInvariant(side[0]) + side[1..];

    private static void Line(StringBuilder text, string[] cells) => text.AppendJoin(',', cells.Select(Csv.Cell)).Append("\r\n");
}
