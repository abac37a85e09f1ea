using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Gateway;

/// <summary><c>steward gateway usage</c>, <c>waste</c> and <c>forecast</c></summary>
internal static class UsageCommand
{
    private static readonly string[] Sides = ["tenant", "product", "task", "provider", "model", "user", "key", "day", "month"];

    private static readonly Option<DateOnly?> From = DayOption.Of("--from", "The first day, UTC; thirty days until the last unless given");
    private static readonly Option<DateOnly?> To = DayOption.Of("--to", "The last day, UTC; today unless given");
    private static readonly Option<string> By = Checked(new Option<string>("--by")
    {
        Description = $"One of {string.Join(", ", Sides)}, or two with a comma between", DefaultValueFactory = _ => "model",
    });

    private static readonly Option<string?> Company = new("--company") { Description = "A company's id or name; your own unless given, or all of them for the platform's owner" };
    private static readonly Option<bool> Csv = new("--csv") { Description = "Print the server's comma-separated values" };

    public static Command Create(ServerOptions server)
    {
        var command = new Command("usage", "Calls, tokens, cost, waste and latency of a period in groups") { From, To, By, Company, Csv };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var search = new BreakdownSearch { From = line.GetValue(From), To = line.GetValue(To), By = line.GetValue(By)!.Split(','), CompanyId = line.GetValue(Company) };
            if (line.GetValue(Csv) && !server.Json(line)) Console.Out.Write(await client.Usage.BreakdownCsvAsync(search, ct));
            else
            {
                var breakdown = await client.Usage.BreakdownAsync(search, ct);
                output.Write(breakdown, () => Print(breakdown));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Waste(ServerOptions server)
    {
        var command = new Command("waste", "What was paid for answers that could not be used, by cause") { From, To, Company };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var waste = await client.Usage.WasteAsync(new BreakdownSearch { From = line.GetValue(From), To = line.GetValue(To), CompanyId = line.GetValue(Company) }, ct);
            output.Write(waste, () =>
            {
                Console.Out.WriteLine($"{waste.From:yyyy-MM-dd} to {waste.To:yyyy-MM-dd} (UTC): {GatewayWords.Usd(waste.Waste)} of {GatewayWords.Usd(waste.TotalCost)}, {waste.FailedCalls} of {waste.Calls} calls");
                if (waste.Causes.Count == 0)
                {
                    Output.Remark("Every answer could be used.");
                    return;
                }

                Console.Out.WriteLine();
                Output.Table(["OUTCOME", "TASK", "PROVIDER", "CALLS", "TOKENS", "COST"],
                    waste.Causes.Select(c => new[] { c.Outcome, c.Task, c.Provider, Number(c.Calls), Number(c.Tokens), GatewayWords.Usd(c.Cost) }));
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Forecast(ServerOptions server)
    {
        var command = new Command("forecast", "What AI comes to by the month's end, and when the budget is used up") { Company };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var forecast = await client.Usage.ForecastAsync(line.GetValue(Company), ct);
            output.Write(forecast, () =>
            {
                Console.Out.WriteLine($"{forecast.Month} (UTC): {GatewayWords.Usd(forecast.Spent)} spent of {GatewayWords.Usd(forecast.Budget)}");
                Console.Out.WriteLine(forecast.Forecast is not { } end ? "No whole day of history to tell the month's end from."
                    : $"At the month's end {GatewayWords.Usd(end)}" + (forecast is { Low: { } low, High: { } high } ? $", four times in five between {GatewayWords.Usd(low)} and {GatewayWords.Usd(high)}" : "")
                        + $" (from {forecast.HistoryDays} days)");
                Console.Out.WriteLine(forecast.BudgetUsedUpOn is { } day ? $"The budget is used up on {day:yyyy-MM-dd}." : "The budget lasts.");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(UsageBreakdown usage)
    {
        Console.Out.WriteLine($"{usage.From:yyyy-MM-dd} to {usage.To:yyyy-MM-dd} (UTC)");
        Console.Out.WriteLine();
        var rows = usage.Groups.Select(g => Row([.. usage.GroupBy.Select(by => by == "tenant" ? g.TenantName ?? g.Group[by] : g.Group[by])], g));
        if (usage.Other is { } other) rows = rows.Append(Row([.. usage.GroupBy.Select(_ => "(other)")], other));
        Output.Table([.. usage.GroupBy.Select(by => by.ToUpperInvariant()), "CALLS", "FAILED", "JOBS", "INPUT", "CACHED", "OUTPUT", "COST", "WASTE", "SAVED", "AVERAGE", "P95"],
            rows.Append(Row([.. usage.GroupBy.Select((_, at) => at == 0 ? "total" : "")], usage.Total)));
        if (usage.Total.Calls == 0) Output.Remark("No calls in this period.");
    }

    // What is put into a provider's cache is input, too: the table has no room for what most models do not tell apart.
    private static string[] Row(string[] names, UsageGroup g) =>
    [
        .. names, Number(g.Calls), Number(g.FailedCalls), Number(g.Jobs), Number(g.InputTokens + g.CacheWriteTokens), Number(g.CachedTokens), Number(g.OutputTokens),
        GatewayWords.Usd(g.Cost), GatewayWords.Usd(g.Waste), GatewayWords.Usd(g.Saved), Milliseconds(g.AverageLatencyMs), Milliseconds(g.P95LatencyMs),
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(long? value) => value is { } ms ? Number(ms) + " ms" : "–";

    private static Option<string> Checked(Option<string> by)
    {
        by.Validators.Add(given =>
        {
            var sides = given.GetValueOrDefault<string>()?.Split(',') ?? [];
            if (sides.Length > 2 || sides.Distinct().Count() < sides.Length || !sides.All(Sides.Contains)) given.AddError($"--by is one of {string.Join(", ", Sides)}, or two with a comma between.");
        });
        return by;
    }
}
