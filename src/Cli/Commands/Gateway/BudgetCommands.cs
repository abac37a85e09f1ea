using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Gateway;

/// <summary><c>steward gateway budget …</c></summary>
internal static class BudgetCommands
{
    private static readonly Argument<decimal> Usd = new("usd") { Description = "US dollars a month, 0 to 1000000" };
    private static readonly Argument<string> Part = new("scope") { Description = "user:ID, key:ID or task:NAME" };
    private static readonly Option<string> Scope = new("--scope") { Description = "company, or user:ID, key:ID or task:NAME for a part of it", DefaultValueFactory = _ => "company" };
    private static readonly Option<string?> Company = new("--company") { Description = "A company's id or name; your own unless given" };

    public static Command Show(ServerOptions server)
    {
        var command = new Command("show", "This month's limits: what is spent, set aside and left") { Company };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var limits = await client.Costs.LimitsAsync(line.GetValue(Company), ct);
            output.Write(limits, () => Table(limits));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Set(ServerOptions server)
    {
        var command = new Command("set", "Set a monthly limit of your company or of a part of it, this month's included") { Usd, Scope };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var limit = await client.Costs.SetLimitAsync(line.GetValue(Scope)!, line.GetValue(Usd), ct);
            output.Write(limit, () => Table([limit]));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Remove(ServerOptions server)
    {
        var command = new Command("remove", "Remove the limit of a user, a key or a task") { Part };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var scope = line.GetValue(Part)!;
            await client.Costs.RemoveLimitAsync(scope, ct);
            output.Write(new { scope, removed = true }, () => Console.Out.WriteLine($"{scope} has no limit of its own any more."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Table(IReadOnlyList<AiLimit> limits) => Output.Table(["SCOPE", "BUDGET", "SPENT", "RESERVED", "LEFT", "USED", "TOLD"], limits.Select(l => (string[])
    [
        l.Scope, GatewayWords.Usd(l.Budget), GatewayWords.Usd(l.Spent), GatewayWords.Usd(l.Reserved), GatewayWords.Usd(l.Remaining),
        l.UsedPercent is { } used ? used.ToString(CultureInfo.InvariantCulture) + " %" : "–", string.Join(", ", l.Alerts.Select(a => $"{a} %")),
    ]));
}
