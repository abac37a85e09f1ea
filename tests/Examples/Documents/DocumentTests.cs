using System.Text.RegularExpressions;
using Steward.Platform.Http;

namespace Examples.Documents;

/// <summary>Documents are short, and what they point at exists.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] TopFolders = ["src/", "tests/", "docs/", "tools/", "clients/", "samples/", "bench/", "deploy/"];

    [Fact]
    public void Readme_fits_on_a_few_screens() => Markdown.Of("README.md").LineCount.ShouldBeLessThanOrEqualTo(150);

    [Fact]
    public void Every_module_has_a_short_readme()
    {
        var modules = Directory.EnumerateFiles(Path.Combine(Markdown.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Markdown.Root, Path.GetDirectoryName(p)!) + "/README.md");
        modules.Except(Markdown.ModuleReadmes.Select(d => d.Path)).ShouldBeEmpty("modules without a README");
        Markdown.ModuleReadmes.Where(d => d.LineCount > 60).Select(d => d.Path).ShouldBeEmpty("longer than 60 lines");
    }

    [Fact]
    public void Every_link_within_the_repository_leads_somewhere() =>
        (from document in Markdown.All
         from link in document.Links
         let target = Path.GetFullPath(Path.Combine(document.Folder, link))
         where !File.Exists(target) && !Directory.Exists(target)
         select $"{document.Path}: {link}").ShouldBeEmpty();

    [Fact]
    public void Every_path_that_is_named_exists() =>
        (from document in Markdown.All
         from path in document.Spans
         where TopFolders.Any(f => path.StartsWith(f, StringComparison.Ordinal)) && IsPlain(path) && !path.StartsWith("src/Praise", StringComparison.Ordinal)
         let target = Path.Combine(Markdown.Root, path)
         where !File.Exists(target) && !Directory.Exists(target)
         select $"{document.Path}: {path}").ShouldBeEmpty();

    [Fact]
    public void Every_file_that_a_module_readme_names_is_in_the_module() =>
        (from document in Markdown.ModuleReadmes
         from path in document.Spans
         where OwnFile().IsMatch(path) && !File.Exists(Path.Combine(document.Folder, path))
         select $"{document.Path}: {path}").ShouldBeEmpty();

    [Fact]
    public void Every_step_of_the_walk_through_the_code_names_a_member_of_its_file()
    {
        var steps = Step().Matches(string.Join(' ', Markdown.Of("docs/architecture.md").Prose.Select(l => l.Trim()))).ToList();
        steps.Count.ShouldBeGreaterThan(10);
        steps.Where(s => !File.ReadAllText(Path.Combine(Markdown.Root, s.Groups[1].Value)).Contains(s.Groups[2].Value.Split('.')[^1], StringComparison.Ordinal))
            .Select(s => s.Value).ShouldBeEmpty();
    }

    [Fact]
    public void The_map_has_a_path_in_every_row()
    {
        var rows = Markdown.Of("docs/map.md").Rows.Skip(1).ToList();
        rows.Count.ShouldBeGreaterThanOrEqualTo(30);
        rows.Where(r => r.Length != 2 || !Markdown.SpansOf(r[1]).Any(p => File.Exists(Path.Combine(Markdown.Root, p)))).Select(r => r[0]).ShouldBeEmpty();
    }

    [Fact]
    public void The_table_of_ports_is_that_of_the_code() =>
        Markdown.Of("README.md").Rows.Where(r => r.Length == 3 && int.TryParse(r[1], out _)).Select(r => $"{r[0]} {r[1]}")
            .ShouldBe(Service.All.Select(s => $"{s.Name} {s.DefaultPort}"));

    [Fact]
    public void Decisions_are_numbered_without_gaps_and_have_their_three_parts()
    {
        var decisions = Markdown.All.Where(d => d.Path.StartsWith("docs/decisions/", StringComparison.Ordinal)).ToList();
        decisions.Select(d => int.Parse(Path.GetFileName(d.Path)[..4])).ShouldBe(Enumerable.Range(1, decisions.Count));
        foreach (var part in (string[])["**Context.**", "**Decision.**", "**Consequences.**"])
            decisions.Where(d => !d.Prose.Any(l => l.StartsWith(part, StringComparison.Ordinal))).Select(d => d.Path).ShouldBeEmpty(part);
    }

    [Fact]
    public void No_document_knows_a_machine_or_puts_something_off() =>
        (from document in Markdown.All
         from word in (string[])["/work/", "/tmp/", "/root/", "TODO", "FIXME"]
         where document.Prose.Concat(document.Blocks.Select(b => b.Text)).Any(l => l.Contains(word, StringComparison.Ordinal))
         select $"{document.Path}: {word}").ShouldBeEmpty();

    private static bool IsPlain(string path) => !path.AsSpan().ContainsAny("*{}…<> ");

    [GeneratedRegex(@"^([A-Z][A-Za-z0-9]*/)*[A-Z][A-Za-z0-9.]*\.(cs|json|txt)$")]
    private static partial Regex OwnFile();

    [GeneratedRegex(@"`(src/[^`]+\.cs)`, `([A-Za-z.]+)`")]
    private static partial Regex Step();
}
