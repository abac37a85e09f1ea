using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Gateway;

/// <summary><c>steward gateway budget …</c></summary>
internal static class BudgetCommands
{
    private static readonly Argument<decimal?> Usd = new("usd") { Description = "US dollars a month, 0 to 1000000; as it is unless given", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string> Part = new("scope") { Description = "user:ID, key:ID, task:NAME or model:PROVIDER/MODEL" };
    private static readonly Option<string> Scope = new("--scope") { Description = "company, or user:ID, key:ID, task:NAME, model:PROVIDER/MODEL for a part of it", DefaultValueFactory = _ => "company" };
    private static readonly Option<long?> Tokens = new("--tokens") { Description = "Tokens a month" };
    private static readonly Option<int?> RequestsPerMinute = new("--requests-per-minute") { Description = "Requests in any minute" };
    private static readonly Option<long?> TokensPerMinute = new("--tokens-per-minute") { Description = "Tokens in any minute" };
    private static readonly Option<string?> TimeZone = new("--time-zone") { Description = "In which place's time the company's months begin, like Europe/Oslo" };
    private static readonly Option<string?> Company = new("--company") { Description = "A company's id or name; your own unless given" };

    public static Command Show(ServerOptions server)
    {
        var command = new Command("show", "This month's limits: what is spent, set aside and left") { Company };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var limits = await client.Costs.LimitsAsync(line.GetValue(Company), ct);
            output.Write(limits.Budgets, () =>
            {
                Table(limits.Budgets);
                Output.Remark($"{limits.Month}, {limits.TimeZone}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Set(ServerOptions server)
    {
        var command = new Command("set", "Set limits of your company or of a part of it, this month's included; what is not given stays") { Usd, Scope, Tokens, RequestsPerMinute, TokensPerMinute, TimeZone };
        command.Validators.Add(given =>
        {
            if (given.GetResult(Usd) is { Tokens: [var usd] } && !decimal.TryParse(usd.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out _)) given.AddError($"'{usd.Value}' is no number of US dollars.");
            if (given.GetResult(Usd) is not { Tokens.Count: > 0 } && new Option[] { Tokens, RequestsPerMinute, TokensPerMinute, TimeZone }.All(o => given.GetResult(o) is null))
                given.AddError("US dollars, --tokens, --requests-per-minute, --tokens-per-minute or --time-zone is needed.");
        });
        command.Calls(server, async (client, line, output, ct) =>
        {
            var scope = line.GetValue(Scope)!;
            var all = await client.Costs.LimitsAsync(ct: ct);
            var now = all.Budgets.FirstOrDefault(l => l.Scope == scope);
            var limit = await client.Costs.SetLimitsAsync(new NewLimits(scope, line.GetValue(Usd) ?? now?.Budget, line.GetValue(Tokens) ?? now?.Tokens,
                line.GetValue(RequestsPerMinute) ?? now?.RequestsPerMinute, line.GetValue(TokensPerMinute) ?? now?.TokensPerMinute,
                line.GetValue(TimeZone) ?? (scope == "company" ? all.TimeZone : null)), ct);
            output.Write(limit, () => Table([limit]));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Remove(ServerOptions server)
    {
        var command = new Command("remove", "Remove the limits of a user, a key, a task or a model") { Part };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var scope = line.GetValue(Part)!;
            await client.Costs.RemoveLimitAsync(scope, ct);
            output.Write(new { scope, removed = true }, () => Console.Out.WriteLine($"{scope} has no limit of its own any more."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Table(IReadOnlyList<AiLimit> limits) => Output.Table(["SCOPE", "BUDGET", "SPENT", "RESERVED", "LEFT", "USED", "TOLD", "TOKENS", "OF", "REQUESTS/MIN", "TOKENS/MIN"], limits.Select(l => (string[])
    [
        l.Scope, l.Budget is { } budget ? GatewayWords.Usd(budget) : "–", GatewayWords.Usd(l.Spent), GatewayWords.Usd(l.Reserved), l.Remaining is { } left ? GatewayWords.Usd(left) : "–",
        l.UsedPercent is { } used ? used.ToString(CultureInfo.InvariantCulture) + " %" : "–", string.Join(", ", l.Alerts.Select(a => $"{a} %")),
        Number(l.TokensUsed), Number(l.Tokens), Number(l.RequestsPerMinute), Number(l.TokensPerMinute),
    ]));

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";
}
