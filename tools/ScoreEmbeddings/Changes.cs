namespace Steward.Tools.ScoreEmbeddings;

/// <summary>Labels as other people write them.</summary>
internal static class Changes
{
    public static readonly (string Name, Func<string, Random, string> Of)[] All =
    [
        ("a typing error in each word of five letters or more", (label, random) => ByWord(label, w => Mistyped(w, random))),
        ("vowels dropped but a word's first letter", (label, _) => ByWord(label, WithoutVowels)),
        ("words of six letters or more cut to four", (label, _) => ByWord(label, w => w.Length >= 6 ? w[..4] : w)),
        ("words in another order", Shuffled),
        ("typing errors, vowels dropped in every second word, another order", (label, random) => Shuffled(ByWord(label, w => random.Next(2) == 0 ? WithoutVowels(w) : Mistyped(w, random)), random)),
    ];

    private static string ByWord(string label, Func<string, string> change) => string.Join(' ', label.Split(' ').Select(change));

    private static string Shuffled(string label, Random random)
    {
        var words = label.Split(' ');
        random.Shuffle(words);
        return string.Join(' ', words);
    }

    private static string WithoutVowels(string word) => word.Length < 4 ? word : word[0] + string.Concat(word[1..].Where(c => !"AEIOUaeiou".Contains(c)));

    // Two letters swapped, one left out, or one doubled; never the first.
    private static string Mistyped(string word, Random random)
    {
        if (word.Count(char.IsLetter) < 5) return word;
        var at = random.Next(1, word.Length - 1);
        return random.Next(3) switch
        {
            0 => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
            1 => word.Remove(at, 1),
            _ => word.Insert(at, word[at].ToString()),
        };
    }
}
