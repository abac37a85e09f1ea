using System.Globalization;
using System.Runtime.InteropServices;

namespace Steward.Gateway.Embeddings;

/// <summary>
/// Vectors of texts by local code: which pieces of words a text has, of every language. It knows no meaning: what is written alike is near, what means the same in other words is not.
/// Words, and their pieces of three to five characters (two, where writing packs more into a character), each with the word's ends, are hashed to a place and a sign in the vector;
/// how often a piece comes counts by its logarithm; the vector has length one, so the dot product of two is their cosine. Costs nothing, needs nobody, is the same in every process.
/// docs/reports/embeddings-builtin.md says how well it finds.
/// </summary>
public static class BuiltinEmbedding
{
    /// <summary>Its name, raised with every change that moves vectors; those of different names cannot be compared.</summary>
    public const string Model = "embedding-1";

    /// <summary>Numbers of a vector unless another length is asked for, and the bounds of that.</summary>
    public const int Dimensions = 512, FewestDimensions = 64, MostDimensions = 2048;

    // Where writing has more to a character, two of them say as much as three elsewhere.
    private const char Dense = '\u2E80', Start = '\u0002', End = '\u0003';
    private const int LongestPiece = 5;

    // A whole word says more than one of its pieces.
    private const double WordWeight = 2;

    /// <summary>The vector of a text; all zeros where it has neither letter nor digit.</summary>
    /// <param name="text">Of any language and length.</param>
    /// <param name="dimensions">From <see cref="FewestDimensions"/> to <see cref="MostDimensions"/>.</param>
    public static float[] Of(string text, int dimensions = Dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, FewestDimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MostDimensions);
        var pieces = new List<ulong>(text.Length * 4);
        foreach (var word in WordsOf(TextFold.Of(text))) AddPieces(pieces, word);
        // In one order, so that sums come out the same to the last bit.
        var sorted = CollectionsMarshal.AsSpan(pieces);
        sorted.Sort();
        var sums = new double[dimensions];
        for (var at = 0; at < sorted.Length;)
        {
            var (piece, from) = (sorted[at], at);
            while (at < sorted.Length && sorted[at] == piece) at++;
            // The two lowest bits are sign and kind, the upper half is the place.
            var weight = (1 + Math.Log(at - from)) * ((piece & 2) == 0 ? 1 : WordWeight);
            sums[(int)((piece >> 32) * (ulong)dimensions >> 32)] += (piece & 1) == 0 ? weight : -weight;
        }

        var length = Math.Sqrt(sums.Sum(s => s * s));
        return length == 0 ? new float[dimensions] : Array.ConvertAll(sums, s => (float)(s / length));
    }

    // Runs of letters, digits and marks, each between two ends.
    private static IEnumerable<ReadOnlyMemory<char>> WordsOf(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsOfWord(text[at])) continue;
            var from = at;
            while (at < text.Length && IsOfWord(text[at])) at++;
            yield return string.Create(at - from + 2, (text, from, at), static (word, of) =>
            {
                (word[0], word[^1]) = (Start, End);
                of.text.AsSpan(of.from, of.at - of.from).CopyTo(word[1..]);
            }).AsMemory();
        }
    }

    private static bool IsOfWord(char letter) => char.IsLetterOrDigit(letter) || char.IsSurrogate(letter)
        || (letter >= 128 && char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static void AddPieces(List<ulong> pieces, ReadOnlyMemory<char> word)
    {
        var letters = word.Span;
        pieces.Add(HashOf(letters) | 2);
        for (var length = letters[1] >= Dense ? 2 : 3; length <= LongestPiece; length++)
            for (var at = 0; at + length <= letters.Length; at++) pieces.Add(HashOf(letters.Slice(at, length)) & ~2ul);
    }

    // FNV-1a, with its bits mixed once more: only so do all of them depend on all characters. The runtime's own hash differs from process to process.
    private static ulong HashOf(ReadOnlySpan<char> letters)
    {
        var hash = 14695981039346656037ul;
        foreach (var letter in letters) hash = (hash ^ letter) * 1099511628211ul;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdul;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ul;
        return hash ^ (hash >> 33);
    }
}
