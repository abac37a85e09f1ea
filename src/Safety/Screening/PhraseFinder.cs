using Steward.Safety.Screening.Reading;
using Steward.Safety.Screening.Words;

namespace Steward.Safety.Screening;

/// <summary>Finds the terms that the words of a text make up, the longest at each place, profanity and toxicity apart.</summary>
internal ref struct PhraseFinder(Lexicon lexicon, ReadOnlySpan<char> text, IReadOnlyList<ReadWord> words)
{
    // Classes within classes make several ways through a phrase; no vocabulary needs this many.
    private const int MostSteps = 256;
    private const int LongestGap = 32;

    private readonly ReadOnlySpan<char> _text = text;
    private Hit? _profanity;
    private Hit? _toxicity;
    private Hit? _exception;
    private int _steps;

    /// <summary>Adds what was found, in order of where it begins.</summary>
    public void Find(List<Hit> hits, List<Hit> exceptions)
    {
        for (var first = 0; first < words.Count; first++)
        {
            if (!lexicon.Word(words[first].Id).Use.HasFlag(WordUse.StartsPhrase))
            {
                continue;
            }

            _profanity = _toxicity = _exception = null;
            _steps = 0;
            Walk(first, first, PhraseTrie.Root);
            Add(_profanity, hits);
            Add(_toxicity, hits);
            Add(_exception, exceptions);
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

        if (next >= words.Count || ++_steps > MostSteps || (next > first && !Follows(next)))
        {
            return;
        }

        if (lexicon.Phrases.TryStep(node, words[next].Id, out var step))
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
        for (var at = next; at < words.Count && (at == next || Follows(at)); at++)
        {
            if (!lexicon.Members.TryStep(member, words[at].Id, out member))
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
        var disguised = false;
        for (var word = first; word <= last; word++)
        {
            disguised |= words[word].Disguised;
        }

        Take(ref _profanity, ends.Profanity, first, last, disguised);
        Take(ref _toxicity, ends.Toxicity, first, last, disguised);
        Take(ref _exception, ends.Exception, first, last, disguised);
    }

    private readonly void Take(ref Hit? best, int number, int first, int last, bool disguised)
    {
        if (number == 0)
        {
            return;
        }

        var term = lexicon.Term(number - 1);
        var hit = new Hit(term, words[first].Start, words[last].End, disguised);
        var onlyDisguised = term.Severity == 0 && term.Category != Category.Exception;
        if ((!onlyDisguised || disguised) && !(best is { } longest && longest.End >= hit.End))
        {
            best = hit;
        }
    }

    // Phrases do not run on over the end of a sentence.
    private readonly bool Follows(int next)
    {
        var before = words[next - 1];
        var after = words[next];
        if (after.First != before.Last + 1)
        {
            return false;
        }

        var gap = _text[before.End..Math.Max(before.End, after.Start)];
        if (gap.Length <= 1)
        {
            return true;
        }

        var endsSentence = gap.ContainsAny('.', '!', '?') && gap.ContainsAny(' ', '\t');
        return gap.Length <= LongestGap && !endsSentence && !gap.ContainsAny('\n', ';');
    }
}
