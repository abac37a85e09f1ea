namespace Steward.Safety.Screening.Rules;

/// <summary>The places of hits for a flag.</summary>
internal static class HitSpans
{
    // A text of a megabyte can hold a hundred thousand hits; nobody looks at more than the first ones.
    private const int Most = 1000;

    public static IReadOnlyList<Span> Spans(this IReadOnlyList<Hit> hits)
    {
        var spans = new Span[Math.Min(hits.Count, Most)];
        for (var at = 0; at < spans.Length; at++) spans[at] = new Span(hits[at].Start, hits[at].End - hits[at].Start);
        return spans;
    }

    public static bool AnyEvasive(this IReadOnlyList<Hit> hits)
    {
        for (var at = 0; at < hits.Count; at++)
            if (hits[at].Evasive) return true;
        return false;
    }
}
