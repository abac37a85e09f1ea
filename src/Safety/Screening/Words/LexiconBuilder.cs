namespace Steward.Safety.Screening.Words;

/// <summary>Puts vocabularies together into a <see cref="Lexicon"/>.</summary>
internal sealed class LexiconBuilder
{
    // Shorter words are too easily read into digits and signs.
    private const int ShortestDisguised = 3;

    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int[]>> _membersOf = [];

    public Dictionary<string, int> Ids { get; } = new(StringComparer.Ordinal);

    public List<WordEntry> Words { get; } = [];

    public List<Term> Terms { get; } = [];

    public PhraseTrie Phrases { get; } = new();

    public ClassMembers Members { get; } = new();

    public LetterTrie Letters { get; } = new();

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
        }

        builder.AddLetters();
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
        MarkLanguage(vocabulary);
    }

    private void MarkLanguage(Vocabulary vocabulary) => Mark(vocabulary.Markers, vocabulary.Language switch
    {
        "uk" => WordUse.MarksUkrainian,
        "no" => WordUse.MarksNorwegian,
        _ => WordUse.MarksEnglish,
    });

    private void Add(Term term, Vocabulary vocabulary)
    {
        var steps = term.Text.Split(' ').Select(word => word[0] == '@' ? _classes[vocabulary.Language + word] : Id(word)).ToArray();
        var node = Phrases.Add(steps);
        Terms.Add(term);
        var ends = Phrases.At(node);
        Phrases.SetEnds(node, term.Category switch
        {
            Category.Exception => ends with { Exception = Terms.Count },
            _ when term.Category.IsProfanity() => ends with { Profanity = Terms.Count },
            _ => ends with { Toxicity = Terms.Count },
        });

        foreach (var first in steps[0] >= 0 ? [steps[0]] : _membersOf[steps[0]].Select(member => member[0]))
        {
            Change(first, entry => entry with { Use = entry.Use | WordUse.StartsPhrase });
        }

        if (steps.Length == 1 && term.Category != Category.Exception)
        {
            Change(steps[0], entry => entry with { Severity = (sbyte)Math.Max(entry.Severity, term.Severity) });
        }
    }

    private int Id(string word)
    {
        if (!Ids.TryGetValue(word, out var id))
        {
            id = Words.Count;
            Ids[word] = id;
            Words.Add(new WordEntry(WordUse.None, -1, (byte)word.Length, word.StartsWith("fuck", StringComparison.Ordinal)));
            Longest = Math.Max(Longest, word.Length);
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
        var used = Terms.Where(term => term.Category != Category.Exception)
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
}
