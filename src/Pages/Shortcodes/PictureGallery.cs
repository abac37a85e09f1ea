using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Shortcodes;

[Shortcode("gallery", "Gallery", "media", "Several pictures whose addresses are known.", "page/gallery", Tags = ["pictures", "photos", "images"],
    Example = "[gallery pictures=\"https://example.org/oven.jpg | The oven; https://example.org/shop.jpg | The shop | Open from six\"]",
    Hint = "Use it only for pictures whose addresses you were given; never make one up. Say what each picture shows.")]
internal sealed record PictureGallery : ShortcodeContent
{
    [Description("Address | what it shows | a line below it, which may be left out; the next picture after a semicolon. Write %3B and %7C for ; and | in an address."), Length(1, 24)]
    public required IReadOnlyList<Picture> Pictures { get; init; }

    internal override PageBlock Expand(PageBlock at, IReadOnlyList<ListedPage> pages) => In(at, new Gallery { Pictures = Pictures });

    internal override IEnumerable<Finding> Check() => new Gallery { Pictures = Pictures }.Check("");
}
