using Steward.Privacy.Detection;

namespace Steward.Tools.ScorePii;

/// <summary>How well one kind is found. A find and a mark belong together where they overlap.</summary>
/// <param name="Exact">Finds with the very first and last character of a mark.</param>
internal sealed record KindScore(string Kind, int Marked, int Seen, int Found, int Right, int Exact)
{
    public double Precision => Found == 0 ? 1 : (double)Right / Found;

    public double Recall => Marked == 0 ? 1 : (double)Seen / Marked;

    /// <summary>Every kind that is marked or found, and what was missed or wrong, for the person who mends the rules.</summary>
    public static (List<KindScore> Scores, List<string> Misses) Of(IReadOnlyList<MarkedText> texts)
    {
        var scores = Enum.GetValues<PiiType>().ToDictionary(type => type, type => new KindScore(type.Name(), 0, 0, 0, 0, 0));
        var misses = new List<string>();
        foreach (var (text, marks) in texts)
        {
            var spans = PiiDetector.Find(text);
            foreach (var type in scores.Keys)
            {
                var ours = spans.Where(span => span.Type == type).ToList();
                var theirs = marks.Where(mark => mark.Kind == type.Name()).ToList();
                var wrong = ours.Where(span => !theirs.Exists(mark => mark.Touches(span))).ToList();
                var missed = theirs.Where(mark => !ours.Exists(mark.Touches)).ToList();
                var before = scores[type];
                scores[type] = new KindScore(
                    before.Kind, before.Marked + theirs.Count, before.Seen + theirs.Count - missed.Count, before.Found + ours.Count, before.Right + ours.Count - wrong.Count,
                    before.Exact + ours.Count(span => theirs.Exists(mark => mark.Start == span.Start && mark.End == span.End)));
                misses.AddRange(wrong.Select(span => $"wrong {before.Kind}: «{text.Substring(span.Start, span.Length)}» in {text}"));
                misses.AddRange(missed.Select(mark => $"missed {before.Kind}: «{text[mark.Start..mark.End]}» in {text}"));
            }
        }

        return ([.. scores.Values.Where(score => score.Marked + score.Found > 0)], misses);
    }
}
