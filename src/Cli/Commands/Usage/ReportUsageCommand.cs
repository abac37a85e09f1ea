using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Usage;

/// <summary><c>steward usage report</c></summary>
internal static class ReportUsageCommand
{
    private static readonly Option<DateOnly?> Start = DayOption.Of("--start", "The first day, UTC; thirty days until the last unless given");
    private static readonly Option<DateOnly?> End = DayOption.Of("--end", "The last day, UTC; today unless given");
    private static readonly Option<int?> Days = Number("--days", "The last days, 1 to 365, today included", 365);
    private static readonly Option<bool> Month = new("--month") { Description = "This month until today" };
    private static readonly Option<string?> User = new("--user") { Description = "Only calls for this user; unknown for those where nobody is named" };
    private static readonly Option<string?> Provider = new("--provider") { Description = "Only this provider" };
    private static readonly Option<string?> Model = new("--model") { Description = "Only this model" };
    private static readonly Option<int?> Top = Number("--top", "Users shown apart, 1 to 100; 10 unless given", 100);
    private static readonly Option<bool> Csv = new("--csv") { Description = "Print the server's comma-separated values" };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("report", "Jobs, tokens and cost by provider, model, user and day") { Start, End, Days, Month, User, Provider, Model, Top, Csv };
        command.Validators.Add(OnePeriod);
        command.Calls(server, async (client, line, output, ct) =>
        {
            var (period, search) = (Period(line), Search(line));
            if (line.GetValue(Csv) && !server.Json(line)) Console.Out.Write(await client.Usage.CsvAsync(period, search, ct));
            else
            {
                var report = await client.Usage.ReportAsync(period, search, ct);
                output.Write(report, () => Print(report));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static UsagePeriod Period(ParseResult line) => line.GetValue(Month) ? UsagePeriod.CurrentMonth
        : line.GetValue(Days) is { } days ? UsagePeriod.LastDays(days)
        : UsagePeriod.Between(line.GetValue(Start), line.GetValue(End));

    private static UsageSearch Search(ParseResult line) => new()
    {
        UserId = line.GetValue(User), Provider = line.GetValue(Provider), Model = line.GetValue(Model), TopUsers = line.GetValue(Top),
    };

    private static void Print(UsageReport report)
    {
        Console.Out.WriteLine($"{report.StartDate:yyyy-MM-dd} to {report.EndDate:yyyy-MM-dd} (UTC)");
        Console.Out.WriteLine();
        string[] sums = ["JOBS", "PROMPT", "COMPLETION", "TOKENS", "COST"];
        Section(["PROVIDER", .. sums], report.ByProvider.Select(p => (string[])[p.Key, .. SumsOf(p.Value)])
            .Append(["total", Number(report.TotalJobs), Number(report.TotalPromptTokens), Number(report.TotalCompletionTokens), Number(report.TotalTokens), Usd(report.TotalEstimatedCost)]));
        Section(["MODEL", .. sums], report.ByModel.Select(m => (string[])[m.Key, .. SumsOf(m.Value)]));
        Section(["USER", .. sums], report.ByUser.Select(u => (string[])[u.Key, .. SumsOf(u.Value)]));
        Section(["DATE", "JOBS", "TOKENS", "COST"], report.ByDate.Select(d => (string[])[d.Key, Number(d.Value.Jobs), Number(d.Value.TotalTokens), Usd(d.Value.EstimatedCost)]));
        if (report.TotalJobs == 0) Output.Remark("No calls in this period.");
    }

    private static void Section(string[] headings, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        Output.Table(headings, all);
        Console.Out.WriteLine();
    }

    private static string[] SumsOf(UsageShare share) =>
        [Number(share.Jobs), Number(share.PromptTokens), Number(share.CompletionTokens), Number(share.TotalTokens), Usd(share.EstimatedCost)];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Usd(decimal value) => "$" + value.ToString(CultureInfo.InvariantCulture);

    private static void OnePeriod(CommandResult line)
    {
        var asked = new[] { line.GetResult(Start) is not null || line.GetResult(End) is not null, line.GetResult(Days) is not null, line.GetResult(Month) is not null };
        if (asked.Count(a => a) > 1) line.AddError("Give one period: --start and --end, --days, or --month.");
    }

    private static Option<int?> Number(string name, string description, int most)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && (!int.TryParse(given.Tokens[0].Value, out var number) || number < 1 || number > most)) given.AddError($"{name} is a number from 1 to {most}.");
        });
        return option;
    }
}
