using System.Buffers;
using System.Text;
using Steward.Safety.Screening;

namespace Steward.Safety.Learning;

/// <summary>
/// What a model sees of a text: which of its words, pairs of neighbouring words, and threes to fives of letters occur, and what the rules found, each hashed to one of 65,536
/// places. Case, signs and accents written apart do not count; how often something occurs does not either, so that a repetition weighs nothing.
/// </summary>
/// <param name="Places">Places of words and letters, ascending, each once.</param>
/// <param name="Value">What each of them is, so that the length of all is one.</param>
/// <param name="Marks">Places of what the rules found; each of them is one.</param>
internal sealed record TextFeatures(int[] Places, float Value, int[] Marks)
{
    /// <summary>Places there are.</summary>
    public const int Size = 1 << 16;

    /// <summary>Longer texts are left to the rules: little in them would be about the words that were flagged.</summary>
    public const int MostCharacters = 2_000;

    private const int Shortest = 3, Longest = 5;

    /// <summary>Null for a text without letters and digits, and for one that is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="verdict">What the rules said of it.</param>
    public static TextFeatures? Of(string text, Verdict verdict)
    {
        if (text.Length > MostCharacters) return null;
        // Words between blanks, the first and the last too: an affix is told from a middle.
        var letters = ArrayPool<int>.Shared.Rent(text.Length + 2);
        var found = ArrayPool<int>.Shared.Rent(8 * text.Length + 8);
        try
        {
            var length = Read(text, letters);
            if (length <= 1) return null;
            var count = Collect(letters.AsSpan(0, length), found);
            var places = found.AsSpan(0, count);
            places.Sort();
            var distinct = Distinct(places);
            return new TextFeatures(places[..distinct].ToArray(), 1 / MathF.Sqrt(distinct), MarksOf(verdict));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(letters, clearArray: true);
            ArrayPool<int>.Shared.Return(found);
        }
    }

    // How sure they are goes in by steps of a twentieth: what that is worth is for the reviewers to say.
    private static int[] MarksOf(Verdict verdict)
    {
        var marks = new HashSet<int>();
        foreach (var flag in verdict.Flags.Where(f => f.Type != FlagType.Pii))
        {
            Mark(flag.Type.Name(), flag.Confidence);
            if (flag.Evasive) Mark("evasive", 1);
            foreach (var (category, sure) in flag.Categories) Mark(category, sure);
            foreach (var (detail, seen) in flag.Details)
                if (seen is true) Mark(detail, 1);
        }

        return [.. marks.Order()];

        void Mark(string name, double sure) => marks.Add(Place(Hash('r', [.. name.Select(c => (int)c), (int)Math.Round(20 * sure)])));
    }

    // Each run of what is neither letter nor digit is one blank; marks and invisible signs within words are passed over.
    private static int Read(string text, int[] letters)
    {
        var length = 0;
        letters[length++] = ' ';
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) letters[length++] = Rune.ToLowerInvariant(rune).Value;
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.Format)
                && letters[length - 1] != ' ') letters[length++] = ' ';
        }

        if (letters[length - 1] != ' ') letters[length++] = ' ';
        return length;
    }

    private static int Collect(ReadOnlySpan<int> letters, int[] found)
    {
        int count = 0, start = 0;
        uint before = 0;
        for (var end = 1; end < letters.Length; end++)
        {
            if (letters[end] != ' ') continue;
            // With the blanks around it.
            var word = letters[start..(end + 1)];
            var whole = Hash('w', word);
            found[count++] = Place(whole);
            if (before != 0) found[count++] = Place(before * 31 ^ whole);
            for (var size = Shortest; size <= Longest; size++)
                for (var at = 0; at + size <= word.Length; at++) found[count++] = Place(Hash('n', word.Slice(at, size)));
            (before, start) = (whole, end);
        }

        return count;
    }

    private static int Distinct(Span<int> sorted)
    {
        var kept = 0;
        foreach (var place in sorted)
            if (kept == 0 || sorted[kept - 1] != place) sorted[kept++] = place;
        return kept;
    }

    // FNV-1a over code points; what is hashed stays the same for as long as there are models.
    private static uint Hash(char kind, ReadOnlySpan<int> letters)
    {
        var hash = (2166136261u ^ kind) * 16777619u;
        foreach (var letter in letters) hash = (hash ^ (uint)letter) * 16777619u;
        return hash;
    }

    // The lower bits of a product alone know little of the first letters.
    private static int Place(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
        return (int)((hash ^ (hash >> 16)) & (Size - 1));
    }
}
