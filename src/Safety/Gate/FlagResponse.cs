using Steward.Safety.Learning;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>A flag on the wire.</summary>
/// <param name="Type">profanity, spam, pii, toxicity; rule for one of the tenant's own; model for what a model said that counts.</param>
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

    /// <summary>What a model said that counts: its confidence is how likely a reviewer would uphold the flag.</summary>
    public static FlagResponse From(Word word)
    {
        var details = new Dictionary<string, object> { ["by"] = word.By, ["says"] = word.Says };
        if (word.Why is { } why) details["why"] = why;
        return new FlagResponse("model", word.Says == Word.Hold ? "A model holds it" : "A model lets it pass", Math.Round(word.Probability, 3), details, [], false);
    }
}
