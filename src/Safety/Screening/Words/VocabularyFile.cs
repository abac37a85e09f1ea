using System.Reflection;

namespace Steward.Safety.Screening.Words;

/// <summary>
/// A vocabulary as written: sections of lines, fields separated by tabs, <c>#</c> for remarks. Embedded in the assembly so that screening
/// needs no files.
/// </summary>
internal sealed class VocabularyFile
{
    private readonly Dictionary<string, List<string[]>> _sections = new(StringComparer.Ordinal);

    private VocabularyFile(string content)
    {
        Content = content;
        var section = new List<string[]>();
        foreach (var line in content.Split('\n'))
        {
            var text = line.TrimEnd('\r', ' ');
            if (text.StartsWith('[') && text.EndsWith(']'))
            {
                section = _sections[text[1..^1]] = [];
            }
            else if (text.Length > 0 && !text.StartsWith("# ", StringComparison.Ordinal))
            {
                section.Add(text.Split('\t'));
            }
        }
    }

    public string Content { get; }

    /// <summary>The lines of a section; none when the file lacks it.</summary>
    public IReadOnlyList<string[]> Section(string name) => _sections.TryGetValue(name, out var lines) ? lines : [];

    public static VocabularyFile Parse(string content) => new(content);

    /// <summary>Reads an embedded vocabulary.</summary>
    /// <exception cref="FileNotFoundException">The assembly was built without it.</exception>
    public static VocabularyFile Read(string name)
    {
        var assembly = typeof(VocabularyFile).Assembly;
        var ending = $".Vocabulary.{name}.txt";
        var resource = Array.Find(assembly.GetManifestResourceNames(), found => found.EndsWith(ending, StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"The vocabulary '{name}' is not embedded in {assembly.GetName().Name}.");
        return Read(assembly, resource);
    }

    private static VocabularyFile Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new VocabularyFile(reader.ReadToEnd());
    }
}
