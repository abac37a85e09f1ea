using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

[Shortcode("social-icons", "Social links", "widgets", "Links to the owner's pages on social networks, by their names.", "core/list", Tags = ["social", "follow", "links"],
    Example = "[social-icons instagram=\"https://www.instagram.com/bakerietnord\" facebook=\"https://www.facebook.com/bakerietnord\"]",
    Hint = "Use it only with addresses that you were given; never make one up.")]
internal sealed record SocialIcons : ShortcodeContent
{
    // Without brackets, which would end a link early.
    private const string Address = "^https://[^\\s<>\"()]+$";
    private const int Most = 400;

    [Description("The page on Bluesky."), RegularExpression(Address), MaxLength(Most)]
    public string? Bluesky { get; init; }

    [Description("The page on Facebook."), RegularExpression(Address), MaxLength(Most)]
    public string? Facebook { get; init; }

    [Description("The page on GitHub."), RegularExpression(Address), MaxLength(Most)]
    public string? Github { get; init; }

    [Description("The page on Instagram."), RegularExpression(Address), MaxLength(Most)]
    public string? Instagram { get; init; }

    [Description("The page on LinkedIn."), RegularExpression(Address), MaxLength(Most)]
    public string? Linkedin { get; init; }

    [Description("The page on Mastodon."), RegularExpression(Address), MaxLength(Most)]
    public string? Mastodon { get; init; }

    [Description("The page on TikTok."), RegularExpression(Address), MaxLength(Most)]
    public string? Tiktok { get; init; }

    [Description("The page on X."), RegularExpression(Address), MaxLength(Most)]
    public string? X { get; init; }

    [Description("The channel on YouTube."), RegularExpression(Address), MaxLength(Most)]
    public string? Youtube { get; init; }

    private IEnumerable<(string Name, string Url)> Links => ((string Name, string? Url)[])
        [("Bluesky", Bluesky), ("Facebook", Facebook), ("GitHub", Github), ("Instagram", Instagram), ("LinkedIn", Linkedin), ("Mastodon", Mastodon), ("TikTok", Tiktok), ("X", X), ("YouTube", Youtube)]
        is var all ? all.Where(l => l.Url is not null).Select(l => (l.Name, l.Url!)) : [];

    internal override PageBlock Expand(PageBlock at, IReadOnlyList<ListedPage> pages) => In(at, new ItemList { Items = [.. Links.Select(l => Link(l.Name, l.Url))] });

    internal override IEnumerable<Finding> Check() => Links.Any() ? [] : [Finding.Error("", "required", "Give one address at least, for example instagram=\"https://…\".")];
}
