using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>One of several features.</summary>
public sealed record Feature
{
    /// <summary>Its name.</summary>
    [Length(1, 120)]
    public required string Title { get; init; }

    /// <summary>What it does for the reader.</summary>
    [MaxLength(500)]
    public string? Text { get; init; }
}

/// <summary>Features beside each other.</summary>
[Block("page/features", "Features", "design", "Three to six things that speak for it, each with a short text.", Tags = ["benefits", "cards", "grid"])]
public sealed record Features : Block
{
    /// <summary>Names the section.</summary>
    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>The features.</summary>
    [Length(1, 12)]
    public required IReadOnlyList<Feature> Items { get; init; }

    internal override IEnumerable<int> Headings => Css.Outline(Title, Items.Count);

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "features", Title).Open("ul", ("class", "cards"));
        foreach (var item in Items)
        {
            html.Open("li").Element(Css.ItemHeading(Title), item.Title);
            if (item.Text is not null) html.Open("p").Inline(item.Text).Close("p");
            html.Close("li");
        }

        html.Close("ul").Close("section");
    }
}
