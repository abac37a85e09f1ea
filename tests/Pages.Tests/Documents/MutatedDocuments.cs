using System.Globalization;
using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Publishing;
using Steward.Pages.Rendering;
using Steward.Platform.Errors;

namespace Pages.Tests.Documents;

public sealed class MutatedDocuments
{
    private const int Documents = 1_000;

    [Fact]
    public void Of_a_thousand_mutated_documents_none_crashes_the_refused_have_pointers_and_the_accepted_become_valid_html()
    {
        var tally = new Tally();
        for (var seed = 0; seed < Documents; seed++)
        {
            var text = new Mutator(seed).Mutate(seed % 2 == 0 ? Sample.Everything : new GeneratedPage(seed).Write());
            try
            {
                Hold(text, tally);
            }
            catch (Exception fault)
            {
                tally.Faults.Add($"Seed {seed}: {fault.GetType().Name} {fault.Message} at {fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Steward"))?.Trim()}");
            }
        }

        tally.Faults.ShouldBeEmpty();
        // Were all of one kind, the test would show nothing about the others.
        (tally.Accepted, tally.Refused, tally.NotJson).ShouldSatisfyAllConditions(
            s => s.Accepted.ShouldBeGreaterThanOrEqualTo(Documents / 5),
            s => s.Refused.ShouldBeGreaterThanOrEqualTo(Documents / 4),
            s => s.NotJson.ShouldBeGreaterThanOrEqualTo(Documents / 20));
        tally.Codes.Count.ShouldBeGreaterThanOrEqualTo(12, string.Join(", ", tally.Codes));
    }

    [Fact]
    public void Documents_made_from_the_schemas_are_valid()
    {
        for (var seed = 1; seed < Documents / 5; seed++)
        {
            var page = Sample.Read(new GeneratedPage(seed).Write());
            page.Findings.Where(f => f.IsError).Select(f => $"Seed {seed}: {f}").ShouldBeEmpty();
            ValidHtml.Parse(Sample.Html(page));
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\u0000")]
    [InlineData("\u0085")]
    [InlineData("\ufffe")]
    [InlineData("\U0001fffe")]
    public void Neither_a_new_line_nor_a_control_character_slips_into_an_address_or_a_colour(string end)
    {
        var button = new JsonObject { ["text"] = "x", ["url"] = "/go" + end, ["textColor"] = "#fff" + end };
        var page = Sample.WithBlocks(new JsonObject { ["type"] = "core/button", ["attributes"] = button }.ToJsonString());
        page.Findings.Select(f => f.Pointer).ShouldBe(["/blocks/1/attributes/url", "/blocks/1/attributes/textColor"], ignoreOrder: true);
    }

    [Fact]
    public void What_comes_after_very_many_faults_is_left_unread_not_trusted()
    {
        var many = string.Concat(Enumerable.Range(0, 300).Select(i => $"\"m{i}\": 1, "));
        var page = Sample.Read($$"""{ {{many}} "page": 42, "blocks": [ { "type": "core/paragraph", "attributes": 42 } ] }""");
        page.IsValid.ShouldBeFalse();
        page.Findings.Count.ShouldBeLessThanOrEqualTo(PageReader.MaxFindings + 1);
        page.Document.Blocks.ShouldBeEmpty();
    }

    [Fact]
    public void A_document_that_grows_when_it_is_stored_can_be_read_again()
    {
        var family = string.Concat(Enumerable.Repeat("😀", 2_400));
        var page = Sample.WithBlocks(string.Join(", ", Enumerable.Range(0, 25).Select(_ => $$"""{ "type": "core/paragraph", "attributes": { "content": "{{family}}" } }""")));
        page.IsValid.ShouldBeTrue();
        JsonNode.DeepEquals(PageJson.Stored(PageJson.Write(page.Json)), page.Json).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{ "a": "\ud800" }""")]
    [InlineData("""{ "a": { "\udc00": 1 } }""")]
    [InlineData("""{ "a": 1, "a": 2 }""")]
    public void A_body_that_cannot_be_read_is_refused_and_fails_nothing(string json) => Should
        .Throw<ProblemException>(() => PagesApi.DocumentOf(new SavePage(JsonNode.Parse(json)!.AsObject()))).Problem.Status.ShouldBe(400);

    [Fact]
    public void Letters_of_other_scripts_do_not_make_a_document_too_large()
    {
        var document = new JsonObject { ["blocks"] = new JsonArray(new JsonObject { ["text"] = new string('ж', 100_000) }) };
        JsonNode.DeepEquals(PagesApi.DocumentOf(new SavePage(document)), document).ShouldBeTrue();
    }

    [Fact]
    public void No_id_of_the_author_is_one_that_the_page_makes_itself()
    {
        var form = """{ "id": "f", "type": "page/form", "attributes": { "title": "Write", "url": "/", "submit": "Send", "fields": [ { "name": "a", "label": "A", "kind": "text" } ] } }""";
        var page = Sample.WithBlocks($$"""{{form}}, { "id": "f-title", "type": "page/divider" }, { "id": "f-1", "type": "page/divider" }""");
        page.IsValid.ShouldBeTrue();
        ValidHtml.Parse(Sample.Html(page)).GetElementById("f-title")!.LocalName.ShouldBe("hr");
    }

    [Fact]
    public void A_carriage_return_is_written_as_a_new_line()
    {
        var page = Sample.WithBlocks("""{ "type": "page/hero", "attributes": { "level": 2, "title": "one\r\ntwo\rthree" } }""");
        page.IsValid.ShouldBeTrue();
        ValidHtml.Parse(Sample.Html(page)).QuerySelector(".hero h2")!.TextContent.ShouldBe("one\ntwo\nthree");
    }

    private static void Hold(string text, Tally tally)
    {
        var (document, fault) = PageJson.Parse(text);
        if (document is null)
        {
            fault.ShouldNotBeNull().IsError.ShouldBeTrue();
            tally.NotJson++;
            return;
        }

        var before = document.DeepClone();
        var page = PageReader.Read(document);
        JsonNode.DeepEquals(document, before).ShouldBeTrue("Reading changed the document it was given.");
        foreach (var finding in page.Findings)
        {
            tally.Codes.Add(finding.Code);
            finding.Detail.ShouldNotBeNullOrWhiteSpace();
            Resolves(page.Json, finding.Pointer).ShouldBeTrue($"{finding} leads nowhere.");
        }

        if (page.IsValid) tally.Accepted++;
        else tally.Refused++;
        // Drafts with faults are shown too, as far as they are right.
        ValidHtml.Parse(PageHtml.Of(page).Html);
        if (page.IsValid) page.Document.Head.Slug.ShouldAllBe(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        JsonNode.DeepEquals(PageJson.Stored(PageJson.Write(page.Json)), page.Json).ShouldBeTrue("What is stored is not what was read.");
    }

    /// <summary>Leads to a value, or to one that is missing from what is there; attributes that are left out count as empty.</summary>
    private static bool Resolves(JsonNode document, string pointer)
    {
        if (pointer.Length == 0) return true;
        JsonNode? at = document;
        var steps = pointer[1..].Split('/').Select(s => s.Replace("~1", "/").Replace("~0", "~")).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var next = at switch
            {
                JsonObject members => members[steps[i]],
                JsonArray items when int.TryParse(steps[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count => items[index],
                _ => null,
            };
            if (next is null) return i == steps.Count - 1 ? at is JsonObject or JsonArray : i == steps.Count - 2 && steps[i] == "attributes";
            at = next;
        }

        return true;
    }

    private sealed class Tally
    {
        public int Accepted { get; set; }

        public int Refused { get; set; }

        public int NotJson { get; set; }

        public HashSet<string> Codes { get; } = [];

        public List<string> Faults { get; } = [];
    }
}
