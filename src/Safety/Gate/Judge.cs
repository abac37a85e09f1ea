using Steward.Safety.Judging;
using Steward.Safety.Learning;
using Steward.Safety.Policies;
using Steward.Safety.Rules;
using Steward.Safety.Screening;

namespace Steward.Safety.Gate;

/// <summary>Screens a text as its tenant wishes: by the rules; where these are not sure by the model that was learnt from its reviewers; where that is not either, by a language model.</summary>
internal sealed class Judge(Screener screener, TenantPolicies policies, TextJudge judge)
{
    /// <summary>All that the tenant wants asked.</summary>
    public async ValueTask<Judgement> OfAsync(ScreenedText text, CancellationToken ct)
    {
        var policy = await policies.OfAsync(text.TenantId, ct);
        var judged = Of(text, policy);
        if (!policy.AskJudge || !judged.Uncertain || judged.Acting is not null) return judged;
        return await judge.AskAsync(text, judged, ct) is { } word ? judged with { Words = [.. judged.Words, word] } : judged with { Unasked = true };
    }

    /// <summary>All that costs nothing.</summary>
    public Judgement Of(ScreenedText text, TenantPolicy policy)
    {
        var verdict = screener.Screen(text.Text, text.Locale, policy.Thresholds);
        var judged = new Judgement(verdict, policy, HitsOf(text, verdict, policy));
        if (policy.Models.Count == 0 || !judged.Uncertain || TextFeatures.Of(text.Text, verdict) is not { } features) return judged;
        return judged with { Words = [.. policy.Models.Select(m => m.Of(features, judged.Toxic))] };
    }

    private static List<RuleHit> HitsOf(ScreenedText text, Verdict verdict, TenantPolicy policy)
    {
        var hits = new List<RuleHit>();
        if (policy.Rules.Count == 0) return hits;
        var seen = new RuleText(text.Text, text.ContentType, verdict);
        foreach (var rule in policy.Rules)
        {
            var spans = new List<Span>();
            if (rule.When(seen, spans) == true) hits.Add(new RuleHit(rule, spans));
        }

        return hits;
    }
}
