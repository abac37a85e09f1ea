namespace Steward.Safety.Screening.Rules;

/// <summary>Whether a part of a text stands in quotation marks within a text that says more than the quotation.</summary>
internal static class Quotation
{
    private const string Marks = "\"“”„«»";
    private const int Reach = 300;
    private const int FewestLettersOutside = 8;

    public static bool Around(ReadOnlySpan<char> text, Hit hit)
    {
        var before = text[Math.Max(0, hit.Start - Reach)..hit.Start];
        var after = text[hit.End..Math.Min(text.Length, hit.End + Reach)];
        var open = before.LastIndexOfAny(Marks);
        var close = after.IndexOfAny(Marks);
        if (open < 0 || close < 0)
        {
            return false;
        }

        // An even number of straight marks before it means that the last one closed a quotation.
        var opens = before[open] is '“' or '„' or '«' || (before[open] == '"' && before.Count('"') % 2 == 1);
        return opens && Letters(before[..open]) + Letters(after[close..]) >= FewestLettersOutside;
    }

    private static int Letters(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsLetter(c) ? 1 : 0;
        }

        return count;
    }
}
