using Steward.Moderation.Platforms;

namespace Steward.Moderation.Verdicts;

/// <summary>
/// From findings to a decision: none, approve; one or two low, flag; one or two medium, hide and flag; any high, hide and flag; any critical, delete; three or more, escalate. A
/// rule's own action counts where it goes further than the table.
/// </summary>
internal static class DecisionTable
{
    public const string Approve = "approve";
    public const string Escalate = "escalate";

    // Further down goes further.
    private static readonly string[] Order = [Approve, ActionKind.Flag, ActionKind.Hide, Escalate, ActionKind.Delete];

    public static readonly string[] Decisions = Order;

    public static Judgement Of(IReadOnlyList<Violation> all)
    {
        var counted = all.Where(v => !v.Shadow).ToList();
        // What only asks for a reply or a pin is no misdeed.
        var grave = counted.Where(v => v.Action is not (ActionKind.Allow or ActionKind.Reply or ActionKind.Pin)).ToList();
        var own = grave.Select(v => v.Action).OfType<string>().Where(Order.Contains).ToList();
        var decision = own.Append(ByTable([.. grave.Where(v => v.Action is null || !Order.Contains(v.Action))])).MaxBy(d => Array.IndexOf(Order, d))!;
        var hides = decision is ActionKind.Hide || (decision == Escalate && grave.Exists(v => Severity.Rank(v.Severity) >= 1 && v.Category != "self_harm"));
        return new Judgement(decision, Severity.Worst(grave.Select(v => v.Severity)), ConfidenceOf(grave), all, hides);
    }

    private static string ByTable(List<Violation> found) =>
        found.Count == 0 ? Approve
        : found.Exists(v => v.Severity == Severity.Critical) ? ActionKind.Delete
        : found.Count >= 3 ? Escalate
        : found.Exists(v => v.Severity is Severity.High or Severity.Medium) ? ActionKind.Hide
        : ActionKind.Flag;

    private static double ConfidenceOf(List<Violation> found)
    {
        if (found.Count == 0) return 0;
        var highest = found.Max(v => v.Confidence);
        return Math.Round(Math.Min(.99, highest + .1 * (found.Sum(v => v.Confidence) - highest)), 3);
    }
}
