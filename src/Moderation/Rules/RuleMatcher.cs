using System.Text.RegularExpressions;
using Steward.Moderation.Platforms;
using Steward.Moderation.Verdicts;

namespace Steward.Moderation.Rules;

/// <summary>A tenant's rule, ready to be used.</summary>
internal sealed class RuleMatcher(string id, string? platform, string state, RuleDefinition definition)
{
    private readonly string[] _phrases = [.. (definition.Keywords ?? []).Select(SeenComment.WordsOf)];
    private readonly Regex? _pattern = definition.Pattern is { } pattern ? RuleDefinition.PatternOf(pattern) : null;

    public static RuleMatcher From(StoredRule rule) => new(rule.Id.ToString(), rule.Platform, rule.State, RuleDefinition.Read(rule.Definition));

    public string? Platform => platform;

    public bool Shadow => state == "shadow";

    /// <summary>What it finds; null where it does not apply.</summary>
    public Violation? Match(SeenComment seen)
    {
        if (platform is not null && platform != seen.Platform) return null;
        var (category, confidence) = ("custom", 1.0);
        if (definition.Categories is { Count: > 0 } wanted)
        {
            if (seen.Findings.Where(f => wanted.Contains(f.Category) && f.Confidence >= (definition.MinConfidence ?? .6)).MaxBy(f => f.Confidence) is not { } found) return null;
            (category, confidence) = (found.Category, found.Confidence);
        }

        if (_phrases.Length > 0 && !_phrases.Any(seen.Says)) return null;
        if (_pattern?.IsMatch(seen.Text) == false) return null;
        var features = seen.Features;
        if (features.Links < definition.MinLinks || features.Mentions < definition.MinMentions || features.Hashtags < definition.MinHashtags
            || features.Capitals < definition.MinCapitals || seen.Likes < definition.MinLikes) return null;
        return new Violation(id, category, definition.Severity!, confidence, "A rule of the tenant applies.", definition.Action)
        {
            ReplyText = definition.ReplyText, Seconds = definition.Seconds, Shadow = Shadow,
        };
    }
}

/// <summary>A tenant's rules in the order they count: its rules for the platform, its rules for all, then those of the program.</summary>
internal static class RuleOrder
{
    /// <summary>
    /// What is found. A rule that allows ends the search below it, but for what is critical. Authors who are trusted are not looked at for spam from the tenant's general rules on.
    /// </summary>
    public static IReadOnlyList<Violation> Apply(IReadOnlyList<RuleMatcher> rules, SeenComment seen)
    {
        var found = new List<Violation>();
        if (!Add(rules.Where(r => r.Platform is not null), seen, found, skipsSpam: false)) return [.. found, .. Critical(seen)];
        if (!Add(rules.Where(r => r.Platform is null), seen, found, skipsSpam: seen.Trusted)) return [.. found, .. Critical(seen)];
        return [.. found, .. SystemRules.Of(seen)];
    }

    private static bool Add(IEnumerable<RuleMatcher> layer, SeenComment seen, List<Violation> found, bool skipsSpam)
    {
        foreach (var violation in layer.Select(r => r.Match(seen)).OfType<Violation>())
        {
            if (skipsSpam && violation.Category == "spam") continue;
            found.Add(violation);
            if (violation is { Action: ActionKind.Allow, Shadow: false }) return false;
        }

        return true;
    }

    private static IEnumerable<Violation> Critical(SeenComment seen) => SystemRules.Of(seen).Where(v => v.Severity == Severity.Critical);
}
