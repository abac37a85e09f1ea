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
        Longest = builder.Longest;
    }

    /// <summary>Terms and exceptions.</summary>
    public PhraseTrie Phrases { get; }

    /// <summary>The members of word classes.</summary>
    public ClassMembers Members { get; }

    public LetterTrie Letters { get; }

    /// <summary>The letters of the longest word.</summary>
    public int Longest { get; }

    /// <summary>The number of a lower-case word, or -1.</summary>
    public int Find(ReadOnlySpan<char> word) => word.Length <= Longest && _ids.TryGetValue(word, out var id) ? id : -1;

    public ref readonly WordEntry Word(int id) => ref _words[id];

    public Term Term(int number) => _terms[number];
}
