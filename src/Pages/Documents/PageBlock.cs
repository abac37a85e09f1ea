using Steward.Pages.Blocks;
using Steward.Pages.Rendering;

namespace Steward.Pages.Documents;

/// <summary>A block in its place.</summary>
/// <param name="Id">Its name on the page; where links lead, what styles hang on.</param>
/// <param name="Type">What it is.</param>
/// <param name="Content">Its attributes.</param>
/// <param name="Inner">What it holds.</param>
/// <param name="Pointer">Where it stands in the document.</param>
internal sealed record PageBlock(string Id, BlockType Type, Block Content, IReadOnlyList<PageBlock> Inner, string Pointer)
{
    public void Write(HtmlWriter html) => Content.Write(html, this);

    /// <summary>The block and all within, in the order of reading.</summary>
    public IEnumerable<PageBlock> Walk() => Inner.SelectMany(b => b.Walk()).Prepend(this);
}
