using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A list.</summary>
[Block("core/list", "List", "text", "Short points, numbered where their order matters.", Tags = ["bullets", "points", "steps"])]
public sealed record ItemList : Block
{
    /// <summary>Numbered.</summary>
    public bool? Ordered { get; init; }

    /// <summary>The points.</summary>
    [Length(1, 100), Each(1, 500)]
    public required IReadOnlyList<string> Items { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        var tag = Ordered == true ? "ol" : "ul";
        html.Open(tag, ("id", at.Id));
        foreach (var item in Items) html.Open("li").Inline(item).Close("li");
        html.Close(tag);
    }
}
