using System.Text.Json;
using System.Text.Json.Nodes;
using Pages.Tests.Documents;
using Steward.Pages.Documents;
using Steward.Pages.Generation;
using Steward.Pages.Generation.Mending;
using Steward.Pages.Generation.Writer;
using GeneratedPage = Pages.Tests.Documents.GeneratedPage;

namespace Pages.Tests.Generation;

/// <summary>Good answers with faults by chance. A seed that fails is named and makes the same answer again.</summary>
public sealed class MendingByChance
{
    [Fact]
    public void Answers_with_faults_by_chance_become_pages_without_fault()
    {
        string[] good = [Sample.Everything, PageJson.Write(PageWriter.Write(new PageBrief(Briefs.Bakery, null, null, null))), .. Enumerable.Range(1, 8).Select(seed => new GeneratedPage(seed).Write())];
        var (mended, withBlocks) = (0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            if (Parsed(new Mutator(seed).Mutate(good[seed % good.Length])) is not { } answer) continue;
            mended++;
            var page = PageMending.Mend(answer);
            Mending.Holds(page, $"seed {seed}", "picture_missing");
            if (page["blocks"]!.AsArray().Count > 0) withBlocks++;
        }

        mended.ShouldBeGreaterThan(500);
        withBlocks.ShouldBeGreaterThan(mended * 9 / 10);
    }

    [Fact]
    public void Pages_without_fault_keep_every_block_that_holds_something()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var text = new GeneratedPage(seed).Write();
            var page = PageMending.Mend(JsonNode.Parse(text)!.AsObject());
            Mending.Holds(page, $"seed {seed}");
            var (before, after) = (Sample.Read(text).Document.All, PageReader.Read(page).Document.All);
            after.Count(b => b.Type.Facts.Holds.Length == 0).ShouldBe(before.Count(b => b.Type.Facts.Holds.Length == 0), $"seed {seed}");
        }
    }

    // What is no JSON at all never comes this far.
    private static JsonObject? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 512 }) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
