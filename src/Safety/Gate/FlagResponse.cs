using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>A flag on the wire.</summary>
/// <param name="Type">profanity, spam, pii or toxicity.</param>
/// <param name="Reason">For people.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Details">What was counted or seen; never the text.</param>
/// <param name="Spans">Where in the text, in UTF-16 units.</param>
/// <param name="Evasive">Whether it was disguised.</param>
internal sealed record FlagResponse(
    string Type, string Reason, double Confidence, IReadOnlyDictionary<string, object> Details, IReadOnlyList<Span> Spans, bool Evasive)
{
    public static FlagResponse From(Flag flag) => new(flag.Type.Name(), flag.Reason, Math.Round(flag.Confidence, 3), flag.Details, flag.Spans, flag.Evasive);
}
