namespace Steward.Safety.Screening.Words;

/// <summary>The terms of one language, its innocent exceptions, and the words that give the language away.</summary>
internal sealed class Vocabulary
{
    private Vocabulary(string language, VocabularyFile file)
    {
        Language = language;
        Content = file.Content;
        var sets = file.Section("sets").ToDictionary(fields => fields[0], fields => fields[1], StringComparer.Ordinal);
        Terms = [.. file.Section("terms").SelectMany(fields => Spell(fields, sets)), .. file.Section("exceptions")
            .SelectMany(fields => Expansion.Expand(fields[0], sets)).Select(text => new Term(text, Category.Exception, 0))];
        Classes = ReadClasses(file, sets);
        Markers = Words(file, "markers", sets);
        Reporting = Words(file, "reporting", sets);
    }

    public string Language { get; }

    public string Content { get; }

    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Lists of words or phrases that a term names by <c>@name</c> in the place of a word.</summary>
    public IReadOnlyDictionary<string, string[]> Classes { get; }

    /// <summary>Frequent words that a text of this language holds and those of the others rarely do.</summary>
    public IReadOnlyList<string> Markers { get; }

    /// <summary>Words that say that what follows is somebody else's opinion.</summary>
    public IReadOnlyList<string> Reporting { get; }

    public static Vocabulary Load(string language) => new(language, VocabularyFile.Read(language));

    private static IEnumerable<Term> Spell(string[] fields, Dictionary<string, string> sets)
    {
        if (fields.Length != 3)
        {
            throw new FormatException($"A term needs a text, a category and a severity: '{fields[0]}'.");
        }

        var severity = int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture);
        return Expansion.Expand(fields[0], sets).Select(text => new Term(text, CategoryNames.Parse(fields[1]), severity));
    }

    // A class may take in the members of one written above it.
    private static Dictionary<string, string[]> ReadClasses(VocabularyFile file, Dictionary<string, string> sets)
    {
        var classes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var fields in file.Section("classes"))
        {
            var members = fields[1].Split(", ").SelectMany(member => member[0] == '@' ? classes[member] : Expansion.Expand(member, sets));
            classes[$"@{fields[0]}"] = [.. members.Distinct()];
        }

        return classes;
    }

    private static string[] Words(VocabularyFile file, string section, Dictionary<string, string> sets) =>
        [.. file.Section(section).SelectMany(fields => fields[0].Split(' ')).SelectMany(word => Expansion.Expand(word, sets))];
}
