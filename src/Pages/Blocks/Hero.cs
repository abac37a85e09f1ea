using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>The opening of a page.</summary>
[Block("page/hero", "Hero", "design", "Opens the page: what it is about, for whom, and the one thing to do.", Tags = ["banner", "header", "opening"])]
public sealed record Hero : Block
{
    /// <summary>The page's heading.</summary>
    [Length(1, 200)]
    public required string Title { get; init; }

    /// <summary>A sentence or two below it.</summary>
    [MaxLength(500)]
    public string? Subtitle { get; init; }

    /// <summary>Where the text stands.</summary>
    public Align? Align { get; init; }

    /// <summary>Level of its heading; 2 where the page has its level 1 elsewhere. Defaults to 1.</summary>
    [Range(1, 2)]
    public int? Level { get; init; }

    /// <summary>What to do.</summary>
    public Action? Button { get; init; }

    /// <summary>What else to do.</summary>
    public Action? SecondButton { get; init; }

    /// <summary>A picture beside the text.</summary>
    public Picture? Picture { get; init; }

    internal override IEnumerable<int> Headings => [Level ?? 1];

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.Open("section", ("id", at.Id), ("class", html.Classes("hero", Css.Of(Align), Picture is null ? null : "with-picture"))).Open("div");
        html.Element(Level == 2 ? "h2" : "h1", Title);
        if (Subtitle is not null) html.Open("p", ("class", "lead")).Inline(Subtitle).Close("p");
        html.Actions(Button, SecondButton).Close("div");
        if (Picture is not null) html.Picture(Picture);
        html.Close("section");
    }

    internal override IEnumerable<Finding> Check(string pointer) => Picture is null ? [] : Alt.Check($"{pointer}/picture", Picture);
}
