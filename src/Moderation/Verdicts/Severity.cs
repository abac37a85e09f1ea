namespace Steward.Moderation.Verdicts;

/// <summary>How grave a finding is; the names in order.</summary>
internal static class Severity
{
    public const string Low = "low";
    public const string Medium = "medium";
    public const string High = "high";
    public const string Critical = "critical";

    public static readonly string[] All = [Low, Medium, High, Critical];

    public static int Rank(string? severity) => Array.IndexOf(All, severity);

    /// <summary>The gravest of several; null of none.</summary>
    public static string? Worst(IEnumerable<string> severities) => severities.MaxBy(Rank);
}
