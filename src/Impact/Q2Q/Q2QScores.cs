namespace Steward.Impact.Q2Q;

/// <summary>Turns labels into numbers for the five outcome dimensions.</summary>
internal static class Q2QScores
{
    public const string Confidence = "confidence";
    public const string Belonging = "belonging";
    public const string LanguageLevel = "lang_level_proxy";
    public const string JobReadiness = "job_readiness";
    public const string WellBeing = "well_being";

    /// <summary>A score with less confidence than this has no evidence of its own: it is shown as the formula gives it without any label, and never stored.</summary>
    public const double FindingConfidence = .2;

    private const double Neutral = .5;
    private const double Unsupported = .1;

    /// <summary>
    /// One score per dimension, in a fixed order; none for a language that the text says nothing of.
    /// <list type="bullet">
    /// <item>confidence and belonging: increase .8, decrease .2, both or neither .5;</item>
    /// <item>lang_level_proxy: low .3, medium .6, high .9;</item>
    /// <item>job_readiness = min(.3 + .15 × signals, 1);</item>
    /// <item>well_being = max(.9 − .15 × cues, .1).</item>
    /// </list>
    /// The confidence of a score counts the quotes behind it and knows nothing of its height: one quote .5, each further one .15 more, at
    /// most .9; halved where increase and decrease contradict each other, and for well-being without any risk cue, which then rests on the
    /// quotes for gained confidence and belonging alone. Labels without any quote do not count: the score is that of no label (.5, .5, .3 and .9)
    /// with confidence .1.
    /// </summary>
    public static IReadOnlyList<DimensionScore> From(Q2QLabels labels) =>
    [
        Change(Confidence, labels, labels.ConfidenceIncrease, labels.ConfidenceDecrease),
        Change(Belonging, labels, labels.BelongingIncrease, labels.BelongingDecrease),
        .. Language(labels),
        Job(labels),
        Being(labels),
    ];

    /// <summary>True if the score rests on evidence and may be stored and averaged.</summary>
    public static bool IsFinding(DimensionScore score) => score.Confidence >= FindingConfidence;

    /// <summary>The dimension whose score rests on quotes for a label; null for a name that is no label.</summary>
    public static string? DimensionOf(string label) => label switch
    {
        Q2QVocabulary.ConfidenceIncrease or Q2QVocabulary.ConfidenceDecrease => Confidence,
        Q2QVocabulary.BelongingIncrease or Q2QVocabulary.BelongingDecrease => Belonging,
        Q2QVocabulary.LanguageComfort => LanguageLevel,
        _ when Q2QVocabulary.EmployabilitySignals.Contains(label) => JobReadiness,
        _ when Q2QVocabulary.RiskCues.Contains(label) => WellBeing,
        _ => null,
    };

    /// <summary>How sure so many quotes make of a label: .5 for one, .15 more for each further one, at most .9; 0 for none.</summary>
    public static double ConfidenceOf(int quotes) => quotes == 0 ? 0 : Math.Round(Math.Min(.5 + .15 * (quotes - 1), .9), 3);

    private static DimensionScore Change(string dimension, Q2QLabels labels, bool increase, bool decrease)
    {
        var quotes = (increase ? Quotes(labels, $"{dimension}_increase") : 0) + (decrease ? Quotes(labels, $"{dimension}_decrease") : 0);
        var score = (increase, decrease) switch
        {
            (true, false) => .8,
            (false, true) => .2,
            _ => Neutral,
        };
        return quotes == 0 ? Unquoted(dimension, Neutral) : Quoted(dimension, score, quotes, halved: increase && decrease);
    }

    private static DimensionScore[] Language(Q2QLabels labels)
    {
        var quotes = Quotes(labels, Q2QVocabulary.LanguageComfort);
        return labels.LanguageComfort switch
        {
            "low" when quotes > 0 => [Quoted(LanguageLevel, .3, quotes)],
            "medium" when quotes > 0 => [Quoted(LanguageLevel, .6, quotes)],
            "high" when quotes > 0 => [Quoted(LanguageLevel, .9, quotes)],
            _ => [],
        };
    }

    private static DimensionScore Job(Q2QLabels labels) => Quotes(labels, labels.EmployabilitySignals) is var quotes and > 0
        ? Quoted(JobReadiness, Math.Min(.3 + .15 * labels.EmployabilitySignals.Length, 1), quotes) : Unquoted(JobReadiness, .3);

    private static DimensionScore Being(Q2QLabels labels)
    {
        if (Quotes(labels, labels.RiskCues) is var cues and > 0) return Quoted(WellBeing, Math.Max(.9 - .15 * labels.RiskCues.Length, .1), cues);
        var gains = labels.RiskCues.Length > 0 ? 0 : Quotes(labels, Q2QVocabulary.ConfidenceIncrease, Q2QVocabulary.BelongingIncrease);
        return gains > 0 ? Quoted(WellBeing, .9, gains, halved: true) : Unquoted(WellBeing, .9);
    }

    private static DimensionScore Unquoted(string dimension, double score) => new(dimension, score, Unsupported);

    private static DimensionScore Quoted(string dimension, double score, int quotes, bool halved = false)
    {
        var confidence = ConfidenceOf(quotes);
        return new DimensionScore(dimension, Math.Round(score, 3), Math.Round(halved ? confidence / 2 : confidence, 3));
    }

    // The same words quoted for two labels of a dimension are one piece of evidence.
    private static int Quotes(Q2QLabels labels, params string[] names) =>
        labels.Evidence.Where(quote => names.Contains(quote.LabelType, StringComparer.Ordinal)).Select(quote => quote.Snippet).Distinct().Count();
}
