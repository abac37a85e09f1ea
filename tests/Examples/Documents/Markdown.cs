using System.Text.RegularExpressions;

namespace Examples.Documents;

/// <summary>One fenced block of a document.</summary>
/// <param name="Language">What stands after the fence.</param>
/// <param name="Text">The lines between the fences, without the fence's own indent.</param>
/// <param name="Before">The last line before the fence that is not blank.</param>
internal sealed record CodeBlock(string Language, string Text, string Before);

/// <summary>A document of the repository: its prose, its code, its links.</summary>
internal sealed partial class Markdown
{
    private static readonly string[] Elsewhere = ["/artifacts/", "/bin/", "/obj/", "/node_modules/", "/data/", "/.git/"];

    private Markdown(string path)
    {
        Path = path;
        var lines = File.ReadAllLines(System.IO.Path.Combine(Root, path));
        LineCount = lines.Length;
        (Blocks, Prose) = Split(lines);
    }

    public static string Root { get; } = RepoRoot.Find();

    /// <summary>Every document, as paths from the root with forward slashes.</summary>
    public static IReadOnlyList<Markdown> All { get; } = [.. Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        .Where(p => !Elsewhere.Any(p[Root.Length..].Contains)).Select(p => System.IO.Path.GetRelativePath(Root, p)).Order(StringComparer.Ordinal).Select(p => new Markdown(p))];

    public static IEnumerable<Markdown> ModuleReadmes => All.Where(d => ModuleReadme().IsMatch(d.Path));

    public string Path { get; }

    public int LineCount { get; }

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The lines outside fences.</summary>
    public IReadOnlyList<string> Prose { get; }

    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.Combine(Root, Path))!;

    /// <summary>Texts between backticks outside fences.</summary>
    public IEnumerable<string> Spans => Prose.SelectMany(SpansOf);

    /// <summary>Targets of links that are not addresses, without their fragments.</summary>
    public IEnumerable<string> Links => Link().Matches(string.Join('\n', Prose)).Select(m => m.Groups[1].Value.Split('#')[0])
        .Where(l => l.Length > 0 && !l.Contains("://", StringComparison.Ordinal));

    /// <summary>Rows of tables, as their cells.</summary>
    public IEnumerable<string[]> Rows => Prose.Where(l => l.StartsWith('|') && !l.StartsWith("|-", StringComparison.Ordinal))
        .Select(l => l.Trim('|', ' ').Split('|').Select(c => c.Trim()).ToArray());

    public static Markdown Of(string path) => All.Single(d => d.Path == path);

    public static IEnumerable<string> SpansOf(string text) => Span().Matches(text).Select(m => m.Groups[1].Value);

    private static (List<CodeBlock>, List<string>) Split(string[] lines)
    {
        var (blocks, prose) = (new List<CodeBlock>(), new List<string>());
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].TrimStart();
            if (!text.StartsWith("```", StringComparison.Ordinal))
            {
                prose.Add(lines[i]);
                continue;
            }

            var (indent, body) = (lines[i].Length - text.Length, new List<string>());
            while (++i < lines.Length && !lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal)) body.Add(lines[i].Length >= indent ? lines[i][indent..] : "");
            blocks.Add(new CodeBlock(text[3..].Trim(), string.Join('\n', body), prose.LastOrDefault(l => l.Trim().Length > 0) ?? ""));
        }

        return (blocks, prose);
    }

    [GeneratedRegex(@"^(src/[^/]+|clients/csharp/Client)/README\.md$")]
    private static partial Regex ModuleReadme();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();
}
