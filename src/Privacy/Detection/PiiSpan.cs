namespace Steward.Privacy.Detection;

/// <summary>One piece of personal data in a text.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Start">Offset of its first character, in UTF-16 units of the original text.</param>
/// <param name="Length">Its length in UTF-16 units, at least 1.</param>
/// <param name="Confidence">How sure the rule is, 0 to 1.</param>
/// <param name="Validated">Whether check digits or a closed format confirmed it, rather than its shape and surroundings alone.</param>
public readonly record struct PiiSpan(PiiType Type, int Start, int Length, double Confidence, bool Validated)
{
    /// <summary>Offset just past its last character.</summary>
    public int End => Start + Length;
}
