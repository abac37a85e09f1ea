using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Safety;

/// <summary><c>steward safety thresholds …</c></summary>
internal static class ThresholdCommands
{
    private static readonly Option<double?> Low = new("--low") { Description = "Flags below it are not reported; as it is unless given" };
    private static readonly Option<double?> Medium = new("--medium") { Description = "From here on a text is held; as it is unless given" };
    private static readonly Option<double?> High = new("--high") { Description = "From here on a finding is looked at even where it holds nothing up; as it is unless given" };
    private static readonly Option<double?> AutoDismiss = new("--auto-dismiss-below") { Description = "Dismiss at once what has less confidence and is not toxic; 0 for nothing; as it is unless given" };
    private static readonly Option<bool?> AskJudge = new("--ask-judge") { Description = "Ask a language model where neither the rules nor your own model are sure: true or false; as it is unless given" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why", Required = true };
    private static readonly Option<int?> Missed = new("--missed") { Description = "What the dry run said would be missed; needed where somebody would see less" };
    private static readonly Option<int?> Days = new("--days") { Description = "How many days back to try it on; 90 unless given" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only tell what it would have changed" };
    private static readonly Option<bool> All = new("--versions") { Description = "Those before, too" };

    public static Command Show(ServerOptions server)
    {
        var command = new Command("show", "From where on a finding counts") { All };
        command.Calls(server, async (client, line, output, ct) =>
        {
            IReadOnlyList<ScreeningThresholds> shown = line.GetValue(All) ? (await client.Thresholds.VersionsAsync(ct)).Versions : [await client.Thresholds.GetAsync(ct)];
            output.Write(shown, () => Output.Table(["VERSION", "LOW", "MEDIUM", "HIGH", "AUTO-DISMISS", "JUDGE", "BY", "REASON"], shown.Select(Line)));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Set(ServerOptions server)
    {
        var command = new Command("set", "Try thresholds on past texts, or set them") { Low, Medium, High, AutoDismiss, AskJudge, Reason, Missed, Days, DryRun };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var now = await client.Thresholds.GetAsync(ct);
            var dismiss = line.GetValue(AutoDismiss) ?? now.AutoDismissBelow;
            var change = await client.Thresholds.SetAsync(new NewThresholds
            {
                Low = line.GetValue(Low) ?? now.Low, Medium = line.GetValue(Medium) ?? now.Medium, High = line.GetValue(High) ?? now.High, AutoDismissBelow = dismiss > 0 ? dismiss : null,
                AskJudge = line.GetValue(AskJudge) ?? now.AskJudge, Reason = line.GetValue(Reason), Missed = line.GetValue(Missed), Days = line.GetValue(Days), DryRun = line.GetValue(DryRun),
            }, ct);
            output.Write(change, () => Print(change));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(ThresholdChange change)
    {
        var effect = change.Effect;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {effect.Examined} flagged texts of the last {effect.Days} days ({effect.Erased} more were erased):"));
        Output.Table(["", "NOW", "THEN"], (string[][])
        [
            ["held", Number(effect.HeldBefore), Number(effect.HeldAfter)], ["waiting for a person", Number(effect.QueuedBefore), Number(effect.QueuedAfter)],
            ["dismissed at once", "", Number(effect.DismissedUnseen)],
        ]);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Work spared: {effect.Spared}. Missed: {effect.Missed} that a reviewer held back, {SafetyWords.Mean(effect.MissRate)} ({SafetyWords.Interval(effect.MissRate)})."));
        foreach (var item in effect.MissedItems) Output.Remark($"  missed: {item}");
        if (change.DryRun) Output.Remark($"Nothing was changed. To set them: the same without --dry-run and with --missed {Number(effect.Missed)}");
        else Console.Out.WriteLine($"Version {Number(change.Thresholds.Version)} holds.");
    }

    private static string[] Line(ScreeningThresholds t) =>
        [Number(t.Version), Number(t.Low), Number(t.Medium), Number(t.High), t.AutoDismissBelow is { } below ? "below " + Number(below) : "–", t.AskJudge ? "asked" : "–", t.ChangedBy ?? "as shipped", t.Reason ?? ""];

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
