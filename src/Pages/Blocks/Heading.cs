using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>A heading.</summary>
[Block("core/heading", "Heading", "text", "Names what follows. One of level 1 on a page, no level left out.", Tags = ["title", "text"])]
public sealed record Heading : Block
{
    /// <summary>The text.</summary>
    [Length(1, 200)]
    public required string Content { get; init; }

    /// <summary>1 is the page's own.</summary>
    [Range(1, 6)]
    public required int Level { get; init; }

    /// <summary>Where it stands.</summary>
    public Align? Align { get; init; }

    internal override IEnumerable<int> Headings => [Level];

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        var tag = "h" + Level.ToString(CultureInfo.InvariantCulture);
        html.Open(tag, ("id", at.Id), ("class", Css.Of(Align))).Inline(Content).Close(tag);
    }
}
