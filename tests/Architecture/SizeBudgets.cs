using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture;

/// <summary>Small files, short methods, few arguments, few interfaces. What is over its budget stands in <c>exceptions.txt</c> with a reason.</summary>
public sealed class SizeBudgets
{
    private const int FileCap = 400, MethodCap = 60, ConstructorArguments = 5;

    private static readonly Dictionary<string, string> Exceptions = File.ReadAllLines(Path.Combine(RepoRoot.Find(), "tests/Architecture/exceptions.txt"))
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('|', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim());

    private static readonly List<(string Path, CompilationUnitSyntax Root, int Lines)> Files = Load();

    [Fact]
    public void Every_exception_has_a_reason_and_is_still_needed()
    {
        Exceptions.Values.ShouldAllBe(reason => reason.Length > 10);
        Exceptions.Keys.Except(Violations().Select(v => v.Key)).ShouldBeEmpty("no longer over budget");
    }

    [Fact]
    public void Nothing_is_over_its_budget_without_a_listed_reason() =>
        Violations().Where(v => !Exceptions.ContainsKey(v.Key)).Select(v => $"{v.Key} ({v.Size})").ShouldBeEmpty();

    [Fact]
    public void Half_of_the_files_are_short_and_nine_of_ten_stay_under_two_hundred_lines()
    {
        var lines = Files.Select(f => f.Lines).Order().ToList();
        lines[lines.Count / 2].ShouldBeLessThanOrEqualTo(70);
        lines[lines.Count * 9 / 10].ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void Nine_of_ten_methods_stay_under_thirty_lines()
    {
        var lengths = Methods().Select(m => m.Lines).Order().ToList();
        lengths[lengths.Count / 2].ShouldBeLessThanOrEqualTo(8);
        lengths[lengths.Count * 9 / 10].ShouldBeLessThanOrEqualTo(30);
    }

    [Fact]
    public void At_most_three_types_in_a_hundred_are_interfaces()
    {
        var types = Files.SelectMany(f => f.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()).ToList();
        types.Count(t => t is InterfaceDeclarationSyntax).ShouldBeLessThanOrEqualTo(types.Count * 3 / 100);
    }

    private static IEnumerable<(string Key, int Size)> Violations() =>
        Files.Where(f => f.Lines > FileCap).Select(f => ($"file {f.Path}", f.Lines))
            .Concat(Methods().Where(m => m.Lines > MethodCap).Select(m => ($"method {m.Path} {m.Name}", m.Lines)))
            .Concat(Constructors().Where(c => c.Arguments > ConstructorArguments).Select(c => ($"constructor {c.Path} {c.Name}", c.Arguments)));

    private static IEnumerable<(string Path, string Name, int Lines)> Methods() =>
        from file in Files
        from method in file.Root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        let span = method.SyntaxTree.GetLineSpan(method.Span)
        select (file.Path, method is MethodDeclarationSyntax m ? m.Identifier.Text : ".ctor", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);

    // Records that only carry data may have as many members as the data has; classes take what they work with.
    private static IEnumerable<(string Path, string Name, int Arguments)> Constructors() =>
        from file in Files
        from type in file.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
        from list in type.Members.OfType<ConstructorDeclarationSyntax>().Select(c => c.ParameterList).Append(type.ParameterList)
        where list is not null
        select (file.Path, type.Identifier.Text, list.Parameters.Count);

    private static List<(string, CompilationUnitSyntax, int)> Load()
    {
        var root = RepoRoot.Find();
        return [.. ((string[])["src", "clients"])
            .SelectMany(d => Directory.EnumerateFiles(Path.Combine(root, d), "*.cs", SearchOption.AllDirectories))
            .Where(p => !p.Contains("/Migrations/") && !p.Contains("/obj/") && !p.Contains("/bin/"))
            .Select(p =>
            {
                var text = File.ReadAllText(p);
                return (Path.GetRelativePath(root, p), CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot(), text.Count(c => c == '\n'));
            })];
    }
}
