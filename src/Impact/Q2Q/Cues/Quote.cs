namespace Steward.Impact.Q2Q.Cues;

/// <summary>Cuts exact quotes out of the feedback around the words that matched.</summary>
internal static class Quote
{
    private const int Longest = 200;
    private const string TrailingMarks = ".!?…\"»”)";

    /// <summary>One quote per sentence that speaks for the label, the weightiest first, at most <paramref name="limit"/>.</summary>
    /// <param name="text">The feedback.</param>
    /// <param name="label">The label the quotes support.</param>
    /// <param name="hits">What speaks for it.</param>
    /// <param name="contrary">What speaks for its opposite.</param>
    /// <param name="limit">The most quotes wanted.</param>
    public static IEnumerable<EvidenceSnippet> ForLabel(
        FeedbackText text, string label, IReadOnlyCollection<CueHit> hits, IReadOnlyCollection<CueHit> contrary, int limit) =>
        hits.GroupBy(hit => text.Words[hit.First].Sentence)
            .OrderByDescending(sentence => sentence.Sum(hit => hit.Weight))
            .Take(limit)
            .Select(sentence => Cut(text, label, sentence.MaxBy(hit => hit.Weight), contrary));

    private static EvidenceSnippet Cut(FeedbackText text, string label, CueHit hit, IReadOnlyCollection<CueHit> contrary)
    {
        var (cueStart, cueEnd) = (text.Words[hit.First].Start, text.Words[hit.End - 1].End);
        var cue = text.Original[cueStart..cueEnd];
        // A sentence that speaks for both sides would be the same quote for both: then the phrase alone is quoted.
        var (start, end) = contrary.Any(other => InSentence(text, other.First, hit)) ? (cueStart, cueEnd) : Bounds(text, hit);
        return new EvidenceSnippet
        {
            Snippet = text.Original[start..end],
            LabelType = label,
            Reasoning = $"The words \"{cue}\" speak for {label}.",
            PositionStart = start,
            PositionEnd = end,
        };
    }

    // The whole sentence if it is short, else as many whole words around the match as fit.
    private static (int Start, int End) Bounds(FeedbackText text, CueHit hit)
    {
        int first = hit.First, last = hit.End - 1;
        var grew = true;
        while (grew)
        {
            grew = false;
            if (InSentence(text, first - 1, hit) && text.Words[last].End - text.Words[first - 1].Start <= Longest)
            {
                first--;
                grew = true;
            }

            if (InSentence(text, last + 1, hit) && text.Words[last + 1].End - text.Words[first].Start <= Longest)
            {
                last++;
                grew = true;
            }
        }

        var end = text.Words[last].End;
        while (end < text.Original.Length && TrailingMarks.Contains(text.Original[end], StringComparison.Ordinal)
            && end - text.Words[last].End < 3)
        {
            end++;
        }

        return (text.Words[first].Start, end);
    }

    private static bool InSentence(FeedbackText text, int word, CueHit hit) =>
        word >= 0 && word < text.Words.Count && text.Words[word].Sentence == text.Words[hit.First].Sentence;
}
