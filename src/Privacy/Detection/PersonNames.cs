namespace Steward.Privacy.Detection;

/// <summary>
/// Names of persons behind phrases that introduce one: up to four words with capitals, initials and the small words between them. No list of
/// names: what nobody introduces is not found.
/// </summary>
internal static class PersonNames
{
    private const int MostWords = 4;
    private const int LongestWord = 24;

    private static readonly string[] _particles = ["van", "von", "der", "den", "de", "del", "della", "da", "di", "du", "la", "le", "bin", "ibn", "al", "el", "af", "av", "zu", "ten"];

    public static void Find(string text, List<PiiSpan> found)
    {
        for (var at = 0; at < text.Length;)
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && NamePhrases.MayBegin(text, at) && NamePhrases.At(text, at) is { } phrase && Match(text, at, phrase) is { } span)
            {
                found.Add(span);
                at = span.End;
            }
            else
            {
                at++;
            }
        }
    }

    private static PiiSpan? Match(string text, int at, NamePhrase phrase)
    {
        var start = Start(text, at + phrase.Words.Length, phrase.Place);
        if (start < 0 || !OpensWell(text, at, phrase.Place))
        {
            return null;
        }

        var end = End(text, start, capitals: phrase.Place == NamePlace.Labelled);
        return end > start && ClosesWell(text, end, phrase.Place)
            ? new PiiSpan(PiiType.Name, start, end - start, phrase.Place is NamePlace.Said ? .85 : .7, Validated: false)
            : null;
    }

    // "My dear Anna" and "the file name: Report" introduce nobody.
    private static bool OpensWell(string text, int at, NamePlace place) => place switch
    {
        NamePlace.Labelled or NamePlace.Greeted => Before(text, at) is '\n' or '.' or ',' or ';' or '!' or '?' or '|' or '{' or '(' or '[' or '"' or '«' or '„' or '“' or '-' or '*' or '>',
        NamePlace.Titled => char.IsUpper(text[at]) || !char.IsAscii(text[at]),
        _ => true,
    };

    private static char Before(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '\t')
        {
            at--;
        }

        return at == 0 ? '\n' : text[at - 1];
    }

    // A signature may stand on the next lines; everything else goes on at once.
    private static int Start(string text, int at, NamePlace place)
    {
        var signs = place == NamePlace.Signed ? " ,.!-–—\t\r\n" : " :.\t\"«„“";
        var from = at;
        while (at < text.Length && at - from < 6 && signs.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at > from && at < text.Length && char.IsUpper(text[at]) ? at : -1;
    }

    private static int End(string text, int start, bool capitals)
    {
        var end = start;
        var at = start;
        for (var words = 0; words < MostWords && at < text.Length; words++)
        {
            var word = Word(text, at);
            var particle = words > 0 && IsParticle(text.AsSpan(at, word - at));
            if (!particle && !IsName(text.AsSpan(at, word - at), capitals))
            {
                break;
            }

            // An initial takes its full stop along.
            word += word - at == 1 && word < text.Length && text[word] == '.' ? 1 : 0;
            end = particle ? end : word;
            at = word;
            if (at >= text.Length || text[at] is not (' ' or '\u00A0'))
            {
                break;
            }

            at++;
        }

        return end;
    }

    private static int Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at <= LongestWord
            && (char.IsLetter(text[end]) || (text[end] is '\'' or '’' or '-' && end > at && end + 1 < text.Length && char.IsLetter(text[end + 1]))))
        {
            end++;
        }

        return end - at > 2 && text[end - 1] == 's' && text[end - 2] is '\'' or '’' ? end - 2 : end;
    }

    private static bool IsName(ReadOnlySpan<char> word, bool capitals)
    {
        if (word.Length is 0 or > LongestWord || !char.IsUpper(word[0]) || NamePhrases.Nobody.Contains(word))
        {
            return false;
        }

        return word.Length == 1 || capitals || word[1..].ContainsAnyLower();
    }

    private static bool ContainsAnyLower(this ReadOnlySpan<char> letters)
    {
        foreach (var letter in letters)
        {
            if (char.IsLower(letter))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsParticle(ReadOnlySpan<char> word)
    {
        foreach (var particle in _particles)
        {
            if (word.SequenceEqual(particle))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ClosesWell(string text, int end, NamePlace place)
    {
        var rest = text.AsSpan(end).TrimStart(' ');
        return place switch
        {
            NamePlace.Greeted => rest is [] or [',' or '!' or ':' or '.' or '\n' or '\r' or '-' or '–' or '?', ..],
            NamePlace.Signed => rest is [] or ['\n' or '\r' or ',' or '.' or '!', ..],
            _ => true,
        };
    }
}
