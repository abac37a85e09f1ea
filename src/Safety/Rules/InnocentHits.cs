using Steward.Safety.Screening;
using Steward.Safety.Screening.Bulk;

namespace Steward.Safety.Rules;

/// <summary>Frequent words, alone and in pairs, that a rule's words hit: nobody should be surprised by them once it acts.</summary>
/// <param name="Word">What of them was hit.</param>
/// <param name="Hits">How many words and pairs it is in.</param>
/// <param name="Examples">The first of them.</param>
internal sealed record InnocentHit(string Word, int Hits, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 5, MostShown = 50;
    private static readonly Verdict Nothing = new Screener().Screen("");

    /// <summary>All hits of a condition's words, the most frequent first; what stands under <c>not</c> hits nothing.</summary>
    public static IReadOnlyList<InnocentHit> Of(Condition condition)
    {
        var lists = WordsOf(condition).ToList();
        if (lists.Count == 0) return [];
        var (when, found, spans) = (Conditions.Compile(new Condition { Any = [.. lists] }), new Dictionary<string, (int Count, List<string> Examples)>(), new List<Span>());
        foreach (var text in TermCheck.Frequent())
        {
            spans.Clear();
            if (when(new RuleText(text, "comment", Nothing), spans) != true) continue;
            foreach (var word in spans.Select(s => text.Substring(s.Start, s.Length)).Distinct())
            {
                var (count, examples) = found.TryGetValue(word, out var before) ? before : (0, []);
                if (examples.Count < MostExamples) examples.Add(text);
                found[word] = (count + 1, examples);
            }
        }

        return [.. found.Select(f => new InnocentHit(f.Key, f.Value.Count, f.Value.Examples)).OrderByDescending(h => h.Hits).ThenBy(h => h.Word, StringComparer.Ordinal).Take(MostShown)];
    }

    private static IEnumerable<Condition> WordsOf(Condition condition) =>
        condition.Words is not null ? [condition] : (condition.All ?? condition.Any ?? []).SelectMany(WordsOf);
}
