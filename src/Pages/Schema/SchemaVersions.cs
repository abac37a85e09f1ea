using System.Text.Json.Nodes;

namespace Steward.Pages.Schema;

/// <summary>A version of the document's schema and how documents of the version before become documents of this one.</summary>
/// <param name="Version">Three numbers.</param>
/// <param name="Date">When it came.</param>
/// <param name="Breaking">Documents of the version before need a change.</param>
/// <param name="Changes">What changed, for people.</param>
/// <param name="Guide">What an author of documents has to do.</param>
/// <param name="Migrate">Makes a document of the version before one of this. Pure: changes only the copy it is given.</param>
internal sealed record SchemaVersion(Version Version, DateOnly Date, bool Breaking, string[] Changes, string? Guide, Action<JsonObject> Migrate);

/// <summary>Something that a later version will not have.</summary>
internal sealed record SchemaDeprecation(string Field, string DeprecatedIn, string RemovedIn, string? Replacement, string Reason);

/// <summary>The document's schema through time, oldest first. Versions are compared as numbers: 1.10 is later than 1.9.</summary>
internal static class SchemaVersions
{
    public static readonly Version First = new(1, 0, 0);

    public static readonly IReadOnlyList<SchemaVersion> All =
    [
        new(First, new DateOnly(2026, 11, 28), false, ["Blocks of a page: paragraph, heading, image, button, columns, list."], null, _ => { }),
        new(new Version(1, 1, 0), new DateOnly(2026, 11, 28), true,
            [
                "A document has a head: slug, title, language, description.",
                "Blocks have ids and versions of their own; both may be left out.",
                "An image without an address is a place for one: allowed in drafts, refused at publishing.",
                "Columns hold columns; columnCount is deprecated.",
                "Hero, features, figures, gallery, quote, pricing, questions, call to action, form, divider, spacer, embed.",
            ],
            "Documents of 1.0.0 are read as before: the first heading becomes the title, and blocks that stood in columns are spread over them.", PageHeads.Add),
    ];

    public static readonly IReadOnlyList<SchemaDeprecation> Deprecations =
        [new("core/columns.columnCount", "1.1.0", "2.0.0", "innerBlocks of core/column", "There are as many columns as the block holds.")];

    public static SchemaVersion Current => All[^1];

    /// <summary>The version that a document says it is of; those of the first did not say.</summary>
    public static Version? Of(JsonObject document) => document["schemaVersion"] switch
    {
        null => document.ContainsKey("page") ? Current.Version : First,
        JsonValue value when value.TryGetValue<string>(out var text) && Version.TryParse(text, out var version) => All.FirstOrDefault(v => v.Version == version)?.Version,
        _ => null,
    };

    /// <summary>The document as one of the current version. A copy; the given one stays as it is.</summary>
    public static JsonObject Upgrade(JsonObject document)
    {
        var copy = document.DeepClone().AsObject();
        var from = Of(document);
        if (from is null) return copy;
        foreach (var step in All.Where(v => v.Version > from)) step.Migrate(copy);
        copy["schemaVersion"] = Current.Version.ToString();
        return copy;
    }
}
