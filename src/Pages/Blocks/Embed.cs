using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>Something of another site in a frame: only of sites on the list, and without rights to this page.</summary>
[Block("page/embed", "Embed", "embed", "A video or a map of a site on the list, whose address is known.", Tags = ["video", "map", "frame"])]
public sealed record Embed : Block
{
    /// <summary>Sites that may be shown in a frame; the first part of an address.</summary>
    public static readonly IReadOnlyList<string> Sites =
        ["https://www.youtube-nocookie.com/embed/", "https://player.vimeo.com/video/", "https://www.openstreetmap.org/export/embed.html"];

    /// <summary>The address to embed.</summary>
    [RegularExpression("^https://[^\\s<>\"]+$"), MaxLength(2000)]
    public required string Url { get; init; }

    /// <summary>What it shows, for those who do not see it.</summary>
    [Length(1, 200)]
    public required string Title { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at) => html
        .Open("div", ("id", at.Id), ("class", "embed"))
        .Open("iframe", ("src", Url), ("title", Title), ("loading", "lazy"), ("sandbox", "allow-scripts allow-same-origin allow-presentation"), ("referrerpolicy", "no-referrer"))
        .Close("iframe").Close("div");

    internal override IEnumerable<Finding> Check(string pointer)
    {
        if (!Sites.Any(site => Url.StartsWith(site, StringComparison.Ordinal)))
            yield return Finding.Error($"{pointer}/url", "not_allowed", $"Only addresses that begin with {string.Join(", ", Sites)} may be embedded.");
    }
}
