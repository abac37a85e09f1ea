using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Rules;

/// <summary>The hits of a text as scores of the categories that OpenAI's moderation names; only those that rules can see.</summary>
internal static class ContentCategories
{
    private const double OneWord = .6;
    private const double Framed = .45;

    private static readonly Dictionary<string, double> Nothing = new(StringComparer.Ordinal)
    {
        ["harassment"] = 0, ["harassment/threatening"] = 0, ["hate"] = 0, ["hate/threatening"] = 0, ["self-harm"] = 0, ["self-harm/instructions"] = 0,
        ["self-harm/intent"] = 0, ["sexual"] = 0, ["sexual/minors"] = 0, ["violence"] = 0,
    };

    public static IReadOnlyDictionary<string, double> Of(Findings findings)
    {
        if (findings.Toxicity.Count + findings.Profanity.Count == 0) return Nothing;
        var scores = new Dictionary<string, double>(Nothing, StringComparer.Ordinal);
        foreach (var hit in findings.Toxicity) Add(scores, ToxicityRule.Confidence(hit), Names(hit.Term));
        foreach (var hit in findings.Profanity) Add(scores, hit.Framed ? Framed : OneWord, Names(hit.Term));
        return scores;
    }

    private static void Add(Dictionary<string, double> scores, double score, string[] names)
    {
        foreach (var name in names) scores[name] = Math.Max(scores[name], score);
    }

    private static string[] Names(Term term) => term.Category switch
    {
        Category.Hate when term.Facets.HasFlag(Facets.Threatens) => ["hate", "hate/threatening", "violence"],
        Category.Hate or Category.Slur => ["hate"],
        Category.Violence => ["violence", "harassment", "harassment/threatening"],
        Category.Harassment when term.Facets.HasFlag(Facets.Urges) => ["harassment", "self-harm", "self-harm/instructions"],
        Category.Harassment => ["harassment"],
        Category.SelfHarm => ["self-harm", "self-harm/intent"],
        Category.Sexual when term.Facets.HasFlag(Facets.Minors) => ["sexual", "sexual/minors"],
        Category.Sexual => ["sexual"],
        _ => [],
    };
}
