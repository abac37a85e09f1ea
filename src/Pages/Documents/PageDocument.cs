using System.ComponentModel.DataAnnotations;

namespace Steward.Pages.Documents;

/// <summary>What a page is called and how it is found.</summary>
public sealed record PageHead
{
    /// <summary>Its name in the address: lower case letters, digits and hyphens.</summary>
    [RegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$"), Length(1, 100)]
    public required string Slug { get; init; }

    /// <summary>What browsers and search engines call it.</summary>
    [Length(1, 200)]
    public required string Title { get; init; }

    /// <summary>Language of its text, for example <c>en</c> or <c>nb-NO</c>. Defaults to <c>en</c>.</summary>
    [RegularExpression("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), MaxLength(35)]
    public string? Lang { get; init; }

    /// <summary>A sentence or two for search engines.</summary>
    [MaxLength(300)]
    public string? Description { get; init; }

    /// <summary>Search engines leave it out.</summary>
    public bool? Hidden { get; init; }
}

/// <summary>A page that has been read: its head and its blocks.</summary>
internal sealed record PageDocument(PageHead Head, IReadOnlyList<PageBlock> Blocks)
{
    public IEnumerable<PageBlock> All => Blocks.SelectMany(b => b.Walk());
}
