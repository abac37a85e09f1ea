using System.Collections.Frozen;

namespace Steward.Safety.Screening.Words;

/// <summary>One or more vocabularies, ready for reading texts. Does not change once built, so all threads may use it.</summary>
internal sealed class Lexicon
{
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly WordEntry[] _words;
    private readonly Term[] _terms;

    public Lexicon(LexiconBuilder builder)
    {
        _ids = builder.Ids.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _words = [.. builder.Words];
        _terms = [.. builder.Terms];
        Phrases = builder.Phrases;
        Members = builder.Members;
        Letters = builder.Letters;
        Affixes = builder.Affixes;
        Longest = builder.Longest;
    }

    /// <summary>Terms and exceptions.</summary>
    public PhraseTrie Phrases { get; }

    /// <summary>The members of word classes.</summary>
    public ClassMembers Members { get; }

    public LetterTrie Letters { get; }

    /// <summary>Words of which a part is enough.</summary>
    public Affixes Affixes { get; }

    /// <summary>The letters of the longest word.</summary>
    public int Longest { get; }

    /// <summary>How the dictionary writes that a spelling is a slip of a word; of such a number it gives the word.</summary>
    public static int Slip(int id) => -2 - id;

    /// <summary>How the dictionary writes that a spelling only sounds or looks like a word; of such a number it gives the word.</summary>
    public static int Respelling(int id) => id < 0 ? id - int.MinValue : int.MinValue + id;

    /// <summary>Whether a number is a <see cref="Respelling"/>, not a slip.</summary>
    public static bool IsRespelling(int id) => id < int.MinValue / 2;

    /// <summary>The number of a lower-case word; below -1 a <see cref="Slip"/> or <see cref="Respelling"/> of one; -1 when it is none.</summary>
    public int Find(ReadOnlySpan<char> word) => word.Length <= Longest && _ids.TryGetValue(word, out var id) ? id : -1;

    public ref readonly WordEntry Word(int id) => ref _words[id];

    public Term Term(int number) => _terms[number];
}
