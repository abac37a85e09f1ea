using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

/// <summary>Puts blocks in the place of shortcodes. What has been put there is not read again, so nothing nests.</summary>
internal static class ShortcodeExpansion
{
    /// <summary>The page as it is written: pure, with the lists that were looked up before.</summary>
    public static PageDocument Expand(PageDocument page, PageListing lists) => page with { Blocks = Expand(page.Blocks, lists) };

    /// <summary>The shortcodes of a page in the order of reading, each with the paragraph it stands in.</summary>
    public static IEnumerable<(PageBlock Block, ShortcodeContent Content)> In(PageDocument page) =>
        page.All.Select(b => (Block: b, Content: Of(b))).Where(s => s.Content is not null).Select(s => (s.Block, s.Content!));

    private static List<PageBlock> Expand(IReadOnlyList<PageBlock> blocks, PageListing lists)
    {
        var expanded = new List<PageBlock>(blocks.Count);
        foreach (var block in blocks)
        {
            var shown = Of(block) is { } shortcode ? shortcode.Expand(block, lists.Of(block.Id)) : block.Inner.Count == 0 ? block : block with { Inner = Expand(block.Inner, lists) };
            if (shown is not null) expanded.Add(shown);
        }

        return expanded;
    }

    private static ShortcodeContent? Of(PageBlock block) => block.Content is Paragraph paragraph ? ShortcodeText.Read(paragraph.Content).Content : null;
}
