using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>What somebody said.</summary>
[Block("page/quote", "Quote", "text", "Words that somebody really said, with the name if it is known. Never make one up.", Tags = ["testimonial", "citation"])]
public sealed record Quote : Block
{
    /// <summary>The words.</summary>
    [Length(1, 1000)]
    public required string Content { get; init; }

    /// <summary>Who said it.</summary>
    [MaxLength(120)]
    public string? Author { get; init; }

    /// <summary>What that person does.</summary>
    [MaxLength(120)]
    public string? Role { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.Open("figure", ("id", at.Id), ("class", "quote")).Open("blockquote").Open("p").Inline(Content).Close("p").Close("blockquote");
        if (Author is not null) html.Element("figcaption", Role is null ? Author : $"{Author}, {Role}");
        html.Close("figure");
    }
}
