namespace Steward.Safety.Learning;

/// <summary>What a model said of a text about which the rules are not sure.</summary>
/// <param name="Source">What it is counted under: a learnt model's id, or the version of the judge's prompt.</param>
/// <param name="By">Who said it, for people.</param>
/// <param name="Live">It acts; in shadow it is only counted.</param>
/// <param name="Probability">How likely a reviewer would uphold the flag, 0 to 1.</param>
/// <param name="Says">hold, pass or unsure.</param>
internal sealed record Word(string Source, string By, bool Live, double Probability, string Says)
{
    public const string Hold = "hold", Pass = "pass", Unsure = "unsure";

    /// <summary>Why, where it was said; never the text.</summary>
    public string? Why { get; init; }

    /// <summary>It changes what becomes of the text.</summary>
    public bool Acts => Live && Says != Unsure;
}
