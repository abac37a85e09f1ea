using Steward.Safety.Learning;
using Steward.Safety.Policies;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>
/// What screening found in a text, by the tenant's thresholds, rules and models. A tenant's rule wins over a model, a model over the shipped rules; a rule that holds wins over
/// one that passes.
/// </summary>
/// <param name="Verdict">By the shipped rules.</param>
/// <param name="Policy">The tenant's.</param>
/// <param name="Hits">Its rules that hold for the text, those in shadow included.</param>
internal sealed record Judgement(Verdict Verdict, TenantPolicy Policy, IReadOnlyList<RuleHit> Hits)
{
    /// <summary>What models said, those in shadow included; nothing where the rules were sure.</summary>
    public IReadOnlyList<Word> Words { get; init; } = [];

    /// <summary>The judge was wanted and could not be asked.</summary>
    public bool Unasked { get; init; }

    /// <summary>The word that counts: the judge is only asked where the tenant's own model is not sure.</summary>
    public Word? Acting => Words.LastOrDefault(w => w.Acts);

    /// <summary>The shipped rules found something and are not as good as certain, nor hold it as toxic; a tenant's own rules, which are certain, say nothing.</summary>
    public bool Uncertain => !Acts("hold") && !Acts("pass") && !Verdict.Flags.Any(f => f.Type == FlagType.Toxicity && f.Confidence >= Policy.Thresholds.Medium)
        && Screener.Combined(Verdict.Flags, withPii: false) is var sure && sure > 0 && sure >= Policy.Thresholds.Low && sure < Policy.Thresholds.High;

    public bool Toxic => Verdict.Flags.Any(f => f.Type == FlagType.Toxicity);

    public bool Safe => !Acts("hold") && (Acts("pass") || (Acting is { } word ? word.Says == Word.Pass : Verdict.Safe));

    // What might be toxic is looked at by a person, whoever lets it pass.
    public bool RequiresReview => Acts("hold") || Acts("review")
        || (!Acts("pass") && (Acting is { } word ? word.Says == Word.Hold || (Toxic && Verdict.RequiresReview) : Verdict.RequiresReview));

    /// <summary>Would wait for a person by the rules, and is let pass by a model.</summary>
    public bool Spared => Acting is { Says: Word.Pass } && Verdict.RequiresReview && !RequiresReview;

    /// <summary>Something is worth keeping.</summary>
    public bool Found => Verdict.Flags.Count > 0 || Acts("hold") || Acts("review");

    public double Confidence => Math.Max(
        Acting is { Says: Word.Hold } word ? Math.Max(Verdict.Confidence, word.Probability) : Verdict.Confidence, ActingRules.Select(h => h.Rule.Precision.Mean).DefaultIfEmpty(0).Max());

    public string Reason => string.Join(", ", Verdict.Flags.Select(f => f.Type.Name()).Concat(ActingRules.Any() ? ["rule"] : []));

    public IReadOnlyList<FlagResponse> Flags =>
        [.. Verdict.Flags.Select(FlagResponse.From), .. ActingRules.Select(FlagResponse.From), .. Words.Where(w => w.Acts).Select(FlagResponse.From)];

    /// <summary>The version of all that judged.</summary>
    public string RulesVersion => Verdict.RulesVersion;

    /// <summary>What took part: rules, and where they were not sure model and judge.</summary>
    public string Coverage => string.Join(", ", new[] { Verdict.Coverage }
        .Concat(Words.Where(w => w.Live).Select(w => w.Source == Judging.JudgeTask.Version ? "judge" : "model")));

    /// <summary>What could not be done as usual.</summary>
    public IReadOnlyList<string> Degraded => Unasked ? [.. Verdict.Degraded, "judge"] : Verdict.Degraded;

    /// <summary>
    /// Would wait for a person and is dismissed at once, as the tenant wishes for little confidence. Never what might be toxic, and never what one of its own rules or models asked for.
    /// </summary>
    public bool DismissedUnseen => RequiresReview && Policy.AutoDismissBelow is { } below && Confidence < below && !ActingRules.Any() && Acting is null && !Toxic;

    private IEnumerable<RuleHit> ActingRules => Hits.Where(h => h.Rule is { Live: true, Action: "hold" or "review" });

    private bool Acts(string action) => Hits.Any(h => h.Rule.Live && h.Rule.Action == action);
}
