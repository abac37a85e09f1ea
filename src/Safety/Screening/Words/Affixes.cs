namespace Steward.Safety.Screening.Words;

/// <summary>Words that match by a part: <c>arsch*</c> at the beginning of a word, <c>*arsch</c> at its end, <c>*arsch*</c> anywhere.</summary>
internal sealed class Affixes
{
    // A shorter part is within too many innocent words.
    private const int Shortest = 3;

    private readonly LetterTrie _prefixes = new();
    private readonly LetterTrie _suffixes = new();
    private readonly LetterTrie _infixes = new();
    private bool _any;
    private uint _starts;

    /// <exception cref="FormatException">The part is too short, or a star stands elsewhere.</exception>
    public void Add(string pattern, int id)
    {
        var part = pattern.Trim('*');
        if (part.Length < Shortest || !part.All(char.IsLetter))
        {
            throw new FormatException($"'{pattern}' needs {Shortest} letters or more, and a star before, behind or both.");
        }

        _any = true;
        _starts |= pattern[0] == '*' ? Bit(part[0]) : 0;
        (pattern[0] != '*' ? _prefixes : pattern[^1] != '*' ? _suffixes : _infixes).Add(part, id);
    }

    /// <summary>Nothing is added any more.</summary>
    public void Complete()
    {
        _prefixes.Complete();
        _suffixes.Complete();
        _infixes.Complete();
    }

    /// <summary>The number of the longest part that a lower-case word has, or -1.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        var (best, length) = (-1, 0);
        if (!_any) return best;
        for (var from = 0; from + Shortest <= word.Length; from++)
        {
            if ((_starts & Bit(word[from])) != 0)
            {
                Longest(_infixes, word[from..], toEnd: false, ref best, ref length);
                Longest(_suffixes, word[from..], toEnd: true, ref best, ref length);
            }

            if (from == 0) Longest(_prefixes, word, toEnd: false, ref best, ref length);
        }

        return best;
    }

    private static uint Bit(char letter) => 1u << (letter & 31);

    private static void Longest(LetterTrie parts, ReadOnlySpan<char> word, bool toEnd, ref int best, ref int length)
    {
        var node = LetterTrie.Root;
        for (var at = 0; at < word.Length && (node = parts.Child(node, word[at])) >= 0; at++)
        {
            var id = parts.Word(node);
            if (id >= 0 && at + 1 > length && (!toEnd || at + 1 == word.Length)) (best, length) = (id, at + 1);
        }
    }
}
