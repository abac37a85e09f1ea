using System.Text.Json.Nodes;
using Steward.Pages.Blocks;

namespace Steward.Pages.Generation.Mending;

/// <summary>A block as it was given: its name, its fields wherever they stood, and what it holds.</summary>
internal sealed record BlockFields(string? Name, string? Id, JsonObject Fields, IReadOnlyList<JsonNode> Inner)
{
    private static readonly string[] Names = ["type", "blockname", "blocktype", "block", "component", "kind", "name"];
    private static readonly string[] Containers = ["attributes", "attrs", "props", "properties", "data", "fields", "settings", "content"];
    private static readonly string[] Holders = ["innerblocks", "children", "blocks", "columns", "elements", "sections"];

    public static BlockFields Of(JsonObject block)
    {
        var name = Names.Select(n => block.FirstOrDefault(m => BlockNames.Plain(m.Key) == n)).FirstOrDefault(m => IsName(m.Key, LooseJson.Text(m.Value)));
        var (fields, inner) = (new JsonObject(), new List<JsonNode>());
        foreach (var (key, value) in block.Where(m => m.Value is JsonObject && Containers.Contains(BlockNames.Plain(m.Key)))) Take((JsonObject)value!, fields, inner, null);
        Take(block, fields, inner, name.Key);
        fields.Remove("version");
        if (BlockNames.Level(LooseJson.Text(name.Value)) is { } level) fields.TryAdd("level", JsonValue.Create(level));
        if (BlockNames.IsNumbered(LooseJson.Text(name.Value))) fields.TryAdd("ordered", JsonValue.Create(true));
        return new BlockFields(LooseJson.Text(name.Value), LooseJson.Text(block["id"] ?? block["anchor"]), fields, inner);
    }

    // A name without a type beside it may be a person's.
    private static bool IsName(string? key, string? value) => key is not null && value is not null && (BlockNames.Plain(key) is not ("name" or "kind") || BlockNames.Find(value) is not null);

    private static void Take(JsonObject from, JsonObject fields, List<JsonNode> inner, string? name)
    {
        foreach (var (key, value) in from)
        {
            var plain = BlockNames.Plain(key);
            if (key == name || (name is not null && plain is "id" or "anchor") || (name is not null && value is JsonObject && Containers.Contains(plain))) continue;
            if (Holds(plain, value)) inner.AddRange(((JsonArray)value!).Select(i => i!));
            else if (value is not null) fields.TryAdd(key, value.DeepClone());
        }
    }

    // Content is a text, a list of texts, or blocks.
    private static bool Holds(string key, JsonNode? value) =>
        value is JsonArray items && (Holders.Contains(key) || (key is "content" or "items" && items.Any(i => i is JsonObject o && BlockNames.Find(LooseJson.Text(o["type"] ?? o["blockName"])) is not null)));

    /// <summary>The fields with the items that stood as inner blocks, for a block whose items are an attribute.</summary>
    public JsonObject WithItems(BlockType type)
    {
        var list = (type.Schema["required"] as JsonArray ?? []).Select(r => (string)r!).FirstOrDefault(r => (string?)type.Schema["properties"]?[r]?["type"] == "array");
        var fields = Fields.DeepClone().AsObject();
        if (list is null || Inner.Count == 0 || FieldNames.For(list, fields).Any(f => fields[f] is JsonArray)) return fields;
        fields[list] = new JsonArray([.. Inner.Select(i => i is JsonObject item ? Of(item).Fields : i.DeepClone())]);
        return fields;
    }
}
