using System.Globalization;

namespace Steward.Safety.Screening.Words;

/// <summary>The terms of one language, its innocent exceptions, and the words that give the language away.</summary>
internal sealed class Vocabulary
{
    private Vocabulary(string language, VocabularyFile file)
    {
        Language = language;
        Content = file.Content;
        var sets = file.Section("sets").ToDictionary(fields => fields[0], fields => fields[1], StringComparer.Ordinal);
        Terms =
        [
            .. file.Section("terms").SelectMany(fields => Spell(fields, sets)), .. Marks(file, "exceptions", Category.Exception, sets),
            .. Marks(file, "frames", Category.Frame, sets), .. Marks(file, "groups", Category.Group, sets), .. Marks(file, "lures", Category.Lure, sets),
        ];
        Classes = ReadClasses(file, sets, Terms);
        Markers = Words(file, "markers", sets);
        Reporting = Words(file, "reporting", sets);
        Stops = Words(file, "stops", sets);
        Asserting = Words(file, "asserting", sets);
        Usual = Words(file, "usual", sets);
    }

    public string Language { get; }

    public string Content { get; }

    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Lists of words or phrases that a term names by <c>@name</c> in the place of a word; <c>@slurterm</c> is all slurs.</summary>
    public IReadOnlyDictionary<string, string[]> Classes { get; }

    /// <summary>Frequent words that a text of this language holds and those of the others rarely do.</summary>
    public IReadOnlyList<string> Markers { get; }

    /// <summary>Words that say that what follows is somebody else's opinion.</summary>
    public IReadOnlyList<string> Reporting { get; }

    /// <summary>Words that take a report back: "is it not obvious that …".</summary>
    public IReadOnlyList<string> Asserting { get; }

    /// <summary>Words that people write which are pieces of terms: "pen is".</summary>
    public IReadOnlyList<string> Usual { get; }

    /// <summary>Words that no gap in a phrase reaches over.</summary>
    public IReadOnlyList<string> Stops { get; }

    public static Vocabulary Load(string language) => new(language, VocabularyFile.Read(language));

    /// <summary>Reads a vocabulary of one's own, written as those in the folder Vocabulary.</summary>
    /// <exception cref="FormatException">It is not written so; the message says where.</exception>
    public static Vocabulary Parse(string language, string content) => new(language, VocabularyFile.Parse(content));

    private static IEnumerable<Term> Marks(VocabularyFile file, string section, Category category, Dictionary<string, string> sets) =>
        file.Section(section).SelectMany(fields => Expansion.Expand(fields[0], sets)).Select(text => new Term(text, category, 0));

    private static IEnumerable<Term> Spell(string[] fields, Dictionary<string, string> sets)
    {
        if (fields.Length != 3)
        {
            throw new FormatException($"A term needs a text, a category and a severity: '{fields[0]}'.");
        }

        if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var severity) || severity > 3)
        {
            throw new FormatException($"The severity of '{fields[0]}' is 0 to 3, not '{fields[2]}'.");
        }

        var (category, facets) = Term.Parse(fields[1]);
        return Expansion.Expand(fields[0], sets).Select(text => new Term(text, category, severity, facets));
    }

    // A class may take in the members of one written above it.
    private static Dictionary<string, string[]> ReadClasses(VocabularyFile file, Dictionary<string, string> sets, IReadOnlyList<Term> terms)
    {
        var classes = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["@slurterm"] = [.. terms.Where(term => term.Category == Category.Slur).Select(term => term.Text).Distinct()],
        };
        foreach (var fields in file.Section("classes"))
        {
            if (fields.Length != 2)
            {
                throw new FormatException($"A class needs a name and its members: '{fields[0]}'.");
            }

            var members = fields[1].Split(", ").SelectMany(member => classes.TryGetValue(member, out var inner) ? inner : Expansion.Expand(member, sets));
            classes[$"@{fields[0]}"] = [.. members.Distinct()];
        }

        return classes;
    }

    private static string[] Words(VocabularyFile file, string section, Dictionary<string, string> sets) =>
        [.. file.Section(section).SelectMany(fields => fields[0].Split(' ')).SelectMany(word => Expansion.Expand(word, sets))];
}
