namespace Steward.Impact.Q2Q.Cues;

/// <summary>
/// A phrase that speaks for a label, written as words apart by spaces: <c>stem*</c> begins a word, <c>a/b</c> are alternatives,
/// <c>(word)</c> may be missing, <c>_</c> is any one word, <c>..</c> is up to three words. A leading <c>~</c> halves its weight (it needs
/// company to count), a leading <c>=</c> marks a phrase that carries its own polarity: negation and wishes before it change nothing.
/// </summary>
internal sealed class Cue
{
    private const int LongestGap = 3;
    private readonly Part[] _parts;

    private Cue(string label, double weight, bool literal, Part[] parts) =>
        (Label, Weight, Literal, _parts) = (label, weight, literal, parts);

    public string Label { get; }

    public double Weight { get; }

    public bool Literal { get; }

    /// <summary>The alternatives of the first word: by these a lexicon finds the cue.</summary>
    public IReadOnlyList<Form> FirstForms => _parts[0].Forms;

    public static Cue Parse(string label, string line)
    {
        double weight = 1;
        var literal = false;
        var rest = line.AsSpan().Trim();
        while (rest.Length > 0 && rest[0] is '~' or '=')
        {
            weight = rest[0] == '~' ? .5 : weight;
            literal |= rest[0] == '=';
            rest = rest[1..].Trim();
        }

        var parts = rest.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Part.Parse).ToArray();
        if (parts.Length == 0 || parts[0].Kind != PartKind.Word || parts[^1].Kind != PartKind.Word)
        {
            throw new FormatException($"A cue starts and ends with a word that must be there: '{line}'.");
        }

        return new Cue(label, weight, literal, parts);
    }

    /// <summary>True if the phrase itself spells this word, so that it is no filler in a gap.</summary>
    public bool Names(string word) => Array.Exists(_parts, part => part.Kind != PartKind.Gap && part.Accepts(word));

    /// <summary>The index after the last matched word, or -1. The match stays within one sentence and takes the shortest gaps.</summary>
    public int Match(IReadOnlyList<Word> words, int start) => Match(words, start, 0, words[start].Sentence);

    private int Match(IReadOnlyList<Word> words, int at, int part, int sentence)
    {
        if (part == _parts.Length)
        {
            return at;
        }

        var current = _parts[part];
        if (current.Kind == PartKind.Gap)
        {
            return MatchAfterGap(words, at, part, sentence);
        }

        if (at < words.Count && words[at].Sentence == sentence && current.Accepts(words[at].Text))
        {
            var end = Match(words, at + 1, part + 1, sentence);
            if (end >= 0)
            {
                return end;
            }
        }

        return current.Kind == PartKind.Optional ? Match(words, at, part + 1, sentence) : -1;
    }

    private int MatchAfterGap(IReadOnlyList<Word> words, int at, int part, int sentence)
    {
        for (var skipped = 0; skipped <= LongestGap && at + skipped < words.Count; skipped++)
        {
            if (words[at + skipped].Sentence != sentence)
            {
                break;
            }

            var end = Match(words, at + skipped, part + 1, sentence);
            if (end >= 0)
            {
                return end;
            }
        }

        return -1;
    }

    internal readonly record struct Form(string Text, bool IsStem);

    private enum PartKind
    {
        Word,
        Optional,
        Gap,
    }

    private sealed record Part(PartKind Kind, Form[] Forms)
    {
        public static Part Parse(string element)
        {
            if (element == "..")
            {
                return new Part(PartKind.Gap, []);
            }

            var optional = element.StartsWith('(') && element.EndsWith(')');
            var forms = (optional ? element[1..^1] : element).Split('/')
                .Select(form => form.EndsWith('*') ? new Form(form[..^1], true) : new Form(form == "_" ? "" : form, form == "_"))
                .ToArray();
            return new Part(optional ? PartKind.Optional : PartKind.Word, forms);
        }

        public bool Accepts(string word)
        {
            foreach (var form in Forms)
            {
                if (form.IsStem ? word.StartsWith(form.Text, StringComparison.Ordinal) : word == form.Text)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
