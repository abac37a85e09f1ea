using System.Collections.Frozen;
using System.Text;

namespace Steward.Gateway.Embeddings;

/// <summary>
/// Writes alike what reads alike: lower case, composed letters, plain forms in place of ligatures, wide and small ones. It is Unicode's NFKC by a table of our own, for the runtime's
/// does nothing without the system's languages, and a vector must not depend on what is installed. Several marks on one letter keep their order.
/// </summary>
internal static class TextFold
{
    private static readonly (FrozenDictionary<char, string> Plain, FrozenDictionary<(char, char), char> Composed) Table = Load();

    public static string Of(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (letter < 128 || !Table.Plain.TryGetValue(letter, out var plain)) Append(folded, letter);
            else foreach (var part in plain) Append(folded, part);
        }

        return folded.ToString().ToLowerInvariant();
    }

    private static void Append(StringBuilder folded, char letter)
    {
        if (letter >= 128 && folded.Length > 0 && Table.Composed.TryGetValue((folded[^1], letter), out var composed)) folded[^1] = composed;
        else folded.Append(letter);
    }

    // One mapping a line, from one character, or from a letter and its mark.
    private static (FrozenDictionary<char, string>, FrozenDictionary<(char, char), char>) Load()
    {
        using var reader = new StreamReader(typeof(TextFold).Assembly.GetManifestResourceStream("nfkc.txt")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).ToList();
        return (lines.Where(l => l[0].Length == 1).ToFrozenDictionary(l => l[0][0], l => l[1]), lines.Where(l => l[0].Length == 2).ToFrozenDictionary(l => (l[0][0], l[0][1]), l => l[1][0]));
    }
}
