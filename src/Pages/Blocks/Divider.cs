using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A line between sections.</summary>
[Block("page/divider", "Divider", "layout", "A line between parts that have nothing to do with each other.", Tags = ["line", "separator"])]
public sealed record Divider : Block
{
    internal override void Write(HtmlWriter html, PageBlock at) => html.Void("hr", ("id", at.Id));
}
