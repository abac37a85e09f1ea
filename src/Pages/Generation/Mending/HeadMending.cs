using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Generation.Words;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation.Mending;

/// <summary>The head of a page: what was given of it, and what its first heading says.</summary>
internal static class HeadMending
{
    private static readonly JsonObject Schema = AttributeSchema.Of(typeof(PageHead));

    public static JsonObject Mend(JsonObject given, string? heading)
    {
        var fields = given.DeepClone().AsObject();
        if (!FieldNames.For("title", fields).Any(f => TextMending.Read(fields[f], " ") is { } text && Markup.ToPlain(text).Length > 0))
            fields["title"] = heading is not null && Markup.ToPlain(heading) is { Length: > 0 } text ? text : PageHeads.Untitled;
        if (LooseJson.Text(fields["lang"] ?? fields["language"] ?? fields["locale"]) is { } lang) fields["lang"] = lang.Trim().Replace('_', '-');
        var title = Markup.ToPlain(TextMending.Read(FieldNames.For("title", fields).Select(f => fields[f]).First(n => TextMending.Read(n, " ") is not null), " ")!);
        return AttributeMending.Mend(WithSlug(fields, title), Schema) ?? new JsonObject { ["slug"] = PageHeads.SlugOf(title), ["title"] = PageHeads.Untitled };
    }

    private static JsonObject WithSlug(JsonObject fields, string title)
    {
        var given = LooseJson.Text(fields["slug"])?.Trim();
        var valid = given is not null && TextMending.Fits(given, Schema["properties"]!["slug"]!.AsObject());
        fields["slug"] = valid ? given : PageHeads.SlugOf(string.IsNullOrWhiteSpace(given?.Trim('/')) ? title : given);
        return fields;
    }
}
