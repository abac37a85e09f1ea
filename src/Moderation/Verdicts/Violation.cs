namespace Steward.Moderation.Verdicts;

/// <summary>A rule that applies to a comment.</summary>
/// <param name="RuleId">The tenant's rule by its id, or one that comes with the program by its name.</param>
/// <param name="Category">What it is about: profanity, spam, pii, hate, violence, self_harm, harassment or custom.</param>
/// <param name="Severity">low, medium, high, critical.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">For people; never the text.</param>
/// <param name="Action">What the rule itself asks for; the decision table decides where null.</param>
internal sealed record Violation(string RuleId, string Category, string Severity, double Confidence, string Reason, string? Action = null)
{
    public string? ReplyText { get; init; }
    public int? Seconds { get; init; }

    /// <summary>The rule watches only: what it finds is kept and decides nothing.</summary>
    public bool Shadow { get; init; }
}

/// <summary>What was decided about a comment and why.</summary>
/// <param name="Decision">approve, flag, hide, escalate or delete.</param>
/// <param name="Severity">Of the gravest finding; null of none.</param>
/// <param name="Confidence">The highest finding's confidence plus a tenth of the others', at most .99; of none, how far the text is from one.</param>
/// <param name="Violations">All that was found, watchers' findings included.</param>
/// <param name="Hides">Whether the comment is to be out of sight until a person has decided.</param>
internal sealed record Judgement(string Decision, string? Severity, double Confidence, IReadOnlyList<Violation> Violations, bool Hides)
{
    public string PolicyVersion { get; init; } = "";

    /// <summary>Who judged: <c>rules</c>, or the model that was asked.</summary>
    public string Provider { get; init; } = "rules";
    public string Model { get; init; } = "rules";
    public long CostPico { get; init; }
    public TimeSpan Took { get; init; }

    public IEnumerable<Violation> Counted => Violations.Where(v => !v.Shadow);
}
