using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;
using Steward.Pages.Shortcodes;

namespace Steward.Pages.Blocks;

/// <summary>A paragraph; one that says nothing but a shortcode shows what that stands for.</summary>
[Block("core/paragraph", "Paragraph", "text", "Running text. Bold is **so**, italics *so*, a link [so](https://example.org).", Tags = ["text", "copy"])]
public sealed record Paragraph : Block
{
    /// <summary>The text.</summary>
    [Length(1, 10_000)]
    public required string Content { get; init; }

    /// <summary>Where it stands.</summary>
    public Align? Align { get; init; }

    /// <summary>Colour of the text.</summary>
    [Color]
    public string? TextColor { get; init; }

    /// <summary>Colour behind it.</summary>
    [Color]
    public string? BackgroundColor { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at) => html
        .Open("p", ("id", at.Id), ("class", html.Classes(Css.Of(Align), html.Colors(TextColor, BackgroundColor)))).Inline(Content).Close("p");

    internal override IEnumerable<Finding> Check(string pointer) => Contrast.Check(pointer, TextColor, BackgroundColor).Concat(ShortcodeText.Read(Content).Faults.Select(f =>
        new Finding($"{pointer}/content", f.Code, FormattableString.Invariant($"Character {f.Position}: {f.Detail}"), f.IsError ? Finding.ErrorSeverity : Finding.WarningSeverity)));
}
