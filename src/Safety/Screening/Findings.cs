using System.Runtime.InteropServices;
using Steward.Safety.Screening.Reading;
using Steward.Safety.Screening.Rules;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>The terms of a lexicon found in one text, after the exceptions had their say.</summary>
internal sealed class Findings
{
    // "They are vermin" two sentences after the group was named is still about it.
    private const int GroupReach = 160;
    private const int AssertReach = 30;
    private const int OpinionReach = 14;

    // A name or an outcry. In longer texts a mild word is as likely said in earnest: "the nipple of the bottle".
    private const int FewWords = 4;

    [ThreadStatic]
    private static Lists? _spare;

    private Findings(IReadOnlyList<Hit> profanity, IReadOnlyList<Hit> toxicity, IReadOnlyList<Hit> marks, LanguageMarkers markers)
    {
        Profanity = profanity;
        Toxicity = toxicity;
        Lures = marks.Count == 0 ? 0 : Of(Category.Lure, marks).Select(mark => mark.Term).Distinct().Count();
        Markers = markers;
    }

    public IReadOnlyList<Hit> Profanity { get; }

    public IReadOnlyList<Hit> Toxicity { get; }

    /// <summary>How many different phrases lure.</summary>
    public int Lures { get; }

    public LanguageMarkers Markers { get; }

    public static Findings Of(Lexicon lexicon, ReadOnlySpan<char> text, ReadOnlySpan<char> lower)
    {
        var lists = _spare ?? new Lists();
        _spare = null;
        try
        {
            return Of(lexicon, text, lower, lists);
        }
        finally
        {
            _spare = lists.Cleared();
        }
    }

    private static Findings Of(Lexicon lexicon, ReadOnlySpan<char> text, ReadOnlySpan<char> lower, Lists lists)
    {
        var scanner = new WordScanner(lexicon, text, lower) { Plain = lists.Plain, Disguised = lists.Disguised };
        scanner.Scan();
        var (hits, marks) = (lists.Hits, lists.Marks);
        new PhraseFinder(lexicon, text, CollectionsMarshal.AsSpan(scanner.Plain)).Find(hits, marks);
        if (scanner.Disguised.Count > 0)
        {
            List<Hit> disguised = [], disguisedMarks = [];
            new PhraseFinder(lexicon, text, CollectionsMarshal.AsSpan(Merge(scanner.Plain, scanner.Disguised))).Find(disguised, disguisedMarks);
            hits.AddRange(disguised.Where(hit => hit.Evasive));
            marks.AddRange(disguisedMarks.Where(mark => mark.Evasive && mark.Term.Category != Category.Exception));
            marks.Sort((a, b) => a.Start.CompareTo(b.Start));
        }

        Pictures.Find(text, hits);
        if (hits.Count == 0)
        {
            return new Findings([], [], marks, scanner.Markers);
        }

        hits.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        Sift(hits, marks);
        if (scanner.Markers.Words > FewWords)
        {
            hits.RemoveAll(hit => hit is { Term.Category: Category.Mild, Evasive: false });
        }

        new Framing(text, Reports(lexicon, scanner.Plain, lower), Of(Category.Frame, marks)).Apply(hits);
        return new Findings(WithoutOverlaps(hits, toxicity: false), WithoutOverlaps(hits, toxicity: true), marks, scanner.Markers);
    }

    // Most texts are short and hold nothing: what it takes to find that out is kept for the next one.
    private sealed class Lists
    {
        private const int LargestKept = 4096;

        public List<ReadWord> Plain { get; } = new(64);

        public List<ReadWord> Disguised { get; } = new(16);

        public List<Hit> Hits { get; } = new(16);

        public List<Hit> Marks { get; } = new(16);

        public Lists? Cleared()
        {
            if (Plain.Capacity > LargestKept || Disguised.Capacity > LargestKept || Hits.Capacity > LargestKept || Marks.Capacity > LargestKept) return null;
            Plain.Clear();
            Disguised.Clear();
            Hits.Clear();
            Marks.Clear();
            return this;
        }
    }

    private static List<int> Reports(Lexicon lexicon, List<ReadWord> words, ReadOnlySpan<char> lower)
    {
        var reports = new List<int>();
        foreach (var word in words)
        {
            var use = lexicon.Word(word.Id).Use;
            if ((use & WordUse.Asserts) != 0 && reports.Count > 0 && word.Start - reports[^1] <= AssertReach)
            {
                reports.RemoveAt(reports.Count - 1);
            }
            else if ((use & WordUse.Reports) != 0 && !IsOwnOpinion(lower, word))
            {
                reports.Add(word.Start);
            }
        }

        return reports;
    }

    // "I really think that" reports nobody else.
    private static bool IsOwnOpinion(ReadOnlySpan<char> lower, ReadWord word)
    {
        var said = lower[word.Start..word.End];
        var before = lower[Math.Max(0, word.Start - OpinionReach)..word.Start];
        return (said is "think" or "believe" or "say") && (before.StartsWith("i ") || before.Contains(" i ", StringComparison.Ordinal));
    }

    private static IReadOnlyList<Hit> Of(Category category, IReadOnlyList<Hit> marks) => marks.Count == 0 ? [] : [.. marks.Where(mark => mark.Term.Category == category)];

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

    private static void Sift(List<Hit> hits, List<Hit> marks)
    {
        var exceptions = new Covering(Of(Category.Exception, marks));
        var groups = new Covering(Of(Category.Group, marks));
        hits.RemoveAll(hit => exceptions.Covers(hit) || (hit.Term.Facets.HasFlag(Facets.NeedsGroup) && !groups.IsNear(hit, GroupReach)));
    }

    private static IReadOnlyList<Hit> WithoutOverlaps(List<Hit> hits, bool toxicity)
    {
        List<Hit>? kept = null;
        foreach (var hit in hits)
        {
            if (hit.Term.Category.IsToxicity() == toxicity && (kept is null || !kept[^1].Overlaps(hit)))
            {
                (kept ??= new List<Hit>(hits.Count)).Add(hit);
            }
        }

        return kept ?? (IReadOnlyList<Hit>)[];
    }
}
