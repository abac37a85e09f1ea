using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>Asks the reader to do something.</summary>
[Block("page/call-to-action", "Call to action", "design", "Asks once more for the one thing to do, near the end.", Tags = ["cta", "action", "banner"])]
public sealed record CallToAction : Block
{
    /// <summary>Names the section.</summary>
    [Length(1, 200)]
    public required string Title { get; init; }

    /// <summary>Why.</summary>
    [MaxLength(500)]
    public string? Text { get; init; }

    /// <summary>What to do.</summary>
    public required Action Button { get; init; }

    internal override IEnumerable<int> Headings => [2];

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "call", Title);
        if (Text is not null) html.Open("p").Inline(Text).Close("p");
        html.Actions(Button, null).Close("section");
    }
}
