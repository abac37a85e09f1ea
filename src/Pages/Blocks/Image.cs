using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A picture. Without an address it is a place for one, which an editor fills before the page is published.</summary>
[Block("core/image", "Image", "media", "One picture. Leave the address out where you do not know one; say in alt what it should show.", Tags = ["picture", "photo"])]
public sealed record Image : Block
{
    /// <summary>Its address.</summary>
    [Picture, MaxLength(2000)]
    public string? Url { get; init; }

    /// <summary>What it shows, for those who do not see it.</summary>
    [MaxLength(200)]
    public required string Alt { get; init; }

    /// <summary>A line below it.</summary>
    [MaxLength(500)]
    public string? Caption { get; init; }

    /// <summary>In pixels.</summary>
    [Range(1, 5000)]
    public int? Width { get; init; }

    /// <summary>In pixels.</summary>
    [Range(1, 5000)]
    public int? Height { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.Open("figure", ("id", at.Id), ("class", "image"));
        if (Url is null) html.Open("div", ("class", "picture-wanted"), ("role", "img"), ("aria-label", Alt)).Text(Alt).Close("div");
        else html.Void("img", ("src", Url), ("alt", Alt), ("width", Pixels(Width)), ("height", Pixels(Height)), ("loading", "lazy"), ("decoding", "async"));
        if (Caption is not null) html.Open("figcaption").Inline(Caption).Close("figcaption");
        html.Close("figure");
    }

    internal override IEnumerable<Finding> Check(string pointer)
    {
        if (Url is null) yield return Finding.Error($"{pointer}/url", "picture_missing", "Choose a picture, or remove the block.");
        if (string.IsNullOrWhiteSpace(Alt)) yield return Finding.Error($"{pointer}/alt", "alt_missing", "Say what the picture shows, for those who do not see it.");
    }

    private static string? Pixels(int? size) => size?.ToString(CultureInfo.InvariantCulture);
}
