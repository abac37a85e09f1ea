using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Moderation.Rules;
using Steward.Privacy.Detection;
using Steward.Safety.Judging;
using Steward.Safety.Screening;

namespace Steward.Moderation.Verdicts;

/// <summary>What screening found in a text and, where it was not sure, what the judge said.</summary>
internal sealed record Looked(IReadOnlyList<Finding> Findings, string Provider, string Model, long CostPico);

/// <summary>What screening said about texts lately, by tenant, text and policy.</summary>
internal sealed class LookedMemory(IOptions<ModerationOptions> options, ModerationMetrics metrics, TimeProvider time)
{
    public ShortMemory<(Guid Tenant, string Mark), Looked> Texts { get; } = new("verdicts", TimeSpan.FromMinutes(options.Value.VerdictMinutes), 10_000, metrics, time);
}

/// <summary>What judging needs.</summary>
internal sealed record ModeratorParts(Screener Screener, AiGateway Gateway, LookedMemory Memory, Backgrounds Backgrounds, TimeProvider Time);

/// <summary>Comes to a verdict on a comment: screening, the judge where screening is not sure, the tenant's rules and those of the program, then the decision table.</summary>
internal sealed class Moderator(ModeratorParts parts)
{
    private const string Rules = "rules";

    /// <summary>Safety's judge, paid and reported as this product's.</summary>
    private static readonly AiTask<JudgeRequest, JudgeAnswer> Judging = JudgeTask.Task with { Name = "moderation.judge" };

    public async Task<Judgement> JudgeAsync(Comment comment, AiCall call, CancellationToken ct)
    {
        var started = parts.Time.GetTimestamp();
        var text = comment.Text ?? "";
        var (policy, trusted, history) = await parts.Backgrounds.OfAsync(comment, text, ct);
        // What was said before is not paid for again.
        var paid = 0L;
        var looked = await parts.Memory.Texts.GetAsync((comment.TenantId, Mark(text, call.Locale)), async () =>
        {
            var fresh = await LookAsync(text, call, ct);
            paid = fresh.CostPico;
            return fresh;
        });
        var features = CommentFeatures.Of(text);
        // Who judged the text has seen its capitals.
        if (looked.Provider != Rules) features = features with { Capitals = 0 };
        var seen = new SeenComment(comment.Platform, text, comment.Likes, looked.Findings, features, history, trusted);
        return DecisionTable.Of(RuleOrder.Apply(policy.Rules, seen)) with
        {
            PolicyVersion = $"{ScreeningVersion}+{policy.Mark}", Provider = looked.Provider, Model = looked.Model, CostPico = paid, Took = parts.Time.GetElapsedTime(started),
        };
    }

    /// <summary>What screening says about a text, without judge and history: what rules are tested with.</summary>
    public SeenComment Preview(string platform, string text) =>
        new(platform, text, 0, [.. parts.Screener.Screen(text).Flags.SelectMany(f => Findings(f))], CommentFeatures.Of(text), AuthorHistory.None, Trusted: false);

    private async Task<Looked> LookAsync(string text, AiCall call, CancellationToken ct)
    {
        var verdict = parts.Screener.Screen(text, call.Locale);
        var sure = verdict.Flags.SelectMany(Findings).ToList();
        // In between the rules know that they do not know; below they say nothing, above they are right more often than not.
        if (sure.Where(IsUncertain).MaxBy(f => f.Confidence) is not { } doubt || sure.Exists(f => f.Category != "pii" && !IsUncertain(f)))
            return new Looked(sure, Rules, verdict.RulesVersion, 0);
        var signals = sure.Count(f => f.Category != "pii") + (verdict.Flags.Any(f => f.Evasive) ? 1 : 0) + (CommentFeatures.Of(text).Links > 0 ? 1 : 0);
        var answer = await parts.Gateway.RunAsync(Judging, new JudgeRequest(PiiDetector.Starred(text), verdict.Language, doubt.Category, doubt.Confidence, signals), call, ct);
        var said = answer.Value;
        Finding[] found = said.Violation ? [doubt with { Severity = said.Severity, Confidence = said.Confidence, Reason = said.Reasoning }] : [];
        return new Looked([.. sure.Where(f => f.Category == "pii"), .. found], answer.Provider, answer.Model, answer.CostPico);
    }

    private static bool IsUncertain(Finding finding) => finding.Category != "pii" && finding.Confidence >= Thresholds.Default.Low && finding.Confidence < Thresholds.Default.Medium;

    private static IEnumerable<Finding> Findings(Flag flag)
    {
        if (flag.Type != FlagType.Toxicity) return [new Finding(flag.Type.Name(), Math.Round(flag.Confidence, 3), null, flag.Reason + ".")];
        return flag.Categories.Select(c => new Finding(c.Key, Math.Round(c.Value, 3), null, flag.Reason + "."));
    }

    private string Mark(string text, string? locale) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ScreeningVersion}|{JudgeTask.Version}|{locale}|{text}")));

    private string ScreeningVersion => field ??= parts.Screener.Screen("").RulesVersion;
}
