namespace Examples.Documents;

/// <summary>Code in documents is cut from code that runs.</summary>
public sealed class SnippetTests
{
    private const string Mark = "<!-- snippet: ";

    [Fact]
    public void Every_snippet_is_what_the_file_says_now() =>
        (from document in Markdown.All
         from block in document.Blocks
         where block.Before.Trim().StartsWith(Mark, StringComparison.Ordinal)
         let name = block.Before.Trim()[Mark.Length..^" -->".Length]
         where block.Text != Cut(name)
         select $"{document.Path} shows {name} as:\n{block.Text}\nbut it is:\n{Cut(name)}").ShouldBeEmpty();

    [Fact]
    public void Every_block_of_csharp_is_a_snippet() =>
        Markdown.All.SelectMany(d => d.Blocks.Where(b => b.Language == "csharp" && !b.Before.Contains(Mark, StringComparison.Ordinal)).Select(_ => d.Path)).ShouldBeEmpty();

    [Fact]
    public void Every_region_of_the_examples_is_shown_somewhere()
    {
        var shown = Markdown.All.SelectMany(d => d.Blocks).Select(b => b.Before.Trim()).Where(l => l.StartsWith(Mark, StringComparison.Ordinal)).Select(l => l[Mark.Length..^" -->".Length]);
        var regions = from file in Directory.EnumerateFiles(Path.Combine(Markdown.Root, "tests/Examples/Praise"), "*.cs")
                      from line in File.ReadLines(file)
                      let text = line.Trim()
                      where text.StartsWith("// <", StringComparison.Ordinal) && !text.StartsWith("// </", StringComparison.Ordinal)
                      select $"Praise/{Path.GetFileName(file)}#{text[4..^1]}";
        regions.Except(shown).ShouldBeEmpty();
    }

    private static string Cut(string name)
    {
        var (file, region) = (name.Split('#')[0], name.Split('#')[1]);
        var lines = File.ReadAllLines(Path.Combine(Markdown.Root, "tests/Examples", file)).ToList();
        var (from, to) = (lines.FindIndex(l => l.Trim() == $"// <{region}>"), lines.FindIndex(l => l.Trim() == $"// </{region}>"));
        if (from < 0 || to < from) return $"(there is no region {region} in {file})";
        var inside = lines[(from + 1)..to];
        var indent = inside.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', inside.Select(l => l.Length >= indent ? l[indent..] : "")).Trim('\n');
    }
}
