using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

[Shortcode("recent-posts", "Recent posts", "widgets", "Links to the pages that were published last, the newest first; the page itself is left out.", "core/list", Tags = ["news", "blog", "latest", "pages"],
    Example = "[recent-posts count=\"3\" prefix=\"news-\"]",
    Hint = "Use it on a home page or below an article. The server knows the pages: never write their titles yourself.")]
internal sealed record RecentPosts : ShortcodeContent
{
    [Description("At most so many."), DefaultValue(5), Range(1, 12)]
    public int Count { get; init; } = 5;

    [Description("Only pages whose address begins so."), RegularExpression("^[a-z0-9-]+$"), MaxLength(100)]
    public string? Prefix { get; init; }

    internal override PageList Lists => new(Prefix, Count, NewestFirst: true);

    internal override PageBlock? Expand(PageBlock at, IReadOnlyList<ListedPage> pages) =>
        pages.Count == 0 ? null : In(at, new ItemList { Items = [.. pages.Select(p => Link(p.Title, p.Path))] });
}

[Shortcode("products", "Products", "common", "Published pages about products beside each other: title, link and description.", "core/columns", Tags = ["shop", "goods", "catalogue", "pages"],
    Example = "[products count=\"6\"]",
    Hint = "Use it only where the site has pages about products. The server knows them: never make up a product.")]
internal sealed record Products : ShortcodeContent
{
    [Description("At most so many."), DefaultValue(6), Range(1, 12)]
    public int Count { get; init; } = 6;

    [Description("A page about a product is one whose address begins so."), DefaultValue("product-"), RegularExpression("^[a-z0-9-]+$"), Length(1, 100)]
    public string Prefix { get; init; } = "product-";

    internal override PageList Lists => new(Prefix, Count, NewestFirst: false);

    internal override PageBlock? Expand(PageBlock at, IReadOnlyList<ListedPage> pages) => Cards(at, pages);

    /// <summary>Pages beside each other; nothing where there are none.</summary>
    internal static PageBlock? Cards(PageBlock at, IReadOnlyList<ListedPage> pages)
    {
        var columns = pages.Select((page, i) =>
        {
            var place = FormattableString.Invariant($".{i + 1}");
            var link = In(at, new Paragraph { Content = Link(page.Title, page.Path) }, place + ".title");
            return In(at, new Column(), place, page.Description is null ? [link] : [link, In(at, new Paragraph { Content = page.Description }, place + ".text")]);
        }).ToList();
        return columns.Count == 0 ? null : In(at, new Columns(), "", columns);
    }
}

[Shortcode("categories", "Categories", "common", "Published pages about categories beside each other: title, link and description.", "core/columns", Tags = ["topics", "sections", "pages"],
    Example = "[categories count=\"4\"]",
    Hint = "Use it only where the site has pages about categories. The server knows them: never make up a category.")]
internal sealed record Categories : ShortcodeContent
{
    [Description("At most so many."), DefaultValue(12), Range(1, 12)]
    public int Count { get; init; } = 12;

    [Description("A page about a category is one whose address begins so."), DefaultValue("category-"), RegularExpression("^[a-z0-9-]+$"), Length(1, 100)]
    public string Prefix { get; init; } = "category-";

    internal override PageList Lists => new(Prefix, Count, NewestFirst: false);

    internal override PageBlock? Expand(PageBlock at, IReadOnlyList<ListedPage> pages) => Products.Cards(at, pages);
}
