using System.Collections.Frozen;

namespace Steward.Impact.Q2Q.Cues;

/// <summary>All cues of one language with its grammar, indexed by the first word.</summary>
internal sealed class CueLexicon
{
    private readonly FrozenDictionary<string, Cue[]> _byWord;
    private readonly FrozenDictionary<string, Cue[]> _byStem;
    private readonly int _longestStem;

    private CueLexicon(Grammar grammar, IReadOnlyCollection<Cue> cues)
    {
        Grammar = grammar;
        Contrasts = grammar.Contrasts.ToFrozenSet(StringComparer.Ordinal);
        ClauseWords = grammar.Contrasts.Concat(grammar.Joiners).ToFrozenSet(StringComparer.Ordinal);
        PastFrames = [.. grammar.PastFrames.Select(frame => Cue.Parse("past", frame))];
        NegatorExceptions = [.. grammar.NegatorExceptions.Select(phrase => Cue.Parse("not_negated", phrase))];
        var forms = cues.SelectMany(cue => cue.FirstForms.Select(form => (form, cue))).ToArray();
        _byWord = Index(forms.Where(entry => !entry.form.IsStem));
        _byStem = Index(forms.Where(entry => entry.form.IsStem));
        _longestStem = _byStem.Count == 0 ? 0 : _byStem.Keys.Max(stem => stem.Length);
    }

    public static CueLexicon English { get; } = Parse(
        EnglishCues.Grammar, EnglishCues.Guards, EnglishCues.Confidence, EnglishCues.Belonging, EnglishCues.Comfort,
        EnglishCues.Work, EnglishCues.Risks, EnglishCues.Topics);

    public static CueLexicon Ukrainian { get; } = Parse(
        UkrainianCues.Grammar, UkrainianCues.Guards, UkrainianCues.Confidence, UkrainianCues.Belonging, UkrainianCues.Comfort,
        UkrainianCues.Work, UkrainianCues.Risks, UkrainianCues.Topics);

    public static CueLexicon Norwegian { get; } = Parse(
        NorwegianCues.Grammar, NorwegianCues.Guards, NorwegianCues.Confidence, NorwegianCues.Belonging, NorwegianCues.Comfort,
        NorwegianCues.Work, NorwegianCues.Risks, NorwegianCues.Topics);

    public Grammar Grammar { get; }

    public FrozenSet<string> Contrasts { get; }

    public FrozenSet<string> ClauseWords { get; }

    public IReadOnlyList<Cue> PastFrames { get; }

    public IReadOnlyList<Cue> NegatorExceptions { get; }

    /// <summary>The lexicon for <c>en</c>, <c>uk</c> or <c>no</c>; null for anything else.</summary>
    public static CueLexicon? For(string language) => language switch
    {
        "en" => English,
        "uk" => Ukrainian,
        "no" => Norwegian,
        _ => null,
    };

    /// <summary>Adds the cues that may start with this word.</summary>
    public void CollectStartingWith(string word, List<Cue> into)
    {
        if (_byWord.TryGetValue(word, out var whole))
        {
            into.AddRange(whole);
        }

        var stems = _byStem.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = Math.Min(word.Length, _longestStem); length > 0; length--)
        {
            if (stems.TryGetValue(word.AsSpan(0, length), out var stemmed))
            {
                into.AddRange(stemmed);
            }
        }
    }

    /// <summary>Reads blocks of lines: <c>[label another_label]</c> opens a block, every other line is a cue for its labels.</summary>
    private static CueLexicon Parse(Grammar grammar, params string[] blocks)
    {
        var cues = new List<Cue>();
        string[] labels = [];
        foreach (var line in blocks.SelectMany(Lines))
        {
            if (line.StartsWith('['))
            {
                labels = line.Trim('[', ']').Split(' ');
                continue;
            }

            cues.AddRange(labels.Select(label => Cue.Parse(label, line)));
        }

        return new CueLexicon(grammar, cues);
    }

    private static string[] Lines(string block) =>
        block.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static FrozenDictionary<string, Cue[]> Index(IEnumerable<(Cue.Form Form, Cue Cue)> forms) =>
        forms.GroupBy(entry => entry.Form.Text, entry => entry.Cue, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);
}
