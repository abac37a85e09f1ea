using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Reading;

/// <summary>
/// The pieces of a word that was broken apart, as in "wan ker" and "pe ni s". Pieces that people write as words of their own make up
/// innocent text, so one piece at least has to be no word at all.
/// </summary>
internal struct BrokenWord
{
    private const int MostPieces = 4;
    /// <summary>The most that may lie between two pieces, in characters.</summary>
    public const int LongestGap = 2;
    private const int Shortest = 4;
    private const int ShortestOdd = 2;
    private const int LongEnough = 5;
    private const string Joiners = " -.*_/\\~+|";
    private const string Vowels = "aeiouyаеєиіїоуюяыэёæøå";

    private int _node;
    private int _pieces;
    private int _usual;
    private int _senseless;
    private int _letters;
    private int _long;
    private bool _hits;

    /// <summary>The most letters of a piece.</summary>
    public const int LongestPiece = 10;

    public int Start { get; private set; }

    public int First { get; private set; }

    /// <summary>Whether some word of the lexicon goes on with the pieces so far.</summary>
    public readonly bool IsOpen => _node > 0;

    /// <summary>Whether a word at this place goes on after the pieces so far: one or two spaces, or one sign, lie between.</summary>
    public readonly bool Adjoins(ReadOnlySpan<char> text, int end, int start)
    {
        if (_node <= 0 || _pieces == MostPieces || start - end is < 1 or > LongestGap)
        {
            return false;
        }

        return start - end == 1 ? Joiners.Contains(text[end]) : text[end] == ' ' && text[end + 1] == ' ';
    }

    /// <summary>Begins anew with a piece.</summary>
    public static BrokenWord From(Lexicon lexicon, ReadOnlySpan<char> piece, int id, int start, int ordinal)
    {
        var broken = new BrokenWord { Start = start, First = ordinal };
        broken.Take(lexicon, piece, id);
        return broken;
    }

    /// <summary>Adds a piece if a word of the lexicon goes on with it.</summary>
    public bool Take(Lexicon lexicon, ReadOnlySpan<char> piece, int id)
    {
        var node = _node;
        foreach (var letter in piece)
        {
            node = lexicon.Letters.Child(node, letter);
            if (node < 0)
            {
                _node = LetterTrie.Root;
                return false;
            }
        }

        _node = node;
        _pieces++;
        _hits |= id >= 0 && lexicon.Word(id).Severity > 0;
        var usual = id >= 0 && (lexicon.Word(id).Use & WordUse.Usual) != 0;
        _usual += usual ? 1 : 0;
        _letters += !usual && piece.Length == 1 ? 1 : 0;
        _long = Math.Max(_long, piece.Length);
        _senseless += !usual && IsSenseless(piece) ? 1 : 0;
        return true;
    }

    /// <summary>The word that the pieces make up where nobody would read them as anything else, otherwise -1.</summary>
    /// <param name="lexicon">The words.</param>
    /// <param name="alone">Whether the text is nothing but the pieces.</param>
    public readonly int Word(Lexicon lexicon, bool alone)
    {
        var id = _pieces > 1 ? lexicon.Letters.Word(_node) : -1;
        if (id < 0 || _usual == _pieces || _long == 1 || _hits)
        {
            return -1;
        }

        var word = lexicon.Word(id);
        if (alone && word.Severity > 0 && _usual + _letters + _senseless == _pieces)
        {
            return id;
        }

        var believed = _usual == 0 || (_usual + _senseless == _pieces && word.Severity != 0);
        return believed && word.Length >= Shortest ? id : -1;
    }

    // "ck" and "ssy" are nothing by themselves, not even somebody's name.
    private static bool IsSenseless(ReadOnlySpan<char> piece) => piece.Length >= LongEnough || (piece.Length >= ShortestOdd && !piece.ContainsAny(Vowels));
}
