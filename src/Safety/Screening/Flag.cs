namespace Steward.Safety.Screening;

/// <summary>One thing that screening noticed.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Reason">A sentence for people; the same for every flag of a type.</param>
/// <param name="Confidence">How sure the rules are, 0 to 1.</param>
/// <param name="Details">
/// Profanity: <c>count</c>. Spam: those of <c>excessiveCaps</c>, <c>repeatedPattern</c>, <c>excessivePunctuation</c>,
/// <c>excessiveEmojis</c>, <c>lure</c>, <c>money</c>, <c>longNumber</c> and <c>links</c> that are true. Personal data: <c>count</c>, <c>types</c>,
/// <c>counts</c> by type and <c>found</c>, the first hundred with type, start, end, score and whether check digits confirm it. Toxicity:
/// <c>category</c> (the surest of <c>hate</c>, <c>violence</c>, <c>self_harm</c>, <c>harassment</c>), <c>categories</c> (the confidence of each found)
/// and <c>count</c>. Never any of the text itself.
/// </param>
/// <param name="Spans">Where it is in the original text, in order; empty when it is about the text as a whole.</param>
/// <param name="Evasive">Whether some of it was disguised: look-alike letters, digits for letters, spacing, stars.</param>
public sealed record Flag(
    FlagType Type,
    string Reason,
    double Confidence,
    IReadOnlyDictionary<string, object> Details,
    IReadOnlyList<Span> Spans,
    bool Evasive)
{
    private static readonly IReadOnlyDictionary<string, double> None = new Dictionary<string, double>();

    /// <summary>How sure the rules are of each category; only toxicity has any.</summary>
    public IReadOnlyDictionary<string, double> Categories => Details.GetValueOrDefault("categories") as IReadOnlyDictionary<string, double> ?? None;
}
