using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Rules;

/// <summary>The hits of a text as scores of the categories that OpenAI's moderation names; only those that rules can see.</summary>
internal static class ContentCategories
{
    private const double OneWord = .6;
    private const double Framed = .45;

    private static readonly int[] Threat = Places("hate", "hate/threatening", "violence"), Hate = Places("hate"), Violence = Places("violence", "harassment", "harassment/threatening"),
        Urge = Places("harassment", "self-harm", "self-harm/instructions"), Harassment = Places("harassment"), SelfHarm = Places("self-harm", "self-harm/intent"),
        Minors = Places("sexual", "sexual/minors"), Sexual = Places("sexual");

    public static IReadOnlyDictionary<string, double> Of(Findings findings)
    {
        if (findings.Toxicity.Count + findings.Profanity.Count == 0) return CategoryScores.Nothing;
        var scores = new CategoryScores();
        foreach (var hit in findings.Toxicity) Add(scores, ToxicityRule.Confidence(hit), PlacesOf(hit.Term));
        foreach (var hit in findings.Profanity) Add(scores, hit.Framed ? Framed : OneWord, PlacesOf(hit.Term));
        return scores;
    }

    private static void Add(CategoryScores scores, double score, int[] places)
    {
        foreach (var place in places) scores.Raise(place, score);
    }

    private static int[] Places(params string[] names) => [.. names.Select(CategoryScores.PlaceOf)];

    private static int[] PlacesOf(Term term) => term.Category switch
    {
        Category.Hate when term.Facets.HasFlag(Facets.Threatens) => Threat,
        Category.Hate or Category.Slur => Hate,
        Category.Violence => Violence,
        Category.Harassment when term.Facets.HasFlag(Facets.Urges) => Urge,
        Category.Harassment => Harassment,
        Category.SelfHarm => SelfHarm,
        Category.Sexual when term.Facets.HasFlag(Facets.Minors) => Minors,
        Category.Sexual => Sexual,
        _ => [],
    };
}
