using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A button that leads somewhere.</summary>
[Block("core/button", "Button", "design", "One thing to do. Use # as the address where you do not know it.", Tags = ["link", "action"])]
public sealed record Button : Block
{
    /// <summary>What it says.</summary>
    [Length(1, 100)]
    public required string Text { get; init; }

    /// <summary>Where it leads.</summary>
    [Link, MaxLength(2000)]
    public required string Url { get; init; }

    /// <summary>Colour of the text.</summary>
    [Color]
    public string? TextColor { get; init; }

    /// <summary>Colour of the button.</summary>
    [Color]
    public string? BackgroundColor { get; init; }

    /// <summary>Roundness in pixels.</summary>
    [Range(0, 100)]
    public int? BorderRadius { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        var radius = BorderRadius is { } r ? html.Style($"border-radius:{r.ToString(CultureInfo.InvariantCulture)}px") : null;
        html.Open("p", ("id", at.Id), ("class", "actions"))
            .Open("a", ("class", html.Classes("button", html.Colors(TextColor, BackgroundColor), radius)), ("href", Url)).Text(Text).Close("a").Close("p");
    }

    internal override IEnumerable<Finding> Check(string pointer) => Contrast.Check(pointer, TextColor ?? "#ffffff", BackgroundColor ?? Contrast.Accent);
}
