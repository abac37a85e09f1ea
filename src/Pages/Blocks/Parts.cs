using System.ComponentModel.DataAnnotations;

namespace Steward.Pages.Blocks;

/// <summary>Where a text stands in its line.</summary>
public enum Align
{
    /// <summary>At the start.</summary>
    Left,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the end.</summary>
    Right,
}

/// <summary>A button or a link that looks like one.</summary>
public sealed record Action
{
    /// <summary>What it says.</summary>
    [Length(1, 100)]
    public required string Text { get; init; }

    /// <summary>Where it leads.</summary>
    [Link, MaxLength(2000)]
    public required string Url { get; init; }
}

/// <summary>A picture of a set.</summary>
public sealed record Picture
{
    /// <summary>Its address.</summary>
    [Picture, MaxLength(2000)]
    public required string Url { get; init; }

    /// <summary>What it shows, for those who do not see it.</summary>
    [MaxLength(200)]
    public required string Alt { get; init; }

    /// <summary>A line below it.</summary>
    [MaxLength(500)]
    public string? Caption { get; init; }
}
