using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steward.Pages.Documents;
using Steward.Pages.Generation;
using Steward.Pages.Generation.Words;
using Steward.Pages.Generation.Writer;

namespace Pages.Tests.Generation;

public sealed partial class Writing
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Briefs.All.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_brief_becomes_a_page_without_fault_in_every_template(int number)
    {
        string?[] templates = [null, "landing", "about", "product", "blog"];
        foreach (var template in templates) Holds(new PageBrief(Briefs.All[number], null, template, null));
    }

    [Fact]
    public void Briefs_of_random_pieces_become_pages_without_fault()
    {
        for (var seed = 0; seed < 400; seed++) Holds(Briefs.Random(seed), $"seed {seed}");
    }

    [Fact]
    public void The_brief_is_what_the_page_says_and_the_request_is_not()
    {
        var text = Text(Write(Briefs.Bakery));
        foreach (var said in (string[])["Godt Brød", "A bakery in Bergen that bakes sourdough every morning.", "We have baked since 1998.", "Fresh bread", "From six in the morning.", "Coffee from a local roastery", "Cakes for every occasion"])
            text.ShouldContain(said);
        text.ShouldNotContain("Create a", Case.Insensitive);
        text.ShouldNotContain("landing page", Case.Insensitive);
    }

    [Fact]
    public void Figures_offers_questions_and_quotations_of_the_brief_have_blocks_of_their_own()
    {
        var blocks = Write(Briefs.Bakery)["blocks"]!.AsArray();
        JsonNode Only(string type) => blocks.Single(b => (string?)b!["type"] == type)!["attributes"]!;
        Only("page/stats")["items"]![0]!.ToJsonString().ShouldBe("""{"value":"1,200","label":"Customers"}""");
        Only("page/pricing")["plans"]!.AsArray().Select(p => ((string)p!["name"]!, (string)p["price"]!)).ShouldBe([("Small loaf", "45 kr"), ("Large loaf", "79 kr")]);
        ((string)Only("page/faq")["questions"]![0]!["asked"]!, (string)Only("page/faq")["questions"]![0]!["answer"]!).ShouldBe(("Do you deliver?", "Yes, within the city."));
        ((string)Only("page/quote")["author"]!, (string)Only("page/quote")["role"]!).ShouldBe(("Kari Nordmann", "neighbour"));
        ((string)Only("page/call-to-action")["button"]!["url"]!).ShouldBe("mailto:post@godtbrod.example");
    }

    [Fact]
    public void A_point_alone_is_a_sentence_and_a_price_ends_with_its_figure()
    {
        var blocks = Write("Product page for the Luma desk lamp, which dims by itself. Price: $49. Mention that it ships in two days. Tone: friendly.")["blocks"]!.AsArray();
        blocks.Single(b => (string?)b!["type"] == "core/paragraph")!["attributes"]!["content"]!.GetValue<string>().ShouldBe("It ships in two days.");
        blocks.Single(b => (string?)b!["type"] == "page/pricing")!["attributes"]!["plans"]![0]!["price"]!.GetValue<string>().ShouldBe("$49");
    }

    [Fact]
    public void A_brief_without_figures_offers_questions_or_quotations_has_no_blocks_for_them()
    {
        string[] types = ["page/stats", "page/pricing", "page/faq", "page/quote", "core/image"];
        Write("Create a landing page for a yoga studio in Oslo.")["blocks"]!.AsArray().ShouldAllBe(b => !types.Contains((string)b!["type"]!));
    }

    [Theory]
    [InlineData("Create a landing page for a yoga studio in Oslo called Pust.", "Pust", "en")]
    [InlineData("Create a landing page for a small bakery in Bergen that sells sourdough bread.", "A small bakery in Bergen", "en")]
    [InlineData("Can you please make me a website for Blue Harbour, a diving school, with a hero and a FAQ section?", "Blue Harbour", "en")]
    [InlineData("Write a blog post about why sleep matters", "Why sleep matters", "en")]
    [InlineData("Lag en landingsside for en liten kafé i Tromsø som heter Nordlys.", "Nordlys", "nb")]
    [InlineData("Skriv et blogginnlegg om hvordan man baker brød.", "Hvordan man baker brød", "nb")]
    [InlineData("Створи лендинг для пекарні «Сонце» у Львові.", "Сонце", "uk")]
    [InlineData("Напиши статтю про те, як вчити мови.", "Як вчити мови", "uk")]
    [InlineData("서울의 작은 빵집을 위한 랜딩 페이지를 만들어 주세요.", "서울의 작은 빵집", "ko")]
    [InlineData("bakery", "Bakery", "en")]
    [InlineData("", "Welcome", "en")]
    public void The_subject_is_the_title_and_its_language_that_of_the_page(string prompt, string title, string lang)
    {
        var page = Write(prompt);
        ((string)page["page"]!["title"]!, (string)page["page"]!["lang"]!).ShouldBe((title, lang));
    }

    [Theory]
    [InlineData("Create a landing page for a bakery", "page/hero page/features page/call-to-action")]
    [InlineData("About us: we repair boats", "page/hero page/call-to-action")]
    [InlineData("Product page for a lamp", "page/hero page/features page/call-to-action")]
    public void A_short_brief_makes_a_page_of_at_least_four_blocks_by_its_template(string prompt, string types)
    {
        var blocks = Write(prompt)["blocks"]!.AsArray().Select(b => (string)b!["type"]!).ToList();
        blocks.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var type in types.Split(' ')) blocks.ShouldContain(type);
    }

    [Fact]
    public void An_article_is_a_heading_a_lead_and_sections()
    {
        var blocks = Write(Briefs.All[5])["blocks"]!.AsArray();
        blocks.Select(b => (string)b!["type"]!).Take(2).ShouldBe(["core/heading", "core/paragraph"]);
        blocks.Where(b => (int?)b!["attributes"]!["level"] == 2).Count().ShouldBeGreaterThanOrEqualTo(3);
        blocks.ShouldNotContain(b => (string?)b!["type"] == "page/hero");
    }

    [Theory]
    [InlineData("nb-NO", "Kort fortalt")]
    [InlineData("uk", "Коротко про головне")]
    [InlineData("ko", "간단한 소개")]
    [InlineData("fr", "In short")]
    public void The_frame_is_in_the_language_that_was_asked_for(string lang, string heading) =>
        Text(PageWriter.Write(new PageBrief("Godt Brød is a bakery.", null, "landing", lang))).ShouldContain(heading);

    [Fact]
    public void Titles_are_cut_between_words()
    {
        var title = (string)Write("Create a page about " + string.Concat(Enumerable.Repeat("remarkable ", 40)))["page"]!["title"]!;
        title.ShouldEndWith("remarkable");
        title.Length.ShouldBeLessThanOrEqualTo(90);
    }

    private static void Holds(PageBrief brief, string? about = null)
    {
        about ??= brief.Prompt.Length > 80 ? brief.Prompt[..80] : brief.Prompt;
        var written = PageWriter.Write(brief);
        PageJson.Write(PageWriter.Write(brief)).ShouldBe(PageJson.Write(written), about);
        var page = PageReader.Read(written);
        page.Findings.ShouldBeEmpty(about);
        page.Document.Blocks.Count.ShouldBeGreaterThanOrEqualTo(4, about);
        PageJson.Parse(PageJson.Write(written)).Fault.ShouldBeNull(about);
        var html = ValidHtml.Parse(Sample.Html(page));
        html.QuerySelectorAll("main p:not(.actions), main li:not(:has(h3))").SelectMany(e => Steward.Pages.Generation.Writer.Sentences.Split(e.TextContent)).Where(s => s.TrimEnd().EndsWith('.')).ShouldBeUnique(about);
        var given = brief.Prompt + Markup.ToPlain(brief.Prompt);
        Figures().Matches(PageTexts.Of(page.Document)).Select(m => m.Value).ShouldAllBe(figure => given.Contains(figure, StringComparison.Ordinal), about);
    }

    private static JsonObject Write(string prompt) => PageWriter.Write(new PageBrief(prompt, null, null, null));

    private static string Text(JsonObject written) => PageTexts.Of(PageReader.Read(written).Document);

    [GeneratedRegex(@"\d+")]
    private static partial Regex Figures();
}
