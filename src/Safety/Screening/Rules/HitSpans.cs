namespace Steward.Safety.Screening.Rules;

/// <summary>The places of hits for a flag.</summary>
internal static class HitSpans
{
    // A text of a megabyte can hold a hundred thousand hits; nobody looks at more than the first ones.
    private const int Most = 1000;

    public static IReadOnlyList<Span> Spans(this IReadOnlyList<Hit> hits) =>
        [.. hits.Take(Most).Select(hit => new Span(hit.Start, hit.End - hit.Start))];
}
