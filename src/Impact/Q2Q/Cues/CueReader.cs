namespace Steward.Impact.Q2Q.Cues;

/// <summary>Finds the cues of a lexicon in a text and weighs each by the words around it.</summary>
internal sealed class CueReader(CueLexicon lexicon, FeedbackText text)
{
    private const int NegationReach = 5;
    private const int WishReach = 5;
    private const int IntensityReach = 2;

    /// <summary>Words of one phrase stand close together; anything wider is filler between them.</summary>
    private const int LongestMatch = 200;
    private const int MostWords = LongestMatch / 2;
    private const double Intensified = 1.3;
    private const double Diminished = .7;
    private const double Past = .4;

    private static readonly Comparer<CueHit> ByFirstWord = Comparer<CueHit>.Create((one, other) => one.First.CompareTo(other.First));

    private readonly IReadOnlyList<Word> _words = text.Words;
    private readonly bool[] _past = PastWords(lexicon, text.Words);

    /// <summary>Hits in the order of the text; those for one label never overlap.</summary>
    public IReadOnlyList<CueHit> Read()
    {
        var found = Find();
        var meant = found
            .Where(hit => !Polarity.IsGuard(hit.Label) && !Near(found, hit).Any(other => Guards(other, hit)))
            .Select(Weigh)
            .OfType<CueHit>()
            .OrderBy(hit => hit.First)
            .ToList();
        return
        [
            .. meant.Where(hit => !Near(meant, hit).Any(other => Outweighs(other, hit)))
                .GroupBy(hit => hit.Label)
                .SelectMany(Apart)
                .OrderBy(hit => hit.First)
                .ThenBy(hit => hit.Label, StringComparer.Ordinal),
        ];
    }

    private List<CueHit> Find()
    {
        var hits = new List<CueHit>();
        var cues = new List<Cue>();
        for (var first = 0; first < _words.Count; first++)
        {
            cues.Clear();
            lexicon.CollectStartingWith(_words[first].Text, cues);
            foreach (var cue in cues)
            {
                var end = cue.Match(_words, first);
                if (end > first && _words[end - 1].End - _words[first].Start <= LongestMatch)
                {
                    hits.Add(new CueHit(cue.Label, cue.Weight, first, end, cue));
                }
            }
        }

        return hits;
    }

    private static bool Guards(CueHit other, CueHit hit) => other.Covers(hit) && Polarity.AreOpposite(other.Label, hit.Label);

    // The same words cannot speak for a label and against it: the longer phrase holds, the denied one if both are equally long.
    private static bool Outweighs(CueHit other, CueHit hit) =>
        other.Overlaps(hit)
        && ((Polarity.Denied(hit.Label) == other.Label && other.Length >= hit.Length)
            || (Polarity.Denied(other.Label) == hit.Label && other.Length > hit.Length));

    // Hits stand in the order of their first word and none has more than MostWords, so only neighbours can touch.
    private static IEnumerable<CueHit> Near(List<CueHit> hits, CueHit hit)
    {
        var at = hits.BinarySearch(hit with { First = hit.First - MostWords }, ByFirstWord);
        for (at = at < 0 ? ~at : at; at < hits.Count && hits[at].First < hit.End; at++)
        {
            yield return hits[at];
        }
    }

    private List<CueHit> Apart(IEnumerable<CueHit> hits)
    {
        var kept = new List<CueHit>();
        var taken = new bool[_words.Count];
        foreach (var hit in hits.OrderByDescending(hit => hit.Weight).ThenByDescending(hit => hit.Length).ThenBy(hit => hit.First))
        {
            var span = taken.AsSpan(hit.First, hit.Length);
            if (!span.Contains(true))
            {
                span.Fill(true);
                kept.Add(hit);
            }
        }

        return kept;
    }

    private CueHit? Weigh(CueHit hit)
    {
        if (!hit.Cue.Literal && Polarity.IsReached(hit.Label) && Before(hit, WishReach, lexicon.Grammar.Wishes))
        {
            return null;
        }

        var weighed = hit with { Weight = hit.Weight * Intensity(hit) * Recency(hit) };
        if (hit.Cue.Literal || Negator(hit) is not { } negator)
        {
            return weighed;
        }

        var label = InClause(hit, lexicon.Grammar.Endings) ? Polarity.Ended(hit.Label) : Polarity.Denied(hit.Label);
        return label is null
            ? null
            : weighed with { Label = label, First = Math.Min(hit.First, negator), End = Math.Max(hit.End, negator + 1) };
    }

    private double Intensity(CueHit hit) =>
        Before(hit, IntensityReach, lexicon.Grammar.Diminishers) ? Diminished
        : Before(hit, IntensityReach, lexicon.Grammar.Intensifiers) ? Intensified
        : 1;

    private double Recency(CueHit hit) => _past[hit.First] && Polarity.IsState(hit.Label) ? Past : 1;

    // From a past frame to the end of its sentence or to a word that turns to the present.
    private static bool[] PastWords(CueLexicon lexicon, IReadOnlyList<Word> words)
    {
        var past = new bool[words.Count];
        for (var at = 0; at < words.Count; at++)
        {
            var sameSentence = at > 0 && words[at].Sentence == words[at - 1].Sentence;
            past[at] = !lexicon.Contrasts.Contains(words[at].Text)
                && ((sameSentence && past[at - 1]) || MatchesAny(lexicon.PastFrames, words, at));
        }

        return past;
    }

    // The word that denies the hit: the nearest before it in its clause, one that fills a gap in it, or one right after it.
    private int? Negator(CueHit hit) =>
        NegatorIn(hit.First - NegationReach, hit.First, _words[hit.First].Clause)
        ?? NegatorInside(hit)
        ?? (lexicon.Grammar.NegatesAfter ? NegatorIn(hit.End, hit.End + 2, _words[hit.End - 1].Clause) : null);

    private int? NegatorIn(int from, int until, int clause)
    {
        for (var at = Math.Min(_words.Count, until) - 1; at >= Math.Max(0, from); at--)
        {
            if (_words[at].Clause == clause && Denies(at))
            {
                return at;
            }
        }

        return null;
    }

    private int? NegatorInside(CueHit hit)
    {
        for (var at = hit.First; at < hit.End; at++)
        {
            if (Denies(at) && !hit.Cue.Names(_words[at].Text))
            {
                return at;
            }
        }

        return null;
    }

    private bool Denies(int at) => lexicon.Grammar.Negators.Contains(_words[at].Text) && !MatchesAny(lexicon.NegatorExceptions, _words, at);

    private static bool MatchesAny(IReadOnlyList<Cue> phrases, IReadOnlyList<Word> words, int at)
    {
        foreach (var phrase in phrases)
        {
            if (phrase.Match(words, at) > at)
            {
                return true;
            }
        }

        return false;
    }

    private bool Before(CueHit hit, int reach, WordSet set)
    {
        var clause = _words[hit.First].Clause;
        for (var at = hit.First - 1; at >= Math.Max(0, hit.First - reach) && _words[at].Clause == clause; at--)
        {
            if (set.Contains(_words[at].Text))
            {
                return true;
            }
        }

        return false;
    }

    private bool InClause(CueHit hit, WordSet set)
    {
        var clause = _words[hit.First].Clause;
        for (var at = Math.Max(0, hit.First - NegationReach - 1); at < Math.Min(_words.Count, hit.End + NegationReach); at++)
        {
            if (_words[at].Clause == clause && set.Contains(_words[at].Text))
            {
                return true;
            }
        }

        return false;
    }
}
