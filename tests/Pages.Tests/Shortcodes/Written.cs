using System.Text;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;
using Steward.Pages.Shortcodes;

namespace Pages.Tests.Shortcodes;

public sealed class Written
{
    private const string Pictures = "[gallery pictures=\"https://a.no/1.jpg | A <b>cat</b>; https://a.no/2.jpg | A dog | *Rex*\"]";

    [Fact]
    public void Examples_are_right_as_they_stand()
    {
        foreach (var type in ShortcodeTypes.All)
        {
            var read = ShortcodeText.Read(type.Facts.Example);
            read.Faults.ShouldBeEmpty(type.Name);
            read.Content.ShouldBeOfType(type.Content);
            BlockTypes.Find(type.Facts.RendersAs).ShouldNotBeNull();
            BlockTypes.Categories.ShouldContain(type.Facts.Category);
            // Names of attributes are read without case.
            foreach (var (name, schema) in type.Schema["properties"]!.AsObject()) (name.All(char.IsAsciiLetterLower), schema!["description"] is not null).ShouldBe((true, true), $"{type.Name} {name}");
        }
    }

    [Theory]
    [InlineData("[recent-posts]")]
    [InlineData("  [Recent-Posts COUNT=3]\n")]
    [InlineData("[recent-posts count='3' prefix=\"news-\" /]")]
    [InlineData("[recent-posts\n  count = \"3\"\n]")]
    public void A_shortcode_may_be_written_in_several_ways(string content)
    {
        var read = ShortcodeText.Read(content);
        read.Faults.ShouldBeEmpty();
        read.Content.ShouldBeOfType<RecentPosts>();
    }

    [Theory]
    [InlineData("[recent-posts count=\"13\"]", 15, "out_of_range")]
    [InlineData("[recent-posts count=\"-1\"]", 15, "out_of_range")]
    [InlineData("[recent-posts count=\"many\"]", 15, "wrong_type")]
    [InlineData("[recent-posts prefix=\"News\"]", 15, "invalid")]
    [InlineData("[recent-posts count=3 colour=red]", 23, "unknown_member")]
    [InlineData("[recent-posts count=3 count=4]", 23, "duplicate")]
    [InlineData("[recent-posts count=\"3\"", 24, "shortcode_unterminated")]
    [InlineData("[recent-posts", 14, "shortcode_unterminated")]
    [InlineData("[recent-posts count=\"3]", 15, "shortcode_unterminated")]
    [InlineData("[recent-posts count=“3”]", 15, "shortcode_malformed")]
    [InlineData("[recent-posts 3]", 15, "shortcode_malformed")]
    [InlineData("[recent-posts count=\"3\"prefix=\"a\"]", 24, "shortcode_malformed")]
    [InlineData("[recent-posts [gallery]]", 15, "shortcode_nested")]
    [InlineData("[recent-posts[gallery]]", 14, "shortcode_nested")]
    [InlineData("[gallery]", 2, "required")]
    [InlineData("[gallery pictures=\"\"]", 10, "out_of_range")]
    [InlineData("[gallery pictures=\"https://a.no/1.jpg\"]", 10, "alt_missing")]
    [InlineData("[gallery pictures=\"javascript:alert(1) | x\"]", 10, "invalid")]
    [InlineData("[contact-form url=\"http://a.no/\"]", 15, "invalid")]
    [InlineData("[contact-form url=\"/send\" submit=\" \"]", 27, "required")]
    [InlineData("[social-icons]", 2, "required")]
    [InlineData("[social-icons x=\"https://x.com/a_(b)\"]", 15, "invalid")]
    public void A_fault_is_named_with_its_character_and_keeps_the_page_from_being_published(string content, int position, string code)
    {
        var read = ShortcodeText.Read(content);
        read.Content.ShouldBeNull();
        read.Faults.Where(f => f.IsError).Select(f => (f.Position, f.Code)).ShouldBe([(position, code)]);
        var page = Paragraph(content);
        page.IsValid.ShouldBeFalse();
        var finding = page.Findings.First(f => f.IsError);
        (finding.Pointer, finding.Code).ShouldBe(("/blocks/1/attributes/content", code));
        finding.Detail.ShouldStartWith($"Character {position}: ");
        ValidHtml.Parse(Sample.Html(page)).QuerySelector("main p")!.TextContent.Trim().ShouldBe(content, "shown as it stands in a draft");
    }

    [Theory]
    [InlineData("[slideshow]", "shortcode_unknown")]
    [InlineData("[slideshow speed=\"3\"]", "shortcode_unknown")]
    [InlineData("[gallery] and more", "shortcode_with_text")]
    [InlineData("[contact-form]", "link_open")]
    public void What_may_be_meant_so_is_a_warning(string content, string code)
    {
        var page = Paragraph(content);
        page.IsValid.ShouldBeTrue();
        page.Findings.Select(f => f.Code).ShouldBe([code]);
    }

    [Theory]
    [InlineData("[gallery](/gallery)")]
    [InlineData("[gallery of pictures](https://a.no) and more")]
    [InlineData("[to be continued]")]
    [InlineData("[Products, and what they cost]")]
    [InlineData("[products/shop]")]
    [InlineData("[1] See [gallery]")]
    [InlineData("See [gallery pictures=\"x\"]")]
    [InlineData("[/gallery]")]
    [InlineData("[]")]
    [InlineData("[")]
    public void Other_words_in_brackets_are_words(string content)
    {
        ShortcodeText.Read(content).ShouldBe(ShortcodeText.Read("Words"));
        Paragraph(content).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Length_number_and_attributes_have_limits()
    {
        ShortcodeText.Read($"[gallery{new string(' ', ShortcodeText.MaxLength)}]").Faults.Select(f => f.Code).ShouldBe(["too_long"]);
        ShortcodeText.Read($"[gallery {string.Join(' ', Enumerable.Range(0, 500).Select(i => $"a{i}=1"))}]").Faults.Count.ShouldBeLessThanOrEqualTo(20);
        var twenty = string.Join("; ", Enumerable.Range(0, 25).Select(i => $"https://a.no/{i}.jpg | A cat"));
        ShortcodeText.Read($"[gallery pictures=\"{twenty}\"]").Faults.Select(f => f.Code).ShouldBe(["out_of_range"]);
        string Many(int count) => string.Join(", ", Enumerable.Repeat("""{ "type": "core/paragraph", "attributes": { "content": "[recent-posts]" } }""", count));
        Sample.WithBlocks(Many(10)).IsValid.ShouldBeTrue();
        var tooMany = Sample.WithBlocks(Many(12));
        tooMany.Findings.Where(f => f.IsError).Select(f => (f.Pointer, f.Code)).ShouldBe([("/blocks/11/attributes/content", "too_many")]);
    }

    [Fact]
    public void Whatever_is_done_to_a_shortcode_it_is_read_and_shown()
    {
        var (accepted, codes) = (0, new HashSet<string>());
        for (var seed = 0; seed < 5_000; seed++)
        {
            var content = Mutated(seed);
            var read = ShortcodeText.Read(content);
            if (read.Content is not null) accepted++;
            foreach (var fault in read.Faults)
            {
                codes.Add(fault.Code);
                fault.Position.ShouldBeInRange(1, content.Length + 1, content);
                fault.Detail.ShouldNotBeNullOrWhiteSpace();
            }

            if (seed % 5 > 0) continue;
            var page = Sample.WithBlocks(new JsonObject
            {
                ["type"] = "core/paragraph", ["attributes"] = new JsonObject { ["content"] = string.Concat(content.EnumerateRunes()) },
            }.ToJsonString());
            ValidHtml.Parse(Sample.Html(page));
        }

        accepted.ShouldBeGreaterThan(500);
        codes.Count.ShouldBeGreaterThanOrEqualTo(10, string.Join(", ", codes));
    }

    [Theory]
    [InlineData("[gallery ", "x=1 ")]
    [InlineData("[slideshow ", "= ")]
    [InlineData("[gallery ", "a = ")]
    [InlineData("[", "a-")]
    [InlineData("", "[")]
    [InlineData("[gallery a=\"", "\" '")]
    [InlineData("", "\n ")]
    public void A_text_that_is_made_to_be_slow_is_not(string start, string again)
    {
        var content = start + string.Concat(Enumerable.Repeat(again, 1_000_000 / again.Length));
        var began = TimeProvider.System.GetTimestamp();
        ShortcodeText.Read(content);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5), "seconds for a megabyte mean that the time grows faster than the text");
    }

    private static string Mutated(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(random.Next(8) switch { 0 => Pictures, 1 => "[slideshow speed=3]", _ => ShortcodeTypes.All[random.Next(ShortcodeTypes.All.Count)].Facts.Example });
        string[] pieces = ["[", "]", "\"", "'", "=", " ", "|", ";", "count=", "99", "\n", "\0", "\ud800", "“", "<script>", "](", "/]", "é", "😀", "url=\"#\"", "[gallery]", "--", "\u202e"];
        for (var left = random.Next(4); left > 0; left--)
        {
            var at = random.Next(text.Length);
            if (random.Next(3) == 0) text.Remove(at, Math.Min(text.Length - at, random.Next(1, 6)));
            else text.Insert(at, pieces[random.Next(pieces.Length)]);
            if (text.Length == 0) text.Append('[');
        }

        return text.ToString();
    }

    private static ReadPage Paragraph(string content) => Sample.WithBlocks(new JsonObject
    {
        ["type"] = "core/paragraph", ["attributes"] = new JsonObject { ["content"] = content },
    }.ToJsonString());
}
