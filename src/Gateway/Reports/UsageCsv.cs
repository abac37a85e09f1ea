using System.Globalization;
using System.Text;
using Steward.Platform.Http;

namespace Steward.Gateway.Reports;

/// <summary>A usage report as comma-separated values (RFC 4180): remarks after <c>#</c>, then a section for providers, models, users and days.</summary>
internal static class UsageCsv
{
    private static readonly string[] Sums = ["Jobs", "Prompt tokens", "Completion tokens", "Total tokens", "Estimated cost (USD)"];

    public static string NameOf(UsagePeriod period) => $"ai-usage-report-{period.Start:yyyy-MM-dd}-to-{period.End:yyyy-MM-dd}.csv";

    public static byte[] Write(UsageFilter filter, UsageSums sums, DateTime at)
    {
        var text = new StringBuilder();
        foreach (var remark in Remarks(filter, sums.Total, at)) text.Append("# ").Append(Remark(remark)).Append("\r\n");
        Section(text, ["Provider", .. Sums], sums.Providers.Select(s => (string[])[s.Name, .. SumsOf(s)]));
        Section(text, ["Model", "Provider", .. Sums], sums.Models.Select(s => (string[])[s.Name, s.Provider, .. SumsOf(s)]));
        Section(text, ["User", .. Sums], sums.Users.Select(s => (string[])[s.Name, .. SumsOf(s)]));
        Section(text, ["Date", "Jobs", "Total tokens", "Estimated cost (USD)"], sums.Days.Select(s => (string[])[s.Name, Number(s.Jobs), Number(s.Tokens), Usd(s.CostPico)]));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<string> Remarks(UsageFilter filter, UsageSum total, DateTime at)
    {
        yield return "AI usage report";
        yield return $"Period: {filter.Period.Start:yyyy-MM-dd} to {filter.Period.End:yyyy-MM-dd} (UTC)";
        if (filter.Tenant is null) yield return "Company: all";
        if (filter.UserId is not null) yield return "User: " + filter.UserId;
        if (filter.Providers is not null) yield return "Provider: " + filter.Providers[0];
        if (filter.Model is not null) yield return "Model: " + filter.Model;
        yield return $"Written: {at:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        yield return "Total jobs: " + Number(total.Jobs);
        yield return "Total prompt tokens: " + Number(total.Prompt);
        yield return "Total completion tokens: " + Number(total.Completion);
        yield return "Total tokens: " + Number(total.Tokens);
        yield return "Total estimated cost (USD): " + Usd(total.CostPico);
    }

    private static void Section(StringBuilder text, string[] headings, IEnumerable<string[]> rows)
    {
        text.Append("\r\n");
        foreach (var row in rows.Prepend(headings)) text.AppendJoin(',', row.Select(Csv.Cell)).Append("\r\n");
    }

    private static string[] SumsOf(UsageSum sum) => [Number(sum.Jobs), Number(sum.Prompt), Number(sum.Completion), Number(sum.Tokens), Usd(sum.CostPico)];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Usd(long pico) => Money.UsdShown(pico).ToString(CultureInfo.InvariantCulture);

    // What somebody asked for must not begin a cell or a line of its own.
    private static string Remark(string text) => string.Concat(text.Select(c => char.IsControl(c) || ",;\"".Contains(c) ? ' ' : c));
}
