using Steward.Safety.Screening.Rules;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>
/// Which hits the writer only quotes, reports, denies or says of himself. Rules cannot tell quoting from meaning, and those who object to
/// hate quote it, so what is framed stays below the medium threshold.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="reports">Where words stand that report or deny what others say, in order.</param>
/// <param name="frames">Phrases that frame what they cover, in order.</param>
internal readonly ref struct Framing(ReadOnlySpan<char> text, List<int> reports, IReadOnlyList<Hit> frames)
{
    private const int ReportReach = 60;
    private const int QuoteReach = 120;

    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Marks the framed among hits that are in order.</summary>
    public void Apply(List<Hit> hits)
    {
        var covering = new Covering(frames);
        var toxicEnd = 0;
        for (var at = 0; at < hits.Count; at++)
        {
            var hit = hits[at];
            // A swear word within a hateful phrase is quoted with it.
            var framed = covering.Covers(hit) || Frames(hit) || (hit.Term.Category.IsProfanity() && hit.End <= toxicEnd);
            if (framed && hit.Term.Category.IsToxicity())
            {
                toxicEnd = Math.Max(toxicEnd, hit.End);
            }

            hits[at] = hit with { Framed = framed };
        }
    }

    private bool Frames(Hit hit) => hit.Term.Category switch
    {
        Category.Hate => IsReported(hit) || Quotation.Around(_text, hit),
        Category.SelfHarm => false,
        _ => IsReportNear(hit) && Quotation.Around(_text, hit),
    };

    private bool IsReported(Hit hit)
    {
        var before = LastBefore(hit.Start);
        return before >= 0 && hit.Start - before <= ReportReach
            && !_text[before..hit.Start].ContainsAny('.', '!', '?') && !Turns(_text[before..hit.Start]);
    }

    // "They will never change, so we should …": what follows is the writer's own.
    private static bool Turns(ReadOnlySpan<char> between) =>
        between.Contains(" but ", StringComparison.OrdinalIgnoreCase) || between.Contains(" so ", StringComparison.OrdinalIgnoreCase);

    private bool IsReportNear(Hit hit)
    {
        var place = reports.BinarySearch(hit.End);
        var after = place < 0 ? ~place : place;
        var before = LastBefore(hit.Start);
        return (after < reports.Count && reports[after] - hit.End <= QuoteReach) || (before >= 0 && hit.Start - before <= QuoteReach);
    }

    private int LastBefore(int start)
    {
        var place = reports.BinarySearch(start);
        var before = (place < 0 ? ~place : place) - 1;
        return before >= 0 ? reports[before] : -1;
    }
}
