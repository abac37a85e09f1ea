using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Safety.Gate;
using Steward.Safety.Policies;
using Steward.Safety.Screening;

namespace Steward.Safety.Rules;

/// <summary>A text that a rule must hit, or must not: given here, or that of a flag, which goes with the flag's text when that is erased.</summary>
/// <param name="Text">1 to 2,000 characters; or flagId.</param>
/// <param name="FlagId">The flag whose text it is; or text.</param>
/// <param name="Hit">It must be hit; it must not when false.</param>
/// <param name="ContentType">What it is. Defaults to <c>comment</c>, or what the flag's text is.</param>
/// <param name="Locale">Its language, if known.</param>
internal sealed record RuleTest(string? Text, string? FlagId, bool? Hit, string? ContentType, string? Locale)
{
    public static Check Validate(Check check, string at, RuleTest? test) => check
        .That(test is not null && test.Text is null != test.FlagId is null, at, "invalid", "Either a text or a flagId is required.")
        .That(test is null or { Text: null } or { Text: { Length: >= 1 and <= 2000 } }, at + "/text", "out_of_range", "A text of 1 to 2000 characters is required.")
        .OptionalText(at + "/flagId", test?.FlagId, Check.MaxIdLength).That(test?.Hit is not null, at + "/hit", "required", "true or false is required.")
        .OptionalText(at + "/contentType", test?.ContentType, 50).OptionalText(at + "/locale", test?.Locale, 35);
}

/// <summary>What became of a test.</summary>
/// <param name="Index">Which, from 0.</param>
/// <param name="Expected">Whether the rule must hit.</param>
/// <param name="Outcome">passed, failed, unknown (the rule asks for what is not known of the text), or erased (there is no such text any more).</param>
internal sealed record TestOutcome(int Index, bool Expected, string Outcome);

/// <summary>What a rule would have made of the texts of the last days. Only flagged texts are kept, so of others nobody can tell.</summary>
/// <param name="Days">How far back.</param>
/// <param name="Examined">Texts that were looked at, the newest 5,000 at most.</param>
/// <param name="Erased">Texts that are no longer there.</param>
/// <param name="Hits">Texts that the rule hits.</param>
/// <param name="Unknown">Texts of which it cannot say, for example because nobody knows their language.</param>
/// <param name="Changed">Hits that the rule's action would change: held, queued or let through otherwise than now.</param>
/// <param name="Precision">Of the hits that reviewers decided, the share that they upheld.</param>
/// <param name="Flags">The first twenty flags that it hits.</param>
internal sealed record BackTest(int Days, int Examined, int Erased, int Hits, int Unknown, int Changed, Estimate Precision, IReadOnlyList<string> Flags);

/// <summary>Tries rules on their own tests and on what was flagged before.</summary>
internal sealed class RuleTrials(AppDb db, Screener screener, Judge judge, TenantPolicies policies, TimeProvider time)
{
    private const int MostTexts = 5_000, MostShown = 20;

    public async Task<IReadOnlyList<TestOutcome>> TestAsync(Guid tenant, RuleDefinition definition, CancellationToken ct)
    {
        var (when, policy, outcomes) = (Conditions.Compile(definition.When), await policies.OfAsync(tenant, ct), new List<TestOutcome>());
        foreach (var (index, test) in definition.Tests.Index())
        {
            var flag = test.FlagId is null ? null : await db.Set<SafetyFlag>().AsNoTracking().SingleOrDefaultAsync(f => f.TenantId == tenant && f.Id == test.FlagId, ct);
            if ((test.Text ?? flag?.Content) is not { } text)
            {
                outcomes.Add(new TestOutcome(index, test.Hit == true, "erased"));
                continue;
            }

            var verdict = screener.Screen(text, test.Locale ?? flag?.Locale, policy.Thresholds);
            var hit = when(new RuleText(text, test.ContentType ?? flag?.ContentType ?? "comment", verdict), []);
            outcomes.Add(new TestOutcome(index, test.Hit == true, hit is null ? "unknown" : hit == test.Hit ? "passed" : "failed"));
        }

        return outcomes;
    }

    public async Task<BackTest> BackTestAsync(Rule rule, int days, CancellationToken ct)
    {
        var (when, since, policy) = (Conditions.Compile(LoadedRule.DefinitionOf(rule).When), time.GetUtcNow().UtcDateTime.AddDays(-days), await policies.OfAsync(rule.TenantId, ct));
        var without = policy with { Rules = [.. policy.Rules.Where(r => r.Id != rule.Id)] };
        var live = policy with { Rules = [.. without.Rules, new LoadedRule(rule.Id, rule.Name, rule.Version, rule.Action, true, when, Estimate.From(0, 0))] };
        var texts = db.Set<SafetyFlag>().AsNoTracking().Where(f => f.TenantId == rule.TenantId && f.RaisedAt >= since).OrderByDescending(f => f.RaisedAt).Take(MostTexts)
            .Select(f => new
            {
                f.Id, f.ContentId, f.ContentType, f.Content, f.Locale, f.ReviewStatus,
                ByPerson = db.Set<ReviewItem>().Any(i => i.FlagId == f.Id && i.ReviewedBy != null && i.ReviewedBy != "system"),
            });
        int examined = 0, erased = 0, unknown = 0, changed = 0, upheld = 0, decided = 0;
        var hits = new List<string>();
        await foreach (var text in texts.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (text.Content is null)
            {
                erased++;
                continue;
            }

            examined++;
            var screened = new ScreenedText(rule.TenantId, text.ContentId, text.ContentType, text.Content, text.Locale, null);
            var before = judge.Of(screened, without);
            var hit = when(new RuleText(text.Content, text.ContentType, before.Verdict), []);
            unknown += hit is null ? 1 : 0;
            if (hit != true) continue;
            hits.Add(text.Id);
            var after = judge.Of(screened, live);
            changed += (before.Safe, before.RequiresReview) == (after.Safe, after.RequiresReview) ? 0 : 1;
            if (!text.ByPerson || text.ReviewStatus is not ("upheld" or "approved" or "rejected")) continue;
            decided++;
            upheld += text.ReviewStatus == "upheld" ? 1 : 0;
        }

        return new BackTest(days, examined, erased, hits.Count, unknown, changed, Estimate.From(upheld, decided), [.. hits.Take(MostShown)]);
    }
}
