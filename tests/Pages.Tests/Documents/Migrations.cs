using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Schema;

namespace Pages.Tests.Documents;

/// <summary>Golden files: <c>document-VERSION.case</c> for a step of the schema, <c>block-NAME-FROM.case</c> for one of a block; before and after.</summary>
public sealed class Migrations
{
    private static readonly string Folder = Path.Combine(RepoRoot.Find(), "tests", "Pages.Tests", "Golden");

    private static readonly Dictionary<string, Action<JsonObject>> Steps = SchemaVersions.All.Skip(1).Select(v => ($"document-{v.Version}", v.Migrate))
        .Concat(BlockMigrations.All.Select(m => ($"block-{m.Key.Block.Replace('/', '-')}-{m.Key.From}", m.Value))).ToDictionary();

    public static TheoryData<string> Cases => [.. Directory.GetFiles(Folder, "*.before.json").Select(f => Path.GetFileName(f)[..^".before.json".Length]).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_migration_makes_of_the_old_what_the_golden_file_says(string name)
    {
        var step = Steps.GetValueOrDefault(name[..name.LastIndexOf('.')]).ShouldNotBeNull();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var document = Read($"{name}.before.json");
            step(document);
            JsonNode.DeepEquals(document, Read($"{name}.after.json")).ShouldBeTrue(document.ToString());
        }
    }

    [Fact]
    public void Every_migration_has_a_golden_file() =>
        Steps.Keys.Where(step => !Directory.GetFiles(Folder, $"{step}.*.after.json").Any(f => File.Exists(f.Replace(".after.", ".before.")))).ShouldBeEmpty();

    [Fact]
    public void A_document_of_the_first_version_is_read_as_one_of_the_current_and_stays_as_it_was()
    {
        var old = Read("document-1.1.0.heading.before.json");
        var page = PageReader.Read(old);
        page.Findings.Where(f => f.IsError).Select(f => f.Code).Distinct().ShouldBeEmpty();
        page.Json["schemaVersion"]!.GetValue<string>().ShouldBe(SchemaVersions.Current.Version.ToString());
        page.Document.All.Select(b => b.Type.Name).ShouldBe(["core/paragraph", "core/columns", "core/column", "core/heading", "core/column", "core/heading"]);
        JsonNode.DeepEquals(old, Read("document-1.1.0.heading.before.json")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Hello, World & more", "hello-world-more")]
    [InlineData("  10 tips -- for 2026!  ", "10-tips-for-2026")]
    [InlineData("Blåbærsyltetøy på Ærø", "blabaersyltetoy-pa-aero")]
    [InlineData("Щасливі їжачки та Ґедзь", "shchaslyvi-izhachky-ta-gedz")]
    [InlineData("Große Äpfel für Köln", "grosse-apfel-fur-koln")]
    [InlineData("🎉🎂🎈", "page")]
    [InlineData("", "page")]
    [InlineData("日本語", "page")]
    public void A_title_becomes_an_address(string title, string slug) => PageHeads.SlugOf(title).ShouldBe(slug);

    [Fact]
    public void An_address_made_of_a_long_title_is_one_that_a_page_may_have() =>
        Sample.Read(new JsonObject
        {
            ["page"] = new JsonObject { ["slug"] = PageHeads.SlugOf(string.Concat(Enumerable.Repeat("Щука й щастя ", 20))), ["title"] = "x" },
            ["blocks"] = new JsonArray(new JsonObject { ["type"] = "page/hero", ["attributes"] = new JsonObject { ["title"] = "x" } }),
        }.ToJsonString()).Findings.ShouldBeEmpty();

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject();
}
