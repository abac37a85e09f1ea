using System.Text;

namespace Steward.Moderation.Verdicts;

/// <summary>How alike two texts are: twice the threes of letters that both have, of all they have (Dice). Blanks, case and signs do not count.</summary>
internal static class Likeness
{
    // The rest of a long text adds nothing to whether it was sent before.
    private const int MostLetters = 2000;

    /// <summary>0 for nothing in common, 1 for the same.</summary>
    public static double Of(string one, string other)
    {
        var (a, b) = (Letters(one), Letters(other));
        if (a.Length < 3 || b.Length < 3) return a == b ? 1 : 0;
        var counts = new Dictionary<(char, char, char), int>(a.Length);
        for (var i = 0; i + 2 < a.Length; i++)
        {
            var three = (a[i], a[i + 1], a[i + 2]);
            counts[three] = counts.GetValueOrDefault(three) + 1;
        }

        var shared = 0;
        for (var i = 0; i + 2 < b.Length; i++)
        {
            var three = (b[i], b[i + 1], b[i + 2]);
            if (counts.GetValueOrDefault(three) is not (> 0 and var left)) continue;
            counts[three] = left - 1;
            shared++;
        }

        return 2.0 * shared / (a.Length + b.Length - 4);
    }

    private static string Letters(string text)
    {
        var kept = new StringBuilder(Math.Min(text.Length, MostLetters));
        foreach (var c in text)
        {
            if (kept.Length == MostLetters) break;
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) kept.Append(char.ToLowerInvariant(c));
        }

        return kept.ToString();
    }
}
