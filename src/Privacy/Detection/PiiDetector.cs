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

    /// <summary>Finds the personal data in a text.</summary>
    /// <param name="text">Any string, also one with broken surrogates.</param>
    /// <returns>Spans in the order of the text that do not overlap; empty when there are none.</returns>
    public static IReadOnlyList<PiiSpan> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.AsSpan().IndexOfAny(Signs);
        if (first < 0)
        {
            return [];
        }

        var found = new List<PiiSpan>();
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

        return WithoutOverlaps(found);
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
                masked.Append(text, done, span.Start - done).Append(Mask(span.Type));
            }

            done = Math.Max(done, span.End);
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }

    private static string Mask(PiiType type) => type switch
    {
        PiiType.Email => "[email]",
        PiiType.Phone => "[phone]",
        PiiType.Card => "[card]",
        PiiType.Ssn => "[ssn]",
        PiiType.Iban => "[iban]",
        _ => "[ip]",
    };

    // Each rule says how far it read, so that no digit is looked at more than a fixed number of times.
    private static int PastNumber(string text, int digit, List<PiiSpan> found)
    {
        if (Iban.Match(text, digit) is { } iban)
        {
            found.Add(iban);
            return iban.End;
        }

        if (IpAddresses.Match(text, digit) is { } address)
        {
            found.Add(address);
            return address.End;
        }

        var groups = new DigitGroups(text, digit);
        if (CardNumber.Match(groups) is { } card)
        {
            found.Add(card);
            return card.End;
        }

        var other = SocialSecurityNumber.Match(groups) ?? PhoneNumber.Match(groups);
        if (other is { } span)
        {
            found.Add(span);
            return span.End;
        }

        return groups.EndOfFirst;
    }

    // The surest span of an overlapping set stays; of equally sure ones the first.
    private static List<PiiSpan> WithoutOverlaps(List<PiiSpan> found)
    {
        if (found.Count < 2)
        {
            return found;
        }

        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        var kept = new List<PiiSpan>(found.Count);
        foreach (var span in found)
        {
            if (kept.Count == 0 || kept[^1].End <= span.Start)
            {
                kept.Add(span);
            }
            else if (span.Confidence > kept[^1].Confidence)
            {
                kept[^1] = span;
            }
        }

        return kept;
    }
}
