namespace Steward.Safety.Screening;

/// <summary>A part of the screened text.</summary>
/// <param name="Start">Offset of its first character, in UTF-16 units of the original text.</param>
/// <param name="Length">Its length in UTF-16 units.</param>
public readonly record struct Span(int Start, int Length);
