using Steward.Safety.Screening.Reading;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>The terms of a lexicon found in one text, after the exceptions had their say.</summary>
internal sealed class Findings
{
    private Findings(List<Hit> profanity, List<Hit> toxicity, LanguageMarkers markers, IReadOnlyList<int> reports)
    {
        Profanity = profanity;
        Toxicity = toxicity;
        Markers = markers;
        Reports = reports;
    }

    public IReadOnlyList<Hit> Profanity { get; }

    public IReadOnlyList<Hit> Toxicity { get; }

    public LanguageMarkers Markers { get; }

    /// <summary>Where words stand that report what others say.</summary>
    public IReadOnlyList<int> Reports { get; }

    public static Findings Of(Lexicon lexicon, ReadOnlySpan<char> text, ReadOnlySpan<char> lower)
    {
        var scanner = new WordScanner(lexicon, text, lower);
        scanner.Scan();
        var hits = new List<Hit>();
        var exceptions = new List<Hit>();
        new PhraseFinder(lexicon, text, scanner.Plain).Find(hits, exceptions);
        if (scanner.Disguised.Count > 0)
        {
            var disguised = new List<Hit>();
            new PhraseFinder(lexicon, text, Merge(scanner.Plain, scanner.Disguised)).Find(disguised, []);
            hits.AddRange(disguised.Where(hit => hit.Evasive));
        }

        if (hits.Count == 0)
        {
            return new Findings(hits, hits, scanner.Markers, []);
        }

        hits.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        RemoveCovered(hits, exceptions);
        var reports = scanner.Plain.Where(word => lexicon.Word(word.Id).Use.HasFlag(WordUse.Reports)).Select(word => word.Start).ToList();
        return new Findings(
            WithoutOverlaps(hits.Where(hit => hit.Term.Category.IsProfanity())),
            WithoutOverlaps(hits.Where(hit => hit.Term.Category.IsToxicity())),
            scanner.Markers,
            reports);
    }

    // A disguised word takes the place of the plain words that it is made of.
    private static List<ReadWord> Merge(List<ReadWord> plain, List<ReadWord> disguised)
    {
        var merged = new List<ReadWord>(plain.Count + disguised.Count);
        var next = 0;
        foreach (var word in disguised)
        {
            for (; next < plain.Count && plain[next].Start < word.End; next++)
            {
                if (plain[next].End <= word.Start)
                {
                    merged.Add(plain[next]);
                }
            }

            merged.Add(word);
        }

        merged.AddRange(plain.Skip(next));
        return merged;
    }

    private static void RemoveCovered(List<Hit> hits, List<Hit> exceptions)
    {
        if (exceptions.Count == 0)
        {
            return;
        }

        // Exceptions begin in order but may reach over each other: only those that begin near a hit can cover it.
        var first = 0;
        var longest = exceptions.Max(exception => exception.End - exception.Start);
        hits.RemoveAll(hit =>
        {
            while (first < exceptions.Count && exceptions[first].Start + longest < hit.Start)
            {
                first++;
            }

            for (var at = first; at < exceptions.Count && exceptions[at].Start <= hit.Start; at++)
            {
                if (exceptions[at].Covers(hit))
                {
                    return true;
                }
            }

            return false;
        });
    }

    private static List<Hit> WithoutOverlaps(IEnumerable<Hit> hits)
    {
        var kept = new List<Hit>();
        foreach (var hit in hits)
        {
            if (kept.Count == 0 || !kept[^1].Overlaps(hit))
            {
                kept.Add(hit);
            }
        }

        return kept;
    }
}
