namespace Steward.Safety.Screening.Words;

/// <summary>How words are spelled by ear, with a vowel blotted out, or backwards, to get past filters.</summary>
internal static class Respelling
{
    private const int Shortest = 4;

    private static readonly (string Letters, string[] Others)[] Sounds =
    [
        ("ck", ["k", "kk", "cc", "q", "xx"]), ("f", ["ph"]), ("u", ["v", "x", "oo"]), ("i", ["y", "x"]), ("o", ["x"]), ("e", ["x"]), ("a", ["x"]),
    ];

    /// <summary>The other spellings of an English word, each a single change or one with another ending.</summary>
    public static IEnumerable<string> Of(string word)
    {
        string[] stems = [word, .. Sounds.SelectMany(sound => Changed(word, sound.Letters, sound.Others))];
        var hard = word[0] == 'c' && word[1] is 'o' or 'u' or 'r' or 'l' or 'a' ? stems.Select(stem => $"k{stem[1..]}") : [];
        return stems.Concat(hard).SelectMany(Endings).Where(spelling => spelling != word && spelling.Length >= Shortest);
    }

    /// <summary>The word from its last letter to its first.</summary>
    public static string Backwards(string word) => string.Concat(word.Reverse());

    private static IEnumerable<string> Changed(string word, string letters, string[] others)
    {
        var at = word.IndexOf(letters, StringComparison.Ordinal);
        return at < 0 ? [] : others.Select(other => $"{word[..at]}{other}{word[(at + letters.Length)..]}");
    }

    private static IEnumerable<string> Endings(string word)
    {
        yield return word;
        if (word.EndsWith("er", StringComparison.Ordinal)) yield return $"{word[..^2]}a";
        if (word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal)) yield return $"{word[..^1]}z";
        if (word.EndsWith("ing", StringComparison.Ordinal)) yield return word[..^1];
    }
}
