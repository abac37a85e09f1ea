using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>One of several columns.</summary>
[Block("core/column", "Column", "layout", "One column; holds any other blocks.", Tags = ["layout"], Holds = ["*"], Within = ["core/columns"])]
public sealed record Column : Block
{
    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.Open("div", ("id", at.Id), ("class", "column"));
        foreach (var block in at.Inner) block.Write(html);
        html.Close("div");
    }
}
