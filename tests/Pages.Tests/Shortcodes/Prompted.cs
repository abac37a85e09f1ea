using Steward.Pages.Generation;
using Steward.Pages.Generation.Mending;
using Steward.Pages.Shortcodes;

namespace Pages.Tests.Shortcodes;

public sealed class Prompted
{
    [Fact]
    public void A_prompt_tells_of_every_attribute_with_its_limits_and_the_page_builders_own_has_the_same_piece()
    {
        var prompt = ShortcodePrompt.Text(ShortcodeTypes.All);
        GeneratePrompt.System.ShouldContain(prompt);
        prompt.ShouldContain("recent-posts: Links to the pages");
        prompt.ShouldContain("\n  count (1 to 12, 5 unless given): At most so many.");
        prompt.ShouldContain("\n  pictures (1 to 24, required): Address");
        prompt.ShouldContain("\n  phone (up to 120 characters): Label");
        foreach (var type in ShortcodeTypes.All)
        {
            prompt.ShouldContain(type.Facts.Example);
            foreach (var (name, _) in type.Schema["properties"]!.AsObject()) ShortcodePrompt.Text([type]).ShouldContain($"\n  {name} (");
        }
    }

    [Fact]
    public void A_shortcode_that_a_model_writes_is_kept_and_a_wrong_one_is_asked_for_again()
    {
        var answer = Sample.Parse("""
            { "page": { "slug": "p", "title": "P" }, "blocks": [ { "type": "core/heading", "attributes": { "content": "P", "level": 1 } },
              { "type": "core/shortcode", "attributes": { "text": "[contact-form url=&quot;/send&quot;]" } }, { "type": "core/paragraph", "attributes": { "content": "[recent-posts count=\"99\"]" } } ] }
            """);
        var mended = PageMending.Mend(answer);
        ((string)mended["blocks"]![1]!["attributes"]!["content"]!).ShouldBe("[contact-form url=\"/send\"]");
        GenerateTask.Problems(mended).ShouldBe(["/blocks/2/attributes/content: Character 15: 'count': A number from 1 to 12 is required."]);
    }
}
