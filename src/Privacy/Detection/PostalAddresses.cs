using System.Collections.Frozen;

namespace Steward.Privacy.Detection;

/// <summary>
/// Streets with a number: "12 Baker Street", "Storgata 4B", "вул. Садова, 7", "14 rue des Lilas". Town and postal code are left standing, since
/// rules cannot tell where they end.
/// </summary>
internal static class PostalAddresses
{
    private const int LongestNumber = 5;
    private const int LongestWord = 32;
    private const int MostWords = 4;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _english = new[]
    {
        "street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "dr", "boulevard", "blvd", "court", "ct", "place", "square", "terrace", "crescent", "highway", "hwy",
        "parkway", "way", "close", "circle",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _french =
        new[] { "rue", "avenue", "boulevard", "place", "chemin", "impasse", "quai", "allée" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] _endings =
        ["gate", "gata", "gaten", "veien", "vegen", "vei", "veg", "gatan", "vägen", "väg", "gade", "vej", "vejen", "straße", "strasse", "str.", "weg", "gasse", "platz", "allee", "straat", "laan", "gracht", "plein"];

    private static readonly string[] _before = ["вул.", "Вул.", "вулиця", "Вулиця", "просп.", "проспект", "Проспект", "пров.", "провулок", "бульвар", "бул.", "ул.", "улица", "ul.", "Ul.", "calle", "Calle", "Via"];

    // English verbs that end as Norwegian streets do.
    private static readonly string[] _verbs = ["igate", "legate", "gregate", "rogate", "pagate"];

    public static PiiSpan? Match(in DigitGroups groups)
    {
        var (start, end) = (groups.Start(0), groups.End(0));
        if (groups.Length(0) > LongestNumber || (start > 0 && char.IsLetterOrDigit(groups.Text[start - 1])))
        {
            return null;
        }

        var first = StreetBefore(groups.Text, start);
        if (first >= 0)
        {
            var letter = end < groups.Text.Length && char.IsLetter(groups.Text[end]) && (end + 1 == groups.Text.Length || !char.IsLetterOrDigit(groups.Text[end + 1])) ? 1 : 0;
            return new PiiSpan(PiiType.Address, first, end + letter - first, .7, Validated: false);
        }

        // A year is followed by more names than streets.
        var last = groups.Length(0) == 4 && groups.Text.AsSpan(start, 2) is "19" or "20" ? -1 : StreetAfter(groups.Text, end);
        return last > 0 ? new PiiSpan(PiiType.Address, start, last - start, .7, Validated: false) : null;
    }

    // The word before the number ends as streets do, or one of the words before it says that a street follows.
    private static int StreetBefore(string text, int number)
    {
        var at = number;
        for (var words = 0; words < MostWords; words++)
        {
            var end = at;
            while (end > 0 && text[end - 1] is ' ' or '\u00A0' || (words == 0 && end == number - 1 && end > 0 && text[end - 1] == ','))
            {
                end--;
            }

            var start = end;
            while (start > 0 && end - start <= LongestWord && (char.IsLetter(text[start - 1]) || text[start - 1] is '-' or '’' or '\'' || (text[start - 1] == '.' && start == end)))
            {
                start--;
            }

            if (start == end || end == at || end - start > LongestWord)
            {
                return -1;
            }

            var word = text.AsSpan(start, end - start);
            if (words > 0 && char.IsUpper(text[at]) && Is(word, _before))
            {
                return start;
            }

            if (words == 0 && char.IsUpper(word[0]) && EndsAsAStreet(word))
            {
                return start;
            }

            at = start;
        }

        return -1;
    }

    private static bool EndsAsAStreet(ReadOnlySpan<char> word)
    {
        foreach (var ending in _endings)
        {
            if (word.Length > ending.Length + 1 && word.EndsWith(ending))
            {
                return !IsVerb(word);
            }
        }

        return false;
    }

    private static bool IsVerb(ReadOnlySpan<char> word)
    {
        foreach (var verb in _verbs)
        {
            if (word.EndsWith(verb))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var one in words)
        {
            if (word.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    // "12 Baker Street": words with capitals up to the kind of street. "14, rue des Lilas": the kind first, then what has a capital.
    private static int StreetAfter(string text, int number)
    {
        var at = number < text.Length && text[number] == ',' ? number + 1 : number;
        var french = false;
        for (var words = 0; words < MostWords + 1; words++)
        {
            if (at >= text.Length || text[at] != ' ')
            {
                return -1;
            }

            var start = at + 1;
            var end = start;
            while (end < text.Length && end - start <= LongestWord && (char.IsLetter(text[end]) || (text[end] is '\'' or '’' or '-' && end > start)))
            {
                end++;
            }

            var word = text.AsSpan(start, end - start);
            end += end < text.Length && text[end] == '.' && word.Length <= 3 ? 1 : 0;
            if (word.IsEmpty || word is "The")
            {
                return -1;
            }

            var capital = char.IsUpper(word[0]);
            if (french ? capital || word.IndexOfAny('\'', '’') > 0 : words > 0 && capital && _english.Contains(word))
            {
                return end;
            }

            french |= words == 0 && _french.Contains(word);
            if (!french && !capital)
            {
                return -1;
            }

            at = end;
        }

        return -1;
    }
}
