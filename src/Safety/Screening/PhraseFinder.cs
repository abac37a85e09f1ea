using Steward.Safety.Screening.Reading;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>Finds the terms that the words of a text make up, the longest at each place, profanity and toxicity apart.</summary>
internal ref struct PhraseFinder(Lexicon lexicon, ReadOnlySpan<char> text, ReadOnlySpan<ReadWord> words)
{
    // Classes within classes make several ways through a phrase; no vocabulary needs this many.
    private const int MostSteps = 256;
    private const int LongestGap = 32;
    private const int WordsInGap = 3;
    private const int LongestOpenGap = 50;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<ReadWord> _words = words;
    private List<Hit> _marks = null!;
    private Hit? _profanity;
    private Hit? _toxicity;
    private int _steps;

    /// <summary>Adds what was found, in order of where it begins; of marks all, of hits the longest.</summary>
    public void Find(List<Hit> hits, List<Hit> marks)
    {
        _marks = marks;
        for (var first = 0; first < _words.Length; first++)
        {
            if ((lexicon.Word(_words[first].Id).Use & WordUse.StartsPhrase) == 0)
            {
                continue;
            }

            _profanity = _toxicity = null;
            _steps = 0;
            Walk(first, first, PhraseTrie.Root);
            Add(_profanity, hits);
            Add(_toxicity, hits);
        }
    }

    private static void Add(Hit? found, List<Hit> hits)
    {
        if (found is { } hit)
        {
            hits.Add(hit);
        }
    }

    private void Walk(int first, int next, int node)
    {
        if (lexicon.Phrases.At(node) is { Any: true } ends)
        {
            End(first, next - 1, ends);
        }

        if (next >= _words.Length || ++_steps > MostSteps)
        {
            return;
        }

        if (lexicon.Phrases.TryStep(node, PhraseTrie.Gap, out var beyond))
        {
            WalkGap(first, next, beyond);
        }

        if (next == first || Follows(next))
        {
            Step(first, next, node);
        }
    }

    // A few words that do not matter, none of them a denial.
    private void WalkGap(int first, int next, int node)
    {
        var last = _words[next - 1];
        for (var at = next; at < _words.Length; at++)
        {
            var word = _words[at];
            if (word.First - last.Last > WordsInGap + 1 || word.Start - last.End > LongestOpenGap || EndsClause(last.End, word.Start))
            {
                return;
            }

            Step(first, at, node);
            if ((lexicon.Word(word.Id).Use & WordUse.Stops) != 0)
            {
                return;
            }
        }
    }

    private void Step(int first, int next, int node)
    {
        if (lexicon.Phrases.TryStep(node, _words[next].Id, out var step))
        {
            Walk(first, next + 1, step);
        }

        if (lexicon.Phrases.HasClassSteps(node))
        {
            WalkClasses(first, next, node);
        }
    }

    private void WalkClasses(int first, int next, int node)
    {
        var member = PhraseTrie.Root;
        for (var at = next; at < _words.Length && (at == next || Follows(at)); at++)
        {
            if (!lexicon.Members.TryStep(member, _words[at].Id, out member))
            {
                return;
            }

            foreach (var step in lexicon.Members.ClassesAt(member))
            {
                if (lexicon.Phrases.TryStep(node, step, out var child))
                {
                    Walk(first, at + 1, child);
                }
            }
        }
    }

    private void End(int first, int last, PhraseTrie.Ends ends)
    {
        if (_words[first].Weak && (first == last || IsCut(_words[first].Start)) || _words[last].Weak && IsCut(_words[last].End))
        {
            return;
        }

        var disguised = false;
        for (var word = first; word <= last; word++)
        {
            disguised |= _words[word].Disguised;
        }

        Take(ref _profanity, ends.Profanity, first, last, disguised);
        Take(ref _toxicity, ends.Toxicity, first, last, disguised);
        if (ends.Mark != 0)
        {
            _marks.Add(new Hit(lexicon.Term(ends.Mark - 1), _words[first].Start, _words[last].End, disguised));
        }
    }

    private readonly void Take(ref Hit? best, int number, int first, int last, bool disguised)
    {
        if (number == 0)
        {
            return;
        }

        var term = lexicon.Term(number - 1);
        var hit = new Hit(term, _words[first].Start, _words[last].End, disguised);
        if ((term.Severity > 0 || disguised) && !(best is { } longest && longest.End >= hit.End))
        {
            best = hit;
        }
    }

    // Phrases do not run on over the end of a sentence.
    private readonly bool Follows(int next)
    {
        var before = _words[next - 1];
        var after = _words[next];
        return after.First == before.Last + 1 && after.Start - before.End <= LongestGap && (after.Start - before.End <= 1 || !EndsClause(before.End, after.Start));
    }

    // Parts of a word count only as a whole: "shut itself" does not say "shut it".
    private readonly bool IsCut(int at) => at > 0 && at < _text.Length && char.IsLetter(_text[at - 1]) && char.IsLetter(_text[at]);

    private readonly bool EndsClause(int end, int start)
    {
        var gap = _text[end..Math.Max(end, start)];
        return gap.ContainsAny('\n', ';') || (gap.ContainsAny('.', '!', '?') && gap.ContainsAny(' ', '\t'));
    }
}
