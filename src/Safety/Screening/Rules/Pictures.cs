using System.Buffers;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Rules;

/// <summary>Bodies and gestures drawn with signs: "8==D", "(.)(.)", "_|_". They are noted and never held.</summary>
internal static class Pictures
{
    private const int Longest = 40;
    private const int MostSpaces = 2;

    private static readonly SearchValues<char> First = SearchValues.Create("=(_");
    private static readonly Term Term = new("picture", Category.Mild, 1);

    // Without the spaces in them.
    private static readonly string[] Breasts = ["(.)(.)", "(.Y.)", "(.y.)", "(oYo)", "(•)(•)", "(。)(。)", "(.人.)", "{.}{.}"];

    /// <summary>Adds what is drawn in a text, in order.</summary>
    public static void Find(ReadOnlySpan<char> text, List<Hit> hits)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAny(First);
            if (next < 0)
            {
                return;
            }

            at += next;
            var (start, end) = text[at] switch { '=' => Shaft(text, at), '_' => (at, Finger(text, at)), _ => (at, Pair(text, at)) };
            if (end > at && IsEdge(text, start - 1) && IsEdge(text, end))
            {
                hits.Add(new Hit(Term, start, end, Evasive: true));
            }

            at = Math.Max(at + 1, end);
            while (at < text.Length && text[at] == '=')
            {
                at++;
            }
        }
    }

    private static (int Start, int End) Shaft(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == '=')
        {
            end++;
        }

        if (at == 0 || end == text.Length || end - at > Longest)
        {
            return (at, at);
        }

        var (left, right) = (text[at - 1], text[end]);
        var forward = left is '8' or '3' or 'B' && right is 'D' or '>' or '~' or ')';
        var drawn = end - at > 1 ? forward || (left is '<' or '(' or 'C' && right == '8') : left == '8' && right == 'D';
        return drawn ? (at - 1, end + 1) : (at, at);
    }

    private static int Finger(ReadOnlySpan<char> text, int at) =>
        at + 2 < text.Length && text[at + 2] == '_' && text[at + 1] is '|' or 'l' or '1' or '!' or '\\' or '/' or '}' or '{' or 'ı' ? at + 3 : -1;

    private static int Pair(ReadOnlySpan<char> text, int at)
    {
        foreach (var shape in Breasts)
        {
            var (end, same, spaces) = (at, 0, 0);
            for (; end < text.Length && same < shape.Length && spaces <= MostSpaces; end++)
            {
                if (text[end] == shape[same]) (same, spaces) = (same + 1, 0);
                else if (text[end] == ' ' && same > 0) spaces++;
                else break;
            }

            if (same == shape.Length)
            {
                return end;
            }
        }

        return -1;
    }

    private static bool IsEdge(ReadOnlySpan<char> text, int at) => at < 0 || at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is ',' or '.' or '!' or '?' or '"';
}
