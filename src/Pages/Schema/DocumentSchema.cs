using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;

namespace Steward.Pages.Schema;

/// <summary>JSON Schema of a whole document, put together from the schemas of the blocks.</summary>
internal static class DocumentSchema
{
    /// <summary>What it is called.</summary>
    public const string Id = "https://steward.example/schemas/ai-output-v1.json";

    private static readonly string[] Structure = ["type", "properties", "required", "additionalProperties", "items", "enum"];

    /// <summary>For people and editors: draft 07, every limit named.</summary>
    public static JsonObject Public { get; } = new()
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["$id"] = Id,
        ["title"] = "Page",
        ["version"] = SchemaVersions.Current.Version.ToString(),
        ["type"] = "object",
        ["required"] = new JsonArray("blocks"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["schemaVersion"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. SchemaVersions.All.Select(v => (JsonNode)v.Version.ToString())]) },
            ["page"] = AttributeSchema.Of(typeof(PageHead)),
            ["blocks"] = new JsonObject { ["type"] = "array", ["maxItems"] = PageReader.MaxBlocks, ["items"] = new JsonObject { ["$ref"] = "#/definitions/block" } },
        },
        ["definitions"] = Definitions(),
    };

    /// <summary>For models: the strict form that providers enforce. Every member is named, what may be left out may be null; limits are checked after.</summary>
    public static JsonObject ForModels { get; } = new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("page", "blocks"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["page"] = Strict(AttributeSchema.Of(typeof(PageHead))),
            ["blocks"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/block" } },
        },
        ["$defs"] = new JsonObject { ["block"] = new JsonObject { ["anyOf"] = new JsonArray([.. BlockTypes.All.Select(t => (JsonNode)StrictBlock(t))]) } },
    };

    private static JsonObject Definitions()
    {
        var definitions = new JsonObject
        {
            ["block"] = new JsonObject { ["oneOf"] = new JsonArray([.. BlockTypes.All.Select(t => (JsonNode)new JsonObject { ["$ref"] = $"#/definitions/{t.Name.Replace("/", "~1")}" })]) },
        };
        foreach (var type in BlockTypes.All) definitions[type.Name] = BlockSchema(type);
        return definitions;
    }

    private static JsonObject BlockSchema(BlockType type)
    {
        var schema = type.Schema.DeepClone().AsObject();
        var properties = new JsonObject
        {
            ["id"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z][A-Za-z0-9_-]{0,63}$" },
            ["type"] = new JsonObject { ["const"] = type.Name },
            ["version"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = type.Version },
            ["attributes"] = schema,
        };
        if (type.Facts.Holds.Length > 0) properties["innerBlocks"] = Inner("#/definitions/block");
        var required = new JsonArray("type");
        if (schema["required"] is JsonArray { Count: > 0 }) required.Add("attributes");
        return new JsonObject { ["title"] = type.Facts.Title, ["description"] = type.Facts.Purpose, ["type"] = "object", ["required"] = required, ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject StrictBlock(BlockType type)
    {
        var properties = new JsonObject { ["type"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(type.Name) }, ["attributes"] = Strict(type.Schema) };
        if (type.Facts.Holds.Length > 0) properties["innerBlocks"] = Inner("#/$defs/block");
        return new JsonObject
        {
            ["type"] = "object", ["required"] = new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]), ["additionalProperties"] = false, ["properties"] = properties,
        };
    }

    private static JsonObject Inner(string block) => new() { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = block } };

    private static JsonObject Strict(JsonObject schema)
    {
        var strict = new JsonObject();
        foreach (var (word, value) in schema.Where(m => Structure.Contains(m.Key))) strict[word] = value?.DeepClone();
        if (schema["items"] is JsonObject items) strict["items"] = Strict(items);
        if ((string?)schema["type"] != "object") return strict;
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
        var properties = new JsonObject();
        foreach (var (name, value) in schema["properties"] as JsonObject ?? [])
        {
            var inner = Strict(value!.AsObject());
            if (!required.Contains(name)) inner["type"] = new JsonArray((string)inner["type"]!, "null");
            if (!required.Contains(name) && inner["enum"] is JsonArray choices) choices.Add((JsonNode?)null);
            properties[name] = inner;
        }

        (strict["properties"], strict["required"], strict["additionalProperties"]) = (properties, new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]), false);
        return strict;
    }
}
