using System.Xml.Linq;

namespace Architecture;

/// <summary>Who may use whom. A new edge is a reviewed line in this file.</summary>
public sealed class ModuleEdges
{
    private static readonly string[] Products = ["Impact", "Pages", "Moderation"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Platform"] = [],
        ["Audit"] = ["Platform"],
        ["Jobs"] = ["Platform", "Audit"],
        ["Identity"] = ["Platform", "Audit", "Jobs"],
        ["Privacy"] = ["Platform", "Audit", "Jobs", "Identity"],
        ["Deliveries"] = ["Platform", "Audit", "Jobs", "Identity"],
        ["Gateway"] = ["Platform", "Audit", "Jobs", "Identity", "Privacy"],
        ["Safety"] = ["Platform", "Audit", "Jobs", "Identity", "Privacy", "Gateway"],
        ["Observability"] = ["Platform", "Audit", "Jobs", "Identity"],
        ["Impact"] = ["Platform", "Audit", "Jobs", "Identity", "Privacy", "Deliveries", "Gateway", "Safety"],
        ["Pages"] = ["Platform", "Audit", "Jobs", "Identity", "Gateway", "Safety"],
        ["Moderation"] = ["Platform", "Audit", "Jobs", "Identity", "Privacy", "Deliveries", "Gateway", "Safety"],
        ["Storage.Sqlite"] = ["Platform"],
        ["Storage.Postgres"] = ["Platform"],
        ["Server"] = ["Platform", "Audit", "Jobs", "Identity", "Privacy", "Deliveries", "Gateway", "Safety", "Observability", "Impact", "Pages", "Moderation", "Storage.Sqlite", "Storage.Postgres", "Client"],
        ["Cli"] = ["Client"],
        ["Client"] = [],
    };

    [Fact]
    public void A_project_references_only_what_stands_below_it()
    {
        foreach (var (project, references) in Projects())
        {
            Allowed.ShouldContainKey(project, $"{project} is not in the list of modules");
            references.Except(Allowed[project]).ShouldBeEmpty($"{project} may not use these");
        }
    }

    [Fact]
    public void Products_never_reference_each_other()
    {
        foreach (var (project, references) in Projects().Where(p => Products.Contains(p.Name)))
            references.Intersect(Products).ShouldBeEmpty(project);
    }

    [Fact]
    public void Command_line_and_client_reference_no_module() =>
        Projects().Single(p => p.Name == "Cli").References.ShouldBe(["Client"]);

    private static IEnumerable<(string Name, string[] References)> Projects() =>
        from root in (string[])["src", "clients"]
        from file in Directory.EnumerateFiles(Path.Combine(RepoRoot.Find(), root), "*.csproj", SearchOption.AllDirectories)
        select (Path.GetFileNameWithoutExtension(file),
            XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).ToArray());
}
