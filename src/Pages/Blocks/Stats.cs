using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A figure and what it counts.</summary>
public sealed record Figure
{
    /// <summary>The figure as it is shown.</summary>
    [Length(1, 40)]
    public required string Value { get; init; }

    /// <summary>What it counts.</summary>
    [Length(1, 120)]
    public required string Label { get; init; }
}

/// <summary>Figures beside each other.</summary>
[Block("page/stats", "Figures", "design", "A few figures that the text gives. Never make one up.", Tags = ["numbers", "metrics"])]
public sealed record Stats : Block
{
    /// <summary>Names the section.</summary>
    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>The figures.</summary>
    [Length(1, 8)]
    public required IReadOnlyList<Figure> Items { get; init; }

    internal override IEnumerable<int> Headings => Css.Outline(Title, 0);

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "stats", Title).Open("dl");
        foreach (var item in Items) html.Open("div").Element("dt", item.Label).Element("dd", item.Value).Close("div");
        html.Close("dl").Close("section");
    }
}
