using System.Text;

namespace Steward.Tools.ScoreEmbeddings;

/// <summary>Labels of a catalogue, each once, with the sections in which it stands.</summary>
internal sealed record Catalogue(string Name, IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlySet<string>> Sections)
{
    /// <summary>Reads files of one kind.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="code">The column of the code.</param>
    /// <param name="sectionOf">The section that a code says.</param>
    /// <param name="files">CSV with a column <c>description</c>.</param>
    public static Catalogue Read(string name, string code, Func<string, string> sectionOf, params IEnumerable<string> files)
    {
        var lines = files.SelectMany(f => Lines(f, code)).Where(l => l.Label.Length > 0).GroupBy(l => l.Label, l => sectionOf(l.Code)).ToList();
        return new Catalogue(name, [.. lines.Select(l => l.Key)], [.. lines.Select(l => l.ToHashSet())]);
    }

    private static IEnumerable<(string Label, string Code)> Lines(string file, string code)
    {
        var lines = File.ReadLines(file).Select(FieldsOf).ToList();
        var (label, at) = (lines[0].IndexOf("description"), lines[0].IndexOf(code));
        return lines.Skip(1).Where(l => l.Count == lines[0].Count).Select(l => (l[label].Trim(), l[at]));
    }

    // No field of these files holds a line's end.
    private static List<string> FieldsOf(string line)
    {
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var letter in line)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(letter);
        }

        fields.Add(field.ToString());
        return fields;
    }
}
