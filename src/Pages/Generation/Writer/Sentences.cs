using System.Text;
using Steward.Pages.Generation.Words;

namespace Steward.Pages.Generation.Writer;

/// <summary>Takes texts apart into sentences and makes sentences of texts.</summary>
internal static class Sentences
{
    // Leaves room for the full stop.
    private const int Longest = 5_000;

    private static readonly HashSet<string> Abbreviations =
        ["mr", "mrs", "ms", "dr", "st", "no", "nr", "ca", "kr", "e.g", "i.e", "etc", "vs", "bl.a", "f.eks", "dvs", "tlf", "osv", "kl", "ul", "вул", "м", "р", "грн", "тел", "ст", "див"];

    public static IReadOnlyList<string> Split(string line)
    {
        var (sentences, from) = (new List<string>(), 0);
        for (var i = 0; i < line.Length; i++)
        {
            if (!IsEnd(line, i)) continue;
            while (i + 1 < line.Length && "\"”»')]".Contains(line[i + 1], StringComparison.Ordinal)) i++;
            Add(sentences, line[from..(i + 1)]);
            from = i + 1;
        }

        Add(sentences, line[from..]);
        return sentences;
    }

    /// <summary>With a capital at its beginning and a full stop where it has no end of its own.</summary>
    public static string Whole(string text)
    {
        var trimmed = WordCut.At(Capital(text.Trim()), Longest).TrimEnd(',', ';', ':', ' ', '-', '–', '—');
        return trimmed.Length == 0 || ".!?…。！？".Contains(trimmed[^1], StringComparison.Ordinal) || (trimmed[^1] is '"' or '”' or '»' or ')' && trimmed.Length > 1 && ".!?".Contains(trimmed[^2], StringComparison.Ordinal)) ? trimmed : trimmed + ".";
    }

    /// <summary>Without its end, as a title has it.</summary>
    public static string Title(string text) => Capital(text.Trim().TrimEnd('.', ',', ';', ':', '。', ' ', '-', '–', '—').TrimStart('-', '–', '—', ',', ':', ';', '.', ' '));

    public static string Capital(string text) => text.Length == 0 || !char.IsLower(text[0]) || IsBrand(text) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What two sentences have in common that say the same: letters and digits, in lower case.</summary>
    public static string Essence(string text)
    {
        var essence = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsPunctuation(rune)) essence.Append(Rune.ToLowerInvariant(rune));
        return essence.Length == 0 ? text.Trim() : essence.ToString();
    }

    // iPhone and e-mail have their own mind about capitals; the latter gets one.
    private static bool IsBrand(string text) => text.Length > 1 && char.IsUpper(text[1]);

    private static bool IsEnd(string line, int at)
    {
        if (line[at] is '。' or '！' or '？') return true;
        if (line[at] is not ('.' or '!' or '?' or '…')) return false;
        if (at + 1 >= line.Length) return true;
        var next = at + 1;
        while (next < line.Length && "\"”»')]".Contains(line[next], StringComparison.Ordinal)) next++;
        if (next < line.Length && !char.IsWhiteSpace(line[next])) return false;
        while (next < line.Length && char.IsWhiteSpace(line[next])) next++;
        if (next < line.Length && char.IsLower(line[next]) && line[at] != '?') return false;
        return line[at] != '.' || !IsAbbreviation(line, at);
    }

    private static bool IsAbbreviation(string line, int dot)
    {
        var from = dot;
        while (from > 0 && !char.IsWhiteSpace(line[from - 1]) && dot - from < 12) from--;
        var word = line[from..dot].TrimStart('(', '"');
        return Abbreviations.Contains(word.ToLowerInvariant()) || (word.Length == 1 && char.IsUpper(word[0]));
    }

    private static void Add(List<string> sentences, string text)
    {
        if (text.Trim() is { Length: > 0 } sentence && sentence.Any(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c))) sentences.Add(sentence);
    }
}
