using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;
using Steward.Pages.Generation.Words;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation.Mending;

/// <summary>Makes blocks of what was given as blocks.</summary>
internal static class BlockMending
{
    private static readonly string[] Titles = ["title", "heading", "headline", "label"], Texts = ["content", "text", "description", "body", "subtitle", "html", "quote", "message", "value", "caption", "items"];

    /// <summary>The blocks that stand in a list, each in a place where it may stand.</summary>
    public static JsonArray Mend(IEnumerable<JsonNode> nodes, BlockType? parent) => BlockPlaces.Arrange(nodes.SelectMany(Of), parent);

    private static IEnumerable<JsonObject> Of(JsonNode node) => node switch
    {
        JsonObject block => Of(BlockFields.Of(block)),
        JsonArray blocks => blocks.SelectMany(b => Of(b!)),
        _ => Text(LooseJson.Text(node)),
    };

    private static IEnumerable<JsonObject> Of(BlockFields given)
    {
        if (BlockNames.Find(given.Name) is { } type)
        {
            var block = Known(given, type);
            // What it holds has been looked at: a second time at every depth would be thousands of times.
            if (type.Facts.Holds.Length > 0) return block is null ? [] : [block];
            if (block is not null) return TookItems(given, type) ? [block] : given.Inner.SelectMany(Of).Prepend(block);
        }
        else if (BlockNames.Each(given.Name) is { } each)
        {
            var items = given.Fields.Select(f => f.Value).OfType<JsonArray>().SelectMany(a => a).Concat(given.Inner).Select(i => i!);
            return Named(given).Concat(items.SelectMany(i => Of(new JsonObject { ["type"] = each, ["attributes"] = i is JsonObject ? i.DeepClone() : new JsonObject { ["content"] = i.DeepClone() } })));
        }

        return Words(given).Concat(given.Inner.SelectMany(Of));
    }

    private static JsonObject? Known(BlockFields given, BlockType type)
    {
        var inner = type.Facts.Holds.Length > 0 ? Mend(Held(given), type) : null;
        if (inner is { Count: 0 }) return null;
        if (AttributeMending.Mend(given.WithItems(type), type.Schema) is not { } attributes || !BlockFixes.Fix(type, attributes)) return null;
        var block = new JsonObject();
        if (given.Id is not null) block["id"] = given.Id;
        block["type"] = type.Name;
        block["attributes"] = attributes;
        if (inner is not null) block["innerBlocks"] = inner;
        return block;
    }

    // A column may have its text as a field; columns may say how many of them there are to be, which they show by themselves.
    private static IEnumerable<JsonNode> Held(BlockFields given) =>
        given.Inner.Count > 0 ? given.Inner : given.Fields["items"] is JsonArray items ? items.Select(i => i!) : Words(given);

    private static bool TookItems(BlockFields given, BlockType type) => given.Inner.Count > 0 && given.WithItems(type).Count > given.Fields.Count;

    // A block that nobody knows, or one that lacks what it needs: its words are still worth having.
    private static IEnumerable<JsonObject> Words(BlockFields given) =>
        Named(given).Concat(Texts.Where(given.Fields.ContainsKey).Take(given.Fields.ContainsKey("items") ? 2 : 1).SelectMany(t => Text(TextMending.Read(given.Fields[t], "\n"))));

    private static IEnumerable<JsonObject> Named(BlockFields given)
    {
        var title = Titles.Select(t => TextMending.Read(given.Fields[t], " ")).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t));
        if (title is null) return [];
        var content = WordCut.At(Markup.ToPlain(title), 200);
        return content.Length == 0 ? [] : [new JsonObject { ["type"] = "core/heading", ["attributes"] = new JsonObject { ["content"] = content, ["level"] = 2 } }];
    }

    private static IEnumerable<JsonObject> Text(string? text)
    {
        if (text is null) return [];
        var paragraph = BlockNames.Find("paragraph")!;
        return AttributeMending.Mend(new JsonObject { ["content"] = text }, paragraph.Schema) is { } attributes ? [new JsonObject { ["type"] = paragraph.Name, ["attributes"] = attributes }] : [];
    }
}

/// <summary>Puts right what a block's own check finds: the schema is kept already.</summary>
internal static class BlockFixes
{
    /// <summary>False where the block is of no use.</summary>
    public static bool Fix(BlockType type, JsonObject attributes)
    {
        attributes.Remove("columnCount");
        DropBare(attributes);
        if (type.Name == "core/image" && string.IsNullOrWhiteSpace((string?)attributes["alt"])) return false;
        if (attributes["fields"] is JsonArray fields) Fields(fields);
        var findings = new List<Finding>();
        SchemaCheck.Check(attributes, type.Schema, "", findings);
        if (findings.Count > 0) return false;
        var faults = type.Read(attributes).Check("").Where(f => f.IsError).Select(f => f.Code).ToList();
        if (faults.Remove("contrast")) (_, _) = (attributes.Remove("textColor"), attributes.Remove("backgroundColor"));
        return faults.TrueForAll(code => code == "picture_missing");
    }

    // A picture in a block that nobody can describe goes, the block stays.
    private static void DropBare(JsonObject attributes)
    {
        static bool Bare(JsonNode? picture) => string.IsNullOrWhiteSpace((string?)picture?["alt"]);
        if (attributes["picture"] is { } picture && Bare(picture)) attributes.Remove("picture");
        if (attributes["pictures"] is JsonArray pictures) pictures.RemoveAll(Bare);
    }

    private static void Fields(JsonArray fields)
    {
        var names = new HashSet<string>();
        foreach (var field in fields.Select(f => f!.AsObject()))
        {
            var name = (string)field["name"]!;
            for (var number = 2; !names.Add((string)field["name"]!); number++) field["name"] = FormattableString.Invariant($"{name[..Math.Min(name.Length, 55)]}-{number}");
            if ((string)field["kind"]! == "select" && field["options"] is null) field["kind"] = "text";
        }
    }
}
