namespace Steward.Safety.Screening;

/// <summary>Where a confidence begins to count, each 0 to 1 and none lower than the one before.</summary>
/// <param name="Low">Flags below it are not reported. Defaults to 0.3.</param>
/// <param name="Medium">From here on a text is not safe. Defaults to 0.6.</param>
/// <param name="High">From here on a finding is as good as certain. Defaults to 0.9.</param>
public sealed record Thresholds(double Low = .3, double Medium = .6, double High = .9)
{
    /// <summary>0.3, 0.6 and 0.9.</summary>
    public static Thresholds Default { get; } = new();
}
