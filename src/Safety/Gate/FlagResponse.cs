using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>A flag on the wire.</summary>
/// <param name="Type">profanity, spam, pii, toxicity, or rule for one of the tenant's own.</param>
/// <param name="Reason">For people.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Details">What was counted or seen; never the text.</param>
/// <param name="Spans">Where in the text, in UTF-16 units.</param>
/// <param name="Evasive">Whether it was disguised.</param>
internal sealed record FlagResponse(
    string Type, string Reason, double Confidence, IReadOnlyDictionary<string, object> Details, IReadOnlyList<Span> Spans, bool Evasive)
{
    public static FlagResponse From(Flag flag) => new(flag.Type.Name(), flag.Reason, Math.Round(flag.Confidence, 3), flag.Details, flag.Spans, flag.Evasive);

    /// <summary>A hit of a tenant's rule: its confidence is what reviewers made of its hits so far.</summary>
    public static FlagResponse From(RuleHit hit) => new("rule", hit.Rule.Name, hit.Rule.Precision.Mean, new Dictionary<string, object>
    {
        ["ruleId"] = hit.Rule.Id, ["version"] = hit.Rule.Version, ["action"] = hit.Rule.Action,
        ["decided"] = hit.Rule.Precision.Of, ["low"] = hit.Rule.Precision.Low, ["high"] = hit.Rule.Precision.High,
    }, hit.Spans, false);
}
