using Steward.Platform.Errors;
using Steward.Safety.Screening;

namespace Steward.Safety.Rules;

/// <summary>When a rule hits: exactly one of all, any, not, flag, category, words, languages and contentTypes is given.</summary>
internal sealed record Condition
{
    private const int MostDeep = 5, MostParts = 20, MostNames = 20, MostWords = 500, LongestWord = 100;

    /// <summary>1 to 20 conditions, all of which hold.</summary>
    public Condition[]? All { get; init; }

    /// <summary>1 to 20 conditions, one of which holds.</summary>
    public Condition[]? Any { get; init; }

    /// <summary>A condition that does not hold.</summary>
    public Condition? Not { get; init; }

    /// <summary>A type of flag: profanity, spam, pii or toxicity.</summary>
    public string? Flag { get; init; }

    /// <summary>A category of toxicity: hate, violence, self_harm or harassment.</summary>
    public string? Category { get; init; }

    /// <summary>With flag or category: with at least this confidence, 0 to 1. Defaults to 0.</summary>
    public double? AtLeast { get; init; }

    /// <summary>1 to 500 words of letters and digits, or phrases of up to six, each up to 100 long, whatever their case.</summary>
    public string[]? Words { get; init; }

    /// <summary>With words: whole, prefix (a word begins so) or suffix (a word ends so). Defaults to whole, which phrases need.</summary>
    public string? Match { get; init; }

    /// <summary>The text is in one of these languages: en, uk, no, da, sv, de, fr, es or pl. Where nobody knows its language, nobody knows whether this holds.</summary>
    public string[]? Languages { get; init; }

    /// <summary>The text is of one of these kinds, for example <c>comment</c>.</summary>
    public string[]? ContentTypes { get; init; }

    public static Check Validate(Check check, string at, Condition? condition, int depth = 1)
    {
        if (condition is null) return check.That(false, at, "required", "A condition is required.");
        if (depth > MostDeep) return check.That(false, at, "too_deep", $"Conditions are at most {MostDeep} deep.");
        object?[] kinds = [condition.All, condition.Any, condition.Not, condition.Flag, condition.Category, condition.Words, condition.Languages, condition.ContentTypes];
        check.That(kinds.Count(k => k is not null) == 1, at, "invalid", "Exactly one of all, any, not, flag, category, words, languages and contentTypes is required.");
        check.That(condition.AtLeast is null || condition.Flag is not null || condition.Category is not null, at + "/atLeast", "invalid", "atLeast stands beside flag or category.");
        check.That(condition.Match is null || condition.Words is not null, at + "/match", "invalid", "match stands beside words.");
        check.Range(at + "/atLeast", condition.AtLeast, 0, 1);
        if (condition.Flag is not null) check.OneOf(at + "/flag", condition.Flag, [.. Enum.GetValues<FlagType>().Select(t => t.Name())]);
        if (condition.Category is not null) check.OneOf(at + "/category", condition.Category, [.. Enum.GetValues<Category>().Where(c => c.IsToxicity()).Select(c => c.Name())]);
        if (condition.Match is not null) check.OneOf(at + "/match", condition.Match, ["whole", "prefix", "suffix"]);
        Names(check, at + "/words", condition.Words, MostWords, w => w.Length is >= 1 and <= LongestWord && WordList.IsEntry(w), "A word of letters and digits, or up to six with one blank between, of 100 characters at most is required.");
        check.That(condition.Match is null or "whole" || condition.Words?.Any(w => w?.Contains(' ') == true) != true, at + "/match", "invalid", "Phrases are only found whole.");
        Names(check, at + "/languages", condition.Languages, MostNames, l => Language.All.Contains(l), $"One of {string.Join(", ", Language.All)} is required.");
        Names(check, at + "/contentTypes", condition.ContentTypes, MostNames, t => t.Length is >= 1 and <= 50 && !t.Contains('\0'), "A text of 1 to 50 characters is required.");
        Parts(check, at + "/all", condition.All, depth);
        Parts(check, at + "/any", condition.Any, depth);
        return condition.Not is null ? check : Validate(check, at + "/not", condition.Not, depth + 1);
    }

    private static void Parts(Check check, string at, Condition[]? parts, int depth)
    {
        if (parts is null) return;
        check.That(parts.Length is >= 1 and <= MostParts, at, "out_of_range", $"1 to {MostParts} conditions are required.");
        for (var i = 0; i < Math.Min(parts.Length, MostParts); i++) Validate(check, $"{at}/{i}", parts[i], depth + 1);
    }

    private static void Names(Check check, string at, string[]? names, int most, Func<string, bool> fits, string says)
    {
        if (names is null) return;
        check.That(names.Length >= 1 && names.Length <= most, at, "out_of_range", $"1 to {most} are required.");
        for (var i = 0; i < Math.Min(names.Length, most); i++) check.That(names[i] is { } name && fits(name), $"{at}/{i}", "invalid", says);
    }
}

/// <summary>A text that rules look at, with what screening found in it.</summary>
internal sealed record RuleText(string Text, string ContentType, Verdict Verdict);

/// <summary>A condition made ready: true, false, or null where what it asks for is not known. Where it holds by words, it says where they are.</summary>
internal delegate bool? Compiled(RuleText text, List<Span> spans);

/// <summary>Makes conditions ready. Unknown is neither: <c>not</c> leaves it unknown, <c>all</c> is false by a false part, <c>any</c> true by a true one.</summary>
internal static class Conditions
{
    public static Compiled Compile(Condition condition) => condition switch
    {
        { All: { } parts } => AllOf([.. parts.Select(Compile)]),
        { Any: { } parts } => AnyOf([.. parts.Select(Compile)]),
        { Not: { } part } => NotOf(Compile(part)),
        { Flag: { } type } => (text, _) => text.Verdict.Flags.Any(f => f.Type.Name() == type && f.Confidence >= (condition.AtLeast ?? 0)),
        { Category: { } category } => (text, _) => text.Verdict.Flags.Any(f => f.Categories.TryGetValue(category, out var sure) && sure >= (condition.AtLeast ?? 0)),
        { Words: { } words } => new WordList(words, condition.Match ?? "whole").Hits,
        { Languages: { } languages } => (text, _) => text.Verdict.Language == Language.Unknown ? null : languages.Contains(text.Verdict.Language),
        { ContentTypes: { } types } => (text, _) => types.Contains(text.ContentType),
        _ => throw new InvalidOperationException("A condition without a kind was stored."),
    };

    private static Compiled AllOf(Compiled[] parts) => (text, spans) =>
    {
        bool? holds = true;
        foreach (var part in parts)
        {
            var one = part(text, spans);
            if (one == false) return false;
            if (one is null) holds = null;
        }

        return holds;
    };

    private static Compiled AnyOf(Compiled[] parts) => (text, spans) =>
    {
        bool? holds = false;
        // All are asked even after one holds, so that every word is shown.
        foreach (var part in parts)
        {
            var one = part(text, spans);
            if (one == true) holds = true;
            if (one is null && holds == false) holds = null;
        }

        return holds;
    };

    // What must not be there is nowhere to be shown.
    private static Compiled NotOf(Compiled part) => (text, _) => !part(text, []);
}
