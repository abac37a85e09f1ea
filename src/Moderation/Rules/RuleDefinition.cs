using System.Text.Json;
using System.Text.RegularExpressions;
using Steward.Moderation.Platforms;
using Steward.Moderation.Verdicts;
using Steward.Platform.Errors;

namespace Steward.Moderation.Rules;

/// <summary>What a rule must and must not hit; run whenever it is saved.</summary>
internal sealed record RuleTests(IReadOnlyList<string>? MustHit, IReadOnlyList<string>? MustNotHit);

/// <summary>What a rule looks for: all that is given must hold; of a list one entry suffices.</summary>
internal sealed record RuleDefinition
{
    public const int MostKeywords = 500, MaxKeyword = 100, MaxPattern = 200, MostTests = 50;

    /// <summary>What screening must have found, of those in <see cref="Categories"/>.</summary>
    public static readonly string[] KnownCategories = ["profanity", "spam", "pii", "hate", "violence", "self_harm", "harassment"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string? Severity { get; init; }

    /// <summary>What follows; the decision table decides where it is absent.</summary>
    public string? Action { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }
    public double? MinConfidence { get; init; }

    /// <summary>Whole words or phrases, in any case.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>A regular expression that does not backtrack: no look-around, no back-references.</summary>
    public string? Pattern { get; init; }
    public int? MinLinks { get; init; }
    public int? MinMentions { get; init; }
    public int? MinHashtags { get; init; }
    public double? MinCapitals { get; init; }
    public int? MinLikes { get; init; }
    public string? ReplyText { get; init; }
    public int? Seconds { get; init; }
    public RuleTests? Tests { get; init; }

    public static RuleDefinition Read(string json) => JsonSerializer.Deserialize<RuleDefinition>(json, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Checks what a person sent.</summary>
    public static Check Validate(Check check, RuleDefinition rule)
    {
        check.OneOf("/severity", rule.Severity, Verdicts.Severity.All);
        if (rule.Action is not null) check.OneOf("/action", rule.Action, [.. ActionKind.All, DecisionTable.Escalate]);
        List("/categories", rule.Categories, KnownCategories.Length, 20);
        foreach (var category in rule.Categories ?? []) check.OneOf("/categories", category, KnownCategories);
        List("/keywords", rule.Keywords, MostKeywords, MaxKeyword);
        List("/tests/must_hit", rule.Tests?.MustHit, MostTests, 1000);
        List("/tests/must_not_hit", rule.Tests?.MustNotHit, MostTests, 1000);
        check.Range("/min_confidence", rule.MinConfidence, 0, 1).Range("/min_capitals", rule.MinCapitals, 0, 1).Range("/min_links", rule.MinLinks, 1, 1000)
            .Range("/min_mentions", rule.MinMentions, 1, 1000).Range("/min_hashtags", rule.MinHashtags, 1, 1000).Range("/min_likes", rule.MinLikes, 1, 1_000_000_000)
            .Range("/seconds", rule.Seconds, 60, 28 * 86_400).OptionalText("/reply_text", rule.ReplyText, 1000);
        if (rule.Pattern is not null) check.Text("/pattern", rule.Pattern, MaxPattern)
            .That(PatternOf(rule.Pattern) is not null, "/pattern", "invalid", "It is no regular expression that works without backtracking.");
        return check.That(rule.Action != ActionKind.Reply || !string.IsNullOrWhiteSpace(rule.ReplyText), "/reply_text", "required", "A rule that replies needs the words.")
            .That(rule.LooksForSomething, "", "invalid", "A rule needs something to look for: categories, keywords, pattern or a least number.");

        void List(string pointer, IReadOnlyList<string>? list, int most, int longest)
        {
            check.That(list is null || list.Count <= most, pointer, "too_many", $"At most {most} entries.");
            for (var i = 0; i < Math.Min(list?.Count ?? 0, most); i++) check.Text($"{pointer}/{i}", list![i], longest);
        }
    }

    /// <summary>The pattern, or null where it is none or would need backtracking.</summary>
    public static Regex? PatternOf(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private bool LooksForSomething => Categories is { Count: > 0 } || Keywords is { Count: > 0 } || Pattern is not null || MinLinks is not null || MinMentions is not null
        || MinHashtags is not null || MinCapitals is not null || MinLikes is not null;
}
