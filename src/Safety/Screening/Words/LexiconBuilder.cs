namespace Steward.Safety.Screening.Words;

/// <summary>Puts vocabularies together into a <see cref="Lexicon"/>.</summary>
internal sealed class LexiconBuilder
{
    // Shorter words are too easily read into digits and signs.
    private const int ShortestDisguised = 3;
    private const int ShortestSwapped = 4;
    private const int ShortestShortened = 5;
    private const int LongestRespelled = 7;

    // Newspapers print no more of these than their first letter.
    private static readonly string[] Masked = ["shit", "cunt", "bitch", "nigger", "niggers"];

    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int[]>> _membersOf = [];

    public Dictionary<string, int> Ids { get; } = new(StringComparer.Ordinal);

    public List<WordEntry> Words { get; } = [];

    public List<Term> Terms { get; } = [];

    public PhraseTrie Phrases { get; } = new();

    public ClassMembers Members { get; } = new();

    public LetterTrie Letters { get; } = new();

    public Affixes Affixes { get; } = new();

    public int Longest { get; private set; }

    /// <param name="judging">Vocabularies whose terms count.</param>
    /// <param name="recognised">Vocabularies of which only the markers of the language are taken.</param>
    public static Lexicon Build(IEnumerable<Vocabulary> judging, IEnumerable<Vocabulary> recognised)
    {
        var builder = new LexiconBuilder();
        foreach (var vocabulary in judging)
        {
            builder.Add(vocabulary);
        }

        foreach (var vocabulary in recognised)
        {
            builder.MarkLanguage(vocabulary);
            builder.Mark(vocabulary.Usual, WordUse.Usual);
        }

        builder.AddLetters();
        builder.AddRespellings();
        builder.AddSlips();
        builder.Letters.Complete();
        builder.Affixes.Complete();
        return new Lexicon(builder);
    }

    private void Add(Vocabulary vocabulary)
    {
        foreach (var (name, members) in vocabulary.Classes)
        {
            var step = -1 - _classes.Count;
            _classes[$"{vocabulary.Language}{name}"] = step;
            _membersOf[step] = [.. members.Select(member => member.Split(' ').Select(Id).ToArray())];
            foreach (var member in _membersOf[step])
            {
                Members.Add(member, step);
            }
        }

        foreach (var term in vocabulary.Terms)
        {
            Add(term, vocabulary);
        }

        Mark(vocabulary.Reporting, WordUse.Reports);
        Mark(vocabulary.Stops, WordUse.Stops);
        Mark(vocabulary.Asserting, WordUse.Asserts);
        Mark(vocabulary.Usual, WordUse.Usual);
        MarkLanguage(vocabulary);
    }

    private void MarkLanguage(Vocabulary vocabulary) => Mark(vocabulary.Markers, Language.MarkOf(vocabulary.Language) | WordUse.Usual);

    private void Add(Term term, Vocabulary vocabulary)
    {
        var steps = term.Text.Split(' ').Select(word => Step(word, term, vocabulary)).ToArray();
        var node = Phrases.Add(steps);
        Terms.Add(term);
        var ends = Phrases.At(node);
        Phrases.SetEnds(node, term.Category switch
        {
            _ when term.Category.IsMark() => ends with { Mark = Terms.Count },
            _ when term.Category.IsProfanity() => ends with { Profanity = Terms.Count },
            _ => ends with { Toxicity = Terms.Count },
        });

        foreach (var first in steps[0] >= 0 ? [steps[0]] : _membersOf[steps[0]].Select(member => member[0]))
        {
            Change(first, entry => entry with { Use = entry.Use | WordUse.StartsPhrase });
        }

        if (steps.Length == 1 && steps[0] >= 0 && !term.Category.IsMark())
        {
            Change(steps[0], entry => entry with { Severity = (sbyte)Math.Max(entry.Severity, term.Severity) });
        }
    }

    private int Step(string word, Term term, Vocabulary vocabulary) => word switch
    {
        "~" => PhraseTrie.Gap,
        ['@', ..] => _classes.TryGetValue(vocabulary.Language + word, out var step) ? step : throw new FormatException($"'{term.Text}' names a class that is not there."),
        _ => Id(word),
    };

    private int Id(string word)
    {
        if (!Ids.TryGetValue(word, out var id))
        {
            id = Words.Count;
            Ids[word] = id;
            Words.Add(new WordEntry(WordUse.None, -1, (byte)word.Length, word.StartsWith("fuck", StringComparison.Ordinal) || Masked.Contains(word)));
            Longest = Math.Max(Longest, word.Length);
            if (word.Contains('*', StringComparison.Ordinal)) Affixes.Add(word, id);
        }

        return id;
    }

    private void Mark(IReadOnlyList<string> words, WordUse use)
    {
        foreach (var word in words)
        {
            Change(Id(word), entry => entry with { Use = entry.Use | use });
        }
    }

    private void Change(int id, Func<WordEntry, WordEntry> change) => Words[id] = change(Words[id]);

    // Words that only say which language a text is in need no disguised reading.
    private void AddLetters()
    {
        var names = Ids.ToDictionary(pair => pair.Value, pair => pair.Key);
        var used = Terms.Where(term => !term.Category.IsMark() || term.Category == Category.Group)
            .SelectMany(term => term.Text.Split(' '))
            .ToHashSet(StringComparer.Ordinal);
        used.UnionWith(_membersOf.Values.SelectMany(members => members).SelectMany(member => member).Select(id => names[id]));
        var readable = used.Where(word => word.Length >= ShortestDisguised && word.All(char.IsLetter));
        var worstFirst = readable.OrderByDescending(word => Words[Ids[word]].Swearing).ThenByDescending(word => Words[Ids[word]].Severity);
        foreach (var word in worstFirst)
        {
            Letters.Add(word, Ids[word]);
        }
    }

    // What strong words become by ear: "phuk", "kunt", "bytch", "bitchez". Real words that look so stay what they are.
    private void AddRespellings()
    {
        foreach (var term in Terms.Where(term => term.Category.IsProfanity() && term.Category != Category.Mild && term.Severity >= 2).ToList())
        {
            if (term.Text.Length is < ShortestSwapped or > LongestRespelled || !term.Text.All(char.IsAsciiLetter)) continue;
            var number = Lexicon.Respelling(Ids[term.Text]);
            foreach (var spelling in Respelling.Of(term.Text)) Ids.TryAdd(spelling, number);
            // Backwards many a strong word is an innocent one: "skips", "tools".
            var worst = term.Severity == 3 && (term.Category == Category.Profanity || term.Text.Length >= LongestRespelled - 1);
            if (worst) Ids.TryAdd(Respelling.Backwards(term.Text), number);
        }
    }

    // Two neighbours swapped or one letter left out, not the first: "haet", "cancr". They count only within phrases that say something toxic.
    private void AddSlips()
    {
        var spelled = Terms.Where(term => term.Category.IsToxicity() && term.Text.Contains(' ', StringComparison.Ordinal))
            .SelectMany(term => term.Text.Split(' ')).Where(Ids.ContainsKey).Select(word => Ids[word]);
        var phrased = spelled.Concat(_membersOf.Values.SelectMany(members => members).SelectMany(member => member)).Distinct().ToHashSet();
        foreach (var (word, id) in Ids.Where(pair => phrased.Contains(pair.Value)).ToList())
        {
            Change(id, entry => entry with { Use = entry.Use | WordUse.Joins });
            if (word.Length >= ShortestSwapped && word.All(char.IsLetter)) AddSlips(word, id);
        }
    }

    private void AddSlips(string word, int id)
    {
        for (var at = 1; at < word.Length; at++)
        {
            if (at + 1 < word.Length) Ids.TryAdd($"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}", Lexicon.Slip(id));
            if (word.Length >= ShortestShortened) Ids.TryAdd(word.Remove(at, 1), Lexicon.Slip(id));
        }
    }
}
