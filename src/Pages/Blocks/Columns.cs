using System.ComponentModel.DataAnnotations;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;

namespace Steward.Pages.Blocks;

/// <summary>How columns of different height stand beside each other.</summary>
public enum VerticalAlignment
{
    /// <summary>At the top.</summary>
    Top,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the bottom.</summary>
    Bottom,
}

/// <summary>Columns beside each other.</summary>
[Block("core/columns", "Columns", "layout", "Two to six columns beside each other; they stand below each other on a telephone.", Version = 2, Tags = ["grid", "layout"],
    Holds = ["core/column"], Deprecated = ["columnCount: there are as many columns as the block holds"])]
public sealed record Columns : Block
{
    /// <summary>How many there were to be, in the first version of the block.</summary>
    [Range(1, 6)]
    public int? ColumnCount { get; init; }

    /// <summary>How they stand beside each other.</summary>
    public VerticalAlignment? VerticalAlignment { get; init; }

    internal override void Write(HtmlWriter html, PageBlock at)
    {
        html.Open("div", ("id", at.Id), ("class", html.Classes("columns", VerticalAlignment is { } v && v != Blocks.VerticalAlignment.Top ? $"stand-{v.ToString().ToLowerInvariant()}" : null)));
        foreach (var column in at.Inner) column.Write(html);
        html.Close("div");
    }
}
