using System.Text;

namespace Steward.Moderation.Verdicts;

/// <summary>What can be counted in a comment.</summary>
/// <param name="Links">Addresses.</param>
/// <param name="Mentions">Names with an at-sign before them.</param>
/// <param name="Hashtags">Words with a hash before them.</param>
/// <param name="Capitals">Share of capital letters, where there are more than ten letters.</param>
internal sealed record CommentFeatures(int Links, int Mentions, int Hashtags, double Capitals)
{
    private const int FewLetters = 10;
    private static readonly char[] Brackets = ['(', '[', '<', '"', '\''];

    public static CommentFeatures Of(string text)
    {
        var (links, mentions, hashtags) = (0, 0, 0);
        foreach (var range in text.AsSpan().SplitAny(' ', '\n', '\r', '\t', ','))
        {
            var word = text.AsSpan()[range].TrimStart(Brackets);
            if (Begins(word, "http://") || Begins(word, "https://") || Begins(word, "www.")) links++;
            // Discord writes <@id>.
            else if (word.Length > 1 && word[0] == '@') mentions++;
            else if (word.Length > 1 && word[0] == '#' && char.IsLetter(word[1])) hashtags++;
        }

        var (letters, capitals) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune)) continue;
            letters++;
            if (Rune.IsUpper(rune)) capitals++;
        }

        return new CommentFeatures(links, mentions, hashtags, letters > FewLetters ? (double)capitals / letters : 0);
    }

    private static bool Begins(ReadOnlySpan<char> word, string with) => word.StartsWith(with, StringComparison.OrdinalIgnoreCase);
}
