using System.Collections.Frozen;

namespace Steward.Impact.Q2Q.Cues;

/// <summary>What labels are to each other: opposites, what is left of a denied one, and which of them only a state reached can earn.</summary>
internal static class Polarity
{
    /// <summary>An exception in a lexicon: words inside it speak for no label.</summary>
    public const string None = "none";

    public const string ComfortLow = "language_low";
    public const string ComfortMedium = "language_medium";
    public const string ComfortHigh = "language_high";

    /// <summary>Comfort shown by a task done in the language, not stated; used only where nothing is stated.</summary>
    public const string ComfortShown = "language_shown";

    private static readonly FrozenSet<string> Reached = new[]
    {
        Q2QVocabulary.ConfidenceIncrease, Q2QVocabulary.BelongingIncrease, ComfortHigh, ComfortShown, "skills_gained", "certification",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Troubles =
        Q2QVocabulary.RiskCues.Append(Q2QVocabulary.ConfidenceDecrease).Append(Q2QVocabulary.BelongingDecrease).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> SocialTroubles =
        new[] { Q2QVocabulary.BelongingDecrease, "isolation", "lack_of_support" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True if a wish for it is no sign of it: "I hope to feel confident".</summary>
    public static bool IsReached(string label) => Reached.Contains(label);

    /// <summary>True for a state of mind, which can lie in the past; false for acts, which stay done.</summary>
    public static bool IsState(string label) => Troubles.Contains(label) || Reached.Contains(label);

    /// <summary>What a denied cue says: the opposite, or null for nothing.</summary>
    public static string? Denied(string label) => label switch
    {
        Q2QVocabulary.ConfidenceIncrease => Q2QVocabulary.ConfidenceDecrease,
        Q2QVocabulary.BelongingIncrease => Q2QVocabulary.BelongingDecrease,
        ComfortHigh => ComfortLow,
        _ => null,
    };

    /// <summary>What an ended trouble says: "no longer nervous" is gained confidence, "not alone any more" is belonging.</summary>
    public static string? Ended(string label) =>
        !Troubles.Contains(label) ? Denied(label)
        : SocialTroubles.Contains(label) ? Q2QVocabulary.BelongingIncrease
        : label == "disengagement" ? null
        : Q2QVocabulary.ConfidenceIncrease;

    /// <summary>Before a label in a lexicon: words inside the phrase do not speak for that label.</summary>
    public const string NotPrefix = "not:";

    /// <summary>True for what only guards against a false reading and is never an answer.</summary>
    public static bool IsGuard(string label) => label == None || label.StartsWith(NotPrefix, StringComparison.Ordinal);

    /// <summary>True if one label says the contrary of the other, so that the longer phrase of the two is the meant one.</summary>
    public static bool AreOpposite(string one, string other) =>
        one == None || one == NotPrefix + other || Denied(one) == other || Denied(other) == one;
}
