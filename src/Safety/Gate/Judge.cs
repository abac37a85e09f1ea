using Steward.Safety.Policies;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>What screening found in a text, by the tenant's thresholds and rules. A rule that holds wins over one that passes.</summary>
/// <param name="Verdict">By the shipped rules.</param>
/// <param name="Policy">The tenant's.</param>
/// <param name="Hits">Its rules that hold for the text, those in shadow included.</param>
internal sealed record Judgement(Verdict Verdict, TenantPolicy Policy, IReadOnlyList<RuleHit> Hits)
{
    public bool Safe => !Acts("hold") && (Verdict.Safe || Acts("pass"));

    public bool RequiresReview => Acts("hold") || Acts("review") || (Verdict.RequiresReview && !Acts("pass"));

    /// <summary>Something is worth keeping.</summary>
    public bool Found => Verdict.Flags.Count > 0 || Acts("hold") || Acts("review");

    public double Confidence => Math.Max(Verdict.Confidence, Acting.Select(h => h.Rule.Precision.Mean).DefaultIfEmpty(0).Max());

    public string Reason => string.Join(", ", Verdict.Flags.Select(f => f.Type.Name()).Concat(Acting.Any() ? ["rule"] : []));

    public IReadOnlyList<FlagResponse> Flags => [.. Verdict.Flags.Select(FlagResponse.From), .. Acting.Select(FlagResponse.From)];

    /// <summary>The version of all that judged.</summary>
    public string RulesVersion => Verdict.RulesVersion;

    /// <summary>
    /// Would wait for a person and is dismissed at once, as the tenant wishes for little confidence. Never what might be toxic, and never what one of its own rules asked for.
    /// </summary>
    public bool DismissedUnseen => RequiresReview && Policy.AutoDismissBelow is { } below && Confidence < below && !Acting.Any()
        && Verdict.Flags.All(f => f.Type != FlagType.Toxicity);

    private IEnumerable<RuleHit> Acting => Hits.Where(h => h.Rule is { Live: true, Action: "hold" or "review" });

    private bool Acts(string action) => Hits.Any(h => h.Rule.Live && h.Rule.Action == action);
}

/// <summary>Screens a text as its tenant wishes.</summary>
internal sealed class Judge(Screener screener, TenantPolicies policies)
{
    public async ValueTask<Judgement> OfAsync(ScreenedText text, CancellationToken ct) => Of(text, await policies.OfAsync(text.TenantId, ct));

    public Judgement Of(ScreenedText text, TenantPolicy policy)
    {
        var verdict = screener.Screen(text.Text, text.Locale, policy.Thresholds);
        if (policy.Rules.Count == 0) return new Judgement(verdict, policy, []);
        var (hits, seen) = (new List<RuleHit>(), new RuleText(text.Text, text.ContentType, verdict));
        foreach (var rule in policy.Rules)
        {
            var spans = new List<Span>();
            if (rule.When(seen, spans) == true) hits.Add(new RuleHit(rule, spans));
        }

        return new Judgement(verdict, policy, hits);
    }
}
