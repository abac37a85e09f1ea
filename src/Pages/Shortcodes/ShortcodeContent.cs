using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

/// <summary>Attributes of one shortcode, what they must obey, and the block that it becomes.</summary>
internal abstract record ShortcodeContent
{
    /// <summary>The block in the shortcode's place; null where there is nothing to show. Brings no heading, so that the order of the page's own headings holds.</summary>
    internal abstract PageBlock? Expand(PageBlock at, IReadOnlyList<ListedPage> pages);

    /// <summary>What the schema cannot say; pointers begin at the shortcode's attributes.</summary>
    internal virtual IEnumerable<Finding> Check() => [];

    /// <summary>Pages of the tenant that it shows; null where it shows none.</summary>
    internal virtual PageList? Lists => null;

    /// <summary>A block in the shortcode's place. Ids that are made have a point in them, which ids of authors never have.</summary>
    protected static PageBlock In(PageBlock at, Block content, string place = "", params IReadOnlyList<PageBlock> inner) =>
        new(at.Id + place, BlockTypes.Of(content), content, inner, at.Pointer);

    /// <summary>A link as texts of blocks write it; brackets in its words would end it early.</summary>
    protected static string Link(string words, string url) => $"[{words.ReplaceLineEndings(" ").Replace('[', '(').Replace(']', ')')}]({url})";
}

/// <summary>Which published pages to list.</summary>
/// <param name="Prefix">What their addresses begin with; null for any.</param>
/// <param name="Count">At most so many.</param>
/// <param name="NewestFirst">By the time when they were published; by their addresses otherwise.</param>
internal sealed record PageList(string? Prefix, int Count, bool NewestFirst);

/// <summary>A published page in a list.</summary>
/// <param name="Path">Where visitors see it.</param>
/// <param name="Title">Its title, as published.</param>
/// <param name="Description">Its description, as published.</param>
internal sealed record ListedPage(string Path, string Title, string? Description);
