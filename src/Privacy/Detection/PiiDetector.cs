using System.Buffers;
using System.Text;

namespace Steward.Privacy.Detection;

/// <summary>
/// Finds personal data in free text by shape, check digits and the words around it. Needs no model and no network; works in time
/// proportional to the length of the text whatever it holds.
/// </summary>
public static class PiiDetector
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("@0123456789");

    [ThreadStatic]
    private static List<PiiSpan>? _spare;

    /// <summary>Finds the personal data in a text.</summary>
    /// <param name="text">Any string, also one with broken surrogates.</param>
    /// <returns>Spans in the order of the text that do not overlap; empty when there are none.</returns>
    public static IReadOnlyList<PiiSpan> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = _spare ?? [];
        _spare = null;
        PersonNames.Find(text, found);
        var first = text.AsSpan().IndexOfAny(Signs);
        if (first < 0)
        {
            return Found(found);
        }

        EmailAddresses.Find(text, first, found);
        for (var at = first; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                break;
            }

            at = PastNumber(text, at + next, found);
        }

        return Found(WithoutOverlaps(text, found));
    }

    // Most texts hold nothing: the list in which that was found out is kept for the next one.
    private static IReadOnlyList<PiiSpan> Found(List<PiiSpan> found)
    {
        if (found.Count > 0) return found;
        _spare = found;
        return [];
    }

    /// <summary>The text with a star for each character of its personal data. Every other character keeps its place, so that quotes from it still point into the original.</summary>
    /// <param name="text">Any string.</param>
    public static string Starred(string text)
    {
        var starred = text.ToCharArray();
        foreach (var span in Find(text)) starred.AsSpan(span.Start, span.Length).Fill('*');
        return new string(starred);
    }

    /// <summary>Replaces each span by a mask that names its type, such as <c>[email]</c>.</summary>
    /// <param name="text">The text that the spans were found in.</param>
    /// <param name="spans">Spans in any order; where two overlap the earlier one's mask stands for both.</param>
    /// <returns>The text with masks; the same string when there are no spans.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A span does not lie within the text.</exception>
    public static string Redact(string text, IReadOnlyList<PiiSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        if (spans.Count == 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        var done = 0;
        foreach (var span in spans.OrderBy(span => span.Start).ThenByDescending(span => span.Length))
        {
            if (span.Start < 0 || span.Length < 0 || span.Start > text.Length - span.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(spans), "A span does not lie within the text.");
            }

            if (span.Start >= done)
            {
                masked.Append(text, done, span.Start - done).Append(span.Type.Mask());
            }

            done = Math.Max(done, span.End);
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }

    // Each rule says how far it read, so that no digit is looked at more than a fixed number of times.
    private static int PastNumber(string text, int digit, List<PiiSpan> found)
    {
        var span = Iban.Match(text, digit) ?? IpAddresses.Match(text, digit) ?? NationalIds.Match(text, digit);
        if (span is null)
        {
            var groups = new DigitGroups(text, digit);
            span = CardNumber.Match(groups) ?? NationalIds.Match(groups) ?? DatesOfBirth.Match(groups) ?? SocialSecurityNumber.Match(groups)
                ?? PhoneNumber.Match(groups) ?? PostalAddresses.Match(groups);
            if (span is null)
            {
                return groups.EndOfFirst;
            }
        }

        found.Add(span.Value);
        return span.Value.End;
    }

    // What check digits confirm goes before what looks so, the longer before the shorter, then the surer.
    private static List<PiiSpan> WithoutOverlaps(string text, List<PiiSpan> found)
    {
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        var apart = true;
        for (var i = 1; i < found.Count && apart; i++)
        {
            apart = found[i - 1].End <= found[i].Start;
        }

        if (apart)
        {
            return found;
        }

        var taken = new bool[text.Length];
        found.Sort((a, b) => (b.Validated, b.Length, b.Confidence, a.Start).CompareTo((a.Validated, a.Length, a.Confidence, b.Start)));
        found.RemoveAll(span =>
        {
            var place = taken.AsSpan(span.Start, span.Length);
            var overlaps = place.Contains(true);
            if (!overlaps)
            {
                place.Fill(true);
            }

            return overlaps;
        });
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }
}
