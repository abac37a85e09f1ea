using Steward.Impact.Q2Q.Cues;

namespace Steward.Impact.Q2Q;

/// <summary>
/// The built-in engine: reads feedback in English, Ukrainian or Norwegian by cue phrases, without any model. The same text always gives the
/// same labels. A cue counts as whole words (or word stems where the language inflects), is turned or dropped by negation, dropped by a
/// wish, discounted when it tells of the past or is softened, and needs a total weight of <see cref="Enough"/> for its label.
/// </summary>
internal static class Q2QEngine
{
    /// <summary>Weight at which a label holds: one plain cue (1) is enough even softened (.7), a weak one (.5) needs company.</summary>
    private const double Enough = .6;

    private const int LongestText = 10_000;
    private const int QuotesPerLabel = 3;

    /// <summary>Labels for one text. Only the first 10,000 UTF-16 units are read; never throws on any string.</summary>
    public static Q2QLabels Classify(Q2QRequest request)
    {
        var text = request.Text.Length > LongestText ? request.Text[..LongestText] : request.Text;
        var (language, _) = LanguageDetector.Detect(text);
        if (language == Q2QVocabulary.UnknownLanguage)
        {
            language = Q2QVocabulary.LanguageOf(request.Locale) ?? Q2QVocabulary.UnknownLanguage;
        }

        return CueLexicon.For(language) is { } lexicon ? Read(text, language, lexicon) : Empty(language);
    }

    private static Q2QLabels Read(string text, string language, CueLexicon lexicon)
    {
        var read = FeedbackText.Read(text, lexicon.ClauseWords);
        var byLabel = new CueReader(lexicon, read).Read()
            .GroupBy(hit => hit.Label)
            .Where(hits => hits.Sum(hit => hit.Weight) >= Enough)
            .ToDictionary(hits => hits.Key, hits => hits.ToArray(), StringComparer.Ordinal);
        var comfort = LanguageComfort.From(byLabel);
        return new Q2QLabels
        {
            ConfidenceIncrease = byLabel.ContainsKey(Q2QVocabulary.ConfidenceIncrease),
            ConfidenceDecrease = byLabel.ContainsKey(Q2QVocabulary.ConfidenceDecrease),
            BelongingIncrease = byLabel.ContainsKey(Q2QVocabulary.BelongingIncrease),
            BelongingDecrease = byLabel.ContainsKey(Q2QVocabulary.BelongingDecrease),
            LanguageComfort = comfort?.Level,
            EmployabilitySignals = [.. Q2QVocabulary.EmployabilitySignals.Where(byLabel.ContainsKey)],
            RiskCues = [.. Q2QVocabulary.RiskCues.Where(byLabel.ContainsKey)],
            Topics = [.. Q2QVocabulary.Topics.Where(topic => byLabel.ContainsKey("topic:" + topic))],
            Evidence = [.. Evidence(read, byLabel, comfort)],
            Language = language,
        };
    }

    private static IEnumerable<EvidenceSnippet> Evidence(
        FeedbackText text, Dictionary<string, CueHit[]> byLabel, LanguageComfort? comfort)
    {
        var quotes = byLabel
            .Where(entry => Q2QVocabulary.EvidenceLabels.Contains(entry.Key))
            .SelectMany(entry => Quote.ForLabel(text, entry.Key, entry.Value, Contrary(byLabel, entry.Key), QuotesPerLabel));
        if (comfort is not null)
        {
            quotes = quotes.Concat(Quote.ForLabel(text, Q2QVocabulary.LanguageComfort, comfort.Hits, [], QuotesPerLabel));
        }

        return quotes.OrderBy(quote => quote.PositionStart).ThenBy(quote => quote.LabelType, StringComparer.Ordinal);
    }

    private static CueHit[] Contrary(Dictionary<string, CueHit[]> byLabel, string label) =>
        [.. byLabel.Where(entry => Polarity.Denied(entry.Key) == label || Polarity.Denied(label) == entry.Key).SelectMany(entry => entry.Value)];

    private static Q2QLabels Empty(string language) => new()
    {
        ConfidenceIncrease = false,
        ConfidenceDecrease = false,
        BelongingIncrease = false,
        BelongingDecrease = false,
        LanguageComfort = null,
        EmployabilitySignals = [],
        RiskCues = [],
        Topics = [],
        Evidence = [],
        Language = language,
    };
}
