namespace Steward.Impact.Q2Q;

/// <summary>One piece of feedback to turn from words into labels.</summary>
/// <param name="Text">What the person wrote: 1 to 10,000 UTF-16 units, unchanged, because evidence is quoted from it by position.</param>
/// <param name="Locale">
/// The language the sender states, such as <c>en</c>, <c>uk-UA</c> or <c>nb-NO</c>; null if unknown. A language recognised with
/// certainty in the text itself counts more.
/// </param>
public sealed record Q2QRequest(string Text, string? Locale);
