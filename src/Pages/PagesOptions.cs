using System.ComponentModel.DataAnnotations;

namespace Steward.Pages;

/// <summary>Settings under <c>Pages</c>.</summary>
public sealed class PagesOptions
{
    /// <summary>Pages that one person or key may have written in a minute. Defaults to 20.</summary>
    [Range(1, 100_000)]
    public int GeneratePerMinute { get; set; } = 20;

    /// <summary>Looks at schema, blocks and shortcodes of one person or key in a minute. Defaults to 60.</summary>
    [Range(1, 100_000)]
    public int ReferencePerMinute { get; set; } = 60;
}
