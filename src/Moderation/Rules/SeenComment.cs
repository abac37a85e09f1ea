using System.Text;
using Steward.Moderation.Verdicts;

namespace Steward.Moderation.Rules;

/// <summary>What screening or the judge says about one category.</summary>
/// <param name="Category">See <see cref="RuleDefinition.KnownCategories"/>.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Severity">What the judge said; by the confidence where nobody was asked.</param>
/// <param name="Reason">For people.</param>
internal sealed record Finding(string Category, double Confidence, string? Severity, string Reason);

/// <summary>What the author has written lately.</summary>
/// <param name="Recent">Comments of the last ten minutes.</param>
/// <param name="Alike">Those of them that say almost the same.</param>
internal sealed record AuthorHistory(int Recent, int Alike)
{
    public static readonly AuthorHistory None = new(0, 0);
}

/// <summary>Everything that rules look at.</summary>
internal sealed record SeenComment(string Platform, string Text, int Likes, IReadOnlyList<Finding> Findings, CommentFeatures Features, AuthorHistory History, bool Trusted)
{
    private readonly Lazy<string> _words = new(() => WordsOf(Text));

    /// <summary>Whether the words of a phrase stand in the text, one after the other and whole.</summary>
    /// <param name="phrase">As <see cref="WordsOf"/> writes it.</param>
    public bool Says(string phrase) => _words.Value.Contains(phrase, StringComparison.Ordinal);

    /// <summary>The words of a text in one way of writing, with blanks around every word: they make a whole word out of a part of a text.</summary>
    public static string WordsOf(string text)
    {
        var kept = new StringBuilder(" ", text.Length + 2);
        // Through bytes and back: half of a surrogate pair cannot be normalised.
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        foreach (var c in whole.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '\'' or '-') kept.Append(char.ToLowerInvariant(c));
            else if (kept[^1] != ' ') kept.Append(' ');
        }

        return kept[^1] == ' ' ? kept.ToString() : kept.Append(' ').ToString();
    }
}
