using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening.Bulk;

/// <summary>A term of one's own, and the innocent words and texts that it would have hit.</summary>
/// <param name="Term">As it is spelled out.</param>
/// <param name="Category">What it is.</param>
/// <param name="Severity">0 to 3.</param>
/// <param name="Hits">How many lines it hit.</param>
/// <param name="Examples">The first of them, each cut to 80 characters.</param>
public sealed record TermHits(string Term, string Category, int Severity, int Hits, IReadOnlyList<string> Examples);

/// <summary>Finds what a vocabulary would hit that nobody meant, before it is used.</summary>
public static class TermCheck
{
    private const int MostExamples = 10;
    private const int LongestExample = 80;

    // To read the vocabularies takes longer than to try a rule on them.
    private static readonly Lazy<IReadOnlyList<string>[]> Markers = new(() => [.. Language.All.Select(language => Vocabulary.Load(language).Markers)]);

    /// <summary>Runs the terms over the frequent words of all languages, alone and in pairs, and over lines that are innocent.</summary>
    /// <param name="vocabulary">Written as those in the folder Vocabulary.</param>
    /// <param name="lines">Words, phrases or texts that no term should hit.</param>
    /// <returns>Every term, the one with the most hits first.</returns>
    /// <exception cref="FormatException">The vocabulary is not written so.</exception>
    public static IReadOnlyList<TermHits> Run(string vocabulary, IEnumerable<string> lines)
    {
        var own = Vocabulary.Parse("own", vocabulary);
        var lexicon = LexiconBuilder.Build([own], []);
        var found = own.Terms.Where(term => !term.Category.IsMark()).DistinctBy(term => term.Text).ToDictionary(term => term.Text, _ => (Count: 0, Examples: new List<string>()));
        foreach (var line in Frequent().Concat(lines))
        {
            foreach (var text in Hit(lexicon, line))
            {
                var (count, examples) = found[text];
                if (examples.Count < MostExamples) examples.Add(line.Length > LongestExample ? line[..LongestExample] : line);
                found[text] = (count + 1, examples);
            }
        }

        return
        [
            .. own.Terms.Where(term => found.ContainsKey(term.Text)).DistinctBy(term => term.Text)
                .Select(term => new TermHits(term.Text, term.Category.Name(), term.Severity, found[term.Text].Count, found[term.Text].Examples))
                .OrderByDescending(term => term.Hits).ThenBy(term => term.Term, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Hit(Lexicon lexicon, string line)
    {
        var findings = Findings.Of(lexicon, line, line.ToLowerInvariant());
        return findings.Profanity.Concat(findings.Toxicity).Select(hit => hit.Term.Text).Distinct();
    }

    /// <summary>The frequent words of all languages, alone and in pairs.</summary>
    internal static IEnumerable<string> Frequent()
    {
        foreach (var words in Markers.Value)
        {
            foreach (var word in words) yield return word;
            foreach (var first in words)
            {
                foreach (var second in words) yield return $"{first} {second}";
            }
        }
    }
}
