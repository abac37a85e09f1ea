using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>Several pictures.</summary>
[Block("page/gallery", "Gallery", "media", "Several pictures whose addresses are known.", Tags = ["pictures", "photos", "logos"])]
public sealed record Gallery : Block
{
    /// <summary>Names the section.</summary>
    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>The pictures.</summary>
    [Length(1, 24)]
    public required IReadOnlyList<Picture> Pictures { get; init; }

    internal override IEnumerable<int> Headings => Css.Outline(Title, 0);

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.OpenSection(at.Id, "gallery", Title).Open("div", ("class", "pictures"));
        foreach (var picture in Pictures) html.Picture(picture);
        html.Close("div").Close("section");
    }

    internal override IEnumerable<Finding> Check(string pointer) => Pictures.SelectMany((p, i) => Alt.Check($"{pointer}/pictures/{i}", p));
}
