using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>Room between blocks.</summary>
[Block("page/spacer", "Spacer", "layout", "Room, where the usual room between blocks is too little.", Tags = ["space", "gap"])]
public sealed record Spacer : Block
{
    /// <summary>In pixels.</summary>
    [Range(1, 400)]
    public required int Size { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at) => html
        .Open("div", ("id", at.Id), ("class", html.Style($"height:{Size.ToString(CultureInfo.InvariantCulture)}px")), ("aria-hidden", "true")).Close("div");
}
