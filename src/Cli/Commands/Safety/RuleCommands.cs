using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Safety;

/// <summary><c>steward safety rules …</c></summary>
internal static class RuleCommands
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The rule" };
    private static readonly Argument<FileInfo> File = new("file") { Description = "A JSON file with name, action, when and tests" };
    private static readonly Argument<string> State = new Argument<string>("state") { Description = "draft, shadow, live or retired" }.AcceptOnlyFromAmong("draft", "shadow", "live", "retired");
    private static readonly Option<Guid?> Anew = new("--id") { Description = "Write this draft anew" };
    private static readonly Option<int?> Days = new("--days") { Description = "How many days back, 1 to 365; 30 unless given" };

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Your rules, with what reviewers made of their hits");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var rules = await client.Rules.ListAsync(ct);
            output.Write(rules, () => Output.Table(["ID", "NAME", "VERSION", "STATE", "ACTION", "HITS", "UPHELD", "SHARE", "95 %"], rules.Rules.Select(r => (string[])
            [
                r.Id.ToString(), r.Name, Number(r.Version), r.State, r.Action, Number(r.Hits), $"{Number(r.Precision.Count)} of {Number(r.Precision.Of)}",
                SafetyWords.Mean(r.Precision), SafetyWords.Interval(r.Precision),
            ])));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Save(ServerOptions server)
    {
        var command = new Command("save", "Write a rule from a file; it begins as a draft") { File, Anew };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var file = await JsonFile.ReadAsync(line.GetValue(File)!, ct);
            var rule = line.GetValue(Anew) is { } id ? await client.Rules.ChangeAsync(id, file, ct) : await client.Rules.AddAsync(file, ct);
            output.Write(rule, () => Console.Out.WriteLine($"{rule.Name}, version {Number(rule.Version)}: {rule.Id}"));
            Warn(rule.InnocentHits ?? []);
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Move(ServerOptions server)
    {
        var command = new Command("move", "Have a rule act in shadow or live once its tests pass, make it a draft again, or retire it") { Id, State };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var rule = await client.Rules.MoveAsync(line.GetValue(Id), line.GetValue(State)!, ct);
            output.Write(rule, () => Console.Out.WriteLine($"{rule.Name} is {rule.State}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Test(ServerOptions server)
    {
        var command = new Command("test", "Run a rule's tests; exit 1 unless it may act") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var run = await client.Rules.TestAsync(line.GetValue(Id), ct);
            output.Write(run, () => Output.Table(["TEST", "MUST HIT", "OUTCOME"], run.Outcomes.Select(o => (string[])[Number(o.Index), o.Expected ? "yes" : "no", o.Outcome])));
            Warn(run.InnocentHits);
            return run.Passed ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    public static Command BackTest(ServerOptions server)
    {
        var command = new Command("backtest", "Try a rule on the flagged texts of the last days") { Id, Days };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var back = await client.Rules.BackTestAsync(line.GetValue(Id), line.GetValue(Days), ct);
            output.Write(back, () =>
            {
                Console.Out.WriteLine($"{Number(back.Hits)} hits in {Number(back.Examined)} flagged texts of {Number(back.Days)} days, {Number(back.Changed)} of which would have fared otherwise; {Number(back.Unknown)} unknown, {Number(back.Erased)} erased.");
                Console.Out.WriteLine($"Reviewers upheld {Number(back.Precision.Count)} of {Number(back.Precision.Of)} decided: {SafetyWords.Mean(back.Precision)} ({SafetyWords.Interval(back.Precision)}).");
            });
            Output.Remark("Texts in which nothing was found are not kept, so nothing is said of them.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Warn(IReadOnlyList<RuleInnocentHit> hits)
    {
        foreach (var hit in hits.Take(10)) Output.Remark($"Innocent words that it hits: {hit.Word} ({Number(hit.Hits)}), as in: {string.Join(", ", hit.Examples)}");
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
