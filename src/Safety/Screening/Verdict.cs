namespace Steward.Safety.Screening;

/// <summary>The result of screening one text.</summary>
/// <param name="Safe">False when a flag other than personal data, or all of them together, reaches the medium threshold.</param>
/// <param name="Confidence">The highest flag's confidence plus a tenth of the sum of the others, at most .99; 0 without flags.</param>
/// <param name="Flags">What was noticed, in the order of <see cref="FlagType"/>.</param>
/// <param name="RequiresReview">Whether a person should look at it.</param>
/// <param name="Language">
/// The language whose vocabulary judged the text: <c>en</c>, <c>uk</c>, <c>no</c>, <c>da</c>, <c>sv</c>, <c>de</c>, <c>fr</c>, <c>es</c>,
/// <c>pl</c>, or <c>und</c> for none of them.
/// </param>
/// <param name="Coverage">Which kinds of detectors took part: <c>rules</c>.</param>
/// <param name="Degraded">What could not be done as usual: <c>language</c> when no vocabulary fits the text.</param>
/// <param name="RulesVersion">Changes whenever the rules or a vocabulary change.</param>
public sealed record Verdict(
    bool Safe,
    double Confidence,
    IReadOnlyList<Flag> Flags,
    bool RequiresReview,
    string Language,
    string Coverage,
    IReadOnlyList<string> Degraded,
    string RulesVersion)
{
    private static readonly Dictionary<string, double> NoScores = [];

    /// <summary>
    /// Scores from 0 to 1 under the names that OpenAI's moderation uses, such as <c>hate/threatening</c>. A category that no rule looks for,
    /// such as <c>violence/graphic</c> or <c>illicit</c>, is absent.
    /// </summary>
    public IReadOnlyDictionary<string, double> Categories { get; init; } = NoScores;

    /// <summary>The types of the flags in their order, joined by a comma and a space; empty without flags.</summary>
    public string Reason => string.Join(", ", Flags.Select(flag => flag.Type.Name()));
}
