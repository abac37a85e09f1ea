namespace Steward.Safety.Screening.Words;

/// <summary>
/// Spells out the short forms of a vocabulary: <c>f{oo,u}l{,s}</c> is four words, <c>&lt;ending&gt;</c> inside is a named list of
/// alternatives, and a word or a pair of braces with a question mark behind it may be left out. Apostrophes and hyphens part words, as they
/// do in texts.
/// </summary>
internal static class Expansion
{
    // A slip in a vocabulary must not cost a gigabyte.
    private const int Most = 20_000;

    public static IEnumerable<string> Expand(string pattern, IReadOnlyDictionary<string, string> sets)
    {
        foreach (var (name, alternatives) in sets)
        {
            pattern = pattern.Replace($"<{name}>", alternatives, StringComparison.Ordinal);
        }

        if (pattern.IndexOf('<') is >= 0 and var at && pattern.IndexOf('>', at) is > 0 and var end && pattern[(at + 1)..end].All(char.IsAsciiLetter))
        {
            throw new FormatException($"There is no set {pattern[at..(end + 1)]}.");
        }

        var results = new List<string>();
        Braces(pattern, results);
        return results.SelectMany(Optional)
            .Select(text => string.Join(' ', text.Split([' ', '\'', '-'], StringSplitOptions.RemoveEmptyEntries)));
    }

    private static void Braces(string pattern, List<string> results)
    {
        if (results.Count > Most)
        {
            throw new FormatException("A term of a vocabulary stands for too many words.");
        }

        var open = pattern.IndexOf('{');
        if (open < 0)
        {
            results.Add(pattern);
            return;
        }

        var close = Close(pattern, open);
        var optional = close + 1 < pattern.Length && pattern[close + 1] == '?';
        var rest = pattern[(optional ? close + 2 : close + 1)..];
        foreach (var alternative in Alternatives(pattern[(open + 1)..close]).Concat(optional ? [""] : []))
        {
            Braces(pattern[..open] + alternative + rest, results);
        }
    }

    private static int Close(string pattern, int open)
    {
        var depth = 0;
        for (var at = open; at < pattern.Length; at++)
        {
            depth += pattern[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        throw new FormatException($"A brace is not closed in '{pattern}'.");
    }

    private static IEnumerable<string> Alternatives(string inside)
    {
        int depth = 0, start = 0;
        for (var at = 0; at < inside.Length; at++)
        {
            depth += inside[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0 && inside[at] == ',')
            {
                yield return inside[start..at];
                start = at + 1;
            }
        }

        yield return inside[start..];
    }

    private static IEnumerable<string> Optional(string phrase)
    {
        var mark = phrase.IndexOf('?');
        if (mark < 0)
        {
            return [phrase];
        }

        var start = phrase.LastIndexOf(' ', mark) + 1;
        return Optional(phrase[..mark] + phrase[(mark + 1)..]).Concat(Optional(phrase[..start] + phrase[(mark + 1)..]));
    }
}
