using System.Text.Json.Nodes;
using Steward.Pages.Blocks;

namespace Pages.Tests.Documents;

/// <summary>Makes valid documents from the schemas of the blocks: whatever block there is, with members and lengths by chance. The same seed makes the same document.</summary>
internal sealed class GeneratedPage(int seed)
{
    private const string Words = "The baker's bread & the miller's **flour** are <good>; прийди, спробуй — smak på brød 🍞 ";

    private readonly Random _random = new(seed);
    private int _names;

    public string Write()
    {
        var blocks = new JsonArray(new JsonObject { ["type"] = "page/hero", ["attributes"] = new JsonObject { ["title"] = "Opening" } });
        for (var left = _random.Next(1, 12); left > 0; left--) blocks.Add(BlockOf(1));
        var page = new JsonObject { ["slug"] = $"page-{seed}", ["title"] = $"Page {seed}" };
        return new JsonObject { ["page"] = page, ["blocks"] = blocks }.ToJsonString();
    }

    private JsonObject BlockOf(int depth)
    {
        var types = BlockTypes.All.Where(t => t.Facts.Within.Length == 0 && (depth < 7 || t.Facts.Holds.Length == 0) && t.Name != "page/embed").ToList();
        var type = types[_random.Next(types.Count)];
        var block = new JsonObject { ["type"] = type.Name, ["attributes"] = Value(type.Schema, type.Name == "page/hero" ? "hero" : "") };
        if (type.Name == "core/columns") block["innerBlocks"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => ColumnOf(depth + 1))]);
        return block;
    }

    private JsonNode ColumnOf(int depth)
    {
        var inner = new JsonArray([.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => (JsonNode)BlockOf(depth + 1))]);
        return new JsonObject { ["type"] = "core/column", ["innerBlocks"] = inner };
    }

    private JsonNode Value(JsonNode schema, string name) => (string)schema["type"]! switch
    {
        "object" => ObjectOf(schema, name),
        "array" => new JsonArray([.. Enumerable.Range(0, _random.Next(Math.Max(1, (int)schema["minItems"]!), 1 + Math.Min(5, (int)schema["maxItems"]!))).Select(_ => Value(schema["items"]!, name))]),
        "integer" => name == "level" ? 2 : _random.Next((int)schema["minimum"]!, (int)schema["maximum"]! + 1),
        "boolean" => _random.Next(2) == 0,
        _ => TextOf(schema, name),
    };

    private JsonObject ObjectOf(JsonNode schema, string name)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
        if (name == "hero") required.Add("level");
        var made = new JsonObject();
        foreach (var (member, of) in schema["properties"] as JsonObject ?? [])
            if (required.Contains(member) || member is "options" or "url" || (!IsColor(of!) && _random.Next(3) > 0)) made[member] = Value(of!, member);
        return made;
    }

    private string TextOf(JsonNode schema, string name)
    {
        if (schema["enum"] is JsonArray choices) return (string)choices[_random.Next(choices.Count)]!;
        if ((string?)schema["pattern"] is { } pattern)
            return pattern == PictureAttribute.Pattern ? "https://example.org/p.jpg" : name == "url" ? "/there?a=1&b=2" : $"n{++_names}";
        var most = Math.Min((int?)schema["maxLength"] ?? 100, 300);
        var length = _random.Next(8) == 0 ? most : Math.Min(most, _random.Next(1, 60));
        var text = string.Concat(Enumerable.Repeat(Words, (length / Words.Length) + 1))[..length];
        return char.IsHighSurrogate(text[^1]) ? text[..^1] + "." : text;
    }

    private static bool IsColor(JsonNode schema) => (string?)schema["pattern"] == ColorAttribute.Pattern;
}
