using System.Text.RegularExpressions;
using Steward.Pages.Generation.Words;

namespace Steward.Pages.Generation.Writer;

/// <summary>What a page is about.</summary>
/// <param name="Title">Its name, or what it is.</param>
/// <param name="IsName">It is a name.</param>
/// <param name="Tagline">What else the same words say of it; null for nothing.</param>
internal sealed partial record Subject(string Title, bool IsName, string? Tagline)
{
    private const int LongestTitle = 90;

    /// <summary>Of the words after "a page for". Running text is not taken apart at "that" and "which": there a clause is no name.</summary>
    public static Subject? Of(string words, bool running)
    {
        if (!words.Any(char.IsLetterOrDigit)) return null;
        if (Called().Match(words) is { Success: true } called) return Named(called.Groups["name"].Value, words.Remove(called.Index, called.Length));
        if (!running && Quoted().Match(words) is { Success: true } quoted) return Named(quoted.Groups["name"].Value, words[(quoted.Index + quoted.Length)..]);
        if (Leading().Match(words) is { Success: true } leading) return Named(leading.Groups["name"].Value, words[leading.Length..]);
        var clause = running ? null : Clause().Match(words);
        if (clause is { Success: true, Index: > 2 and <= LongestTitle }) return new Subject(Sentences.Title(words[..clause.Index]), false, Rest(words[(clause.Index + clause.Length)..]));
        var title = Sentences.Title(WordCut.At(words, LongestTitle));
        return title.Length == 0 ? null : new Subject(title, false, words.Length > LongestTitle ? Sentences.Whole(words) : null);
    }

    /// <summary>Of a sentence that says what something is: "Godt Brød is a bakery". Null where it does not begin with a name.</summary>
    public static string? NameIn(string sentence) => Being().Match(sentence) is { Success: true } match && !match.Groups["name"].Value.Split(' ').All(Pronouns.Contains) ? match.Groups["name"].Value : null;

    private static readonly HashSet<string> Pronouns =
        ["We", "It", "This", "That", "I", "You", "They", "He", "She", "The", "Our", "My", "There", "Here", "A", "An", "What", "Who", "Vi", "Det", "Dette", "Jeg", "Du", "De", "Den", "Han", "Hun", "Vår", "Her", "Hva", "Ми", "Це", "Я", "Вони", "Він", "Вона", "Воно", "Наш", "Наша", "Що", "Хто"];

    private static Subject? Named(string name, string rest)
    {
        var title = WordCut.At(Sentences.Title(name), LongestTitle);
        return title.Length == 0 ? null : new Subject(title, true, Rest(rest));
    }

    private static string? Rest(string words)
    {
        var rest = Joint().Replace(words.Trim(' ', ',', '.', ':', ';', '–', '—', '-', '(', ')', '"', '”', '»'), "");
        return rest.Count(char.IsWhiteSpace) >= 1 ? Sentences.Whole(rest) : null;
    }

    private const string Name = @"\p{Lu}[\p{L}\p{N}&'’.-]*(?:\s+(?:&|og|and|of|the|та|і)?\s?\p{Lu}[\p{L}\p{N}&'’-]*){0,5}";

    [GeneratedRegex(@"[,\s]*\b(?:(?i)called|named|titled|kalt|som\s+heter|heter|під\s+назвою|що\s+називається|яка\s+називається|який\s+називається)(?-i)\s+(?:[""“«„'](?<name>[^""”»“'\n]{1,80})[""”»“']|(?<name>" + Name + "))", RegexOptions.CultureInvariant)]
    private static partial Regex Called();

    [GeneratedRegex(@"[""“«„「'](?<name>[^""”»“」'\n]{2,60})[""”»“」'](?:\s*(?:이라는|라는))?", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex("^(?<name>" + Name + @")(?=\s*(?:$|[,.:;(–—]|-\s|\s+(?:is|are|er|that|which|who|som|in|i|at|from|fra|у|в|з)\s|\s+[–—-]))", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex("^(?<name>" + Name + @")\s+(?:is|are|was|er|var|offers|sells|makes|helps|tilbyr|selger|lager|hjelper|–|—|-)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Being();

    [GeneratedRegex(@"[.;:!?\n](?=\s|$)|,\s|\s[–—-]\s|,?\s+(?:that|which|who|som|який|яка|яке|які|що)\s+(?!(?:is|are|was|were|er|var|є)\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(?:that|which|who|som|який|яка|яке|які|що|and|og|та|і|is|er)\s+(?!(?:is|are|er)\s)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}
