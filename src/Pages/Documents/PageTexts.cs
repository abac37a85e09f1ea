using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;

namespace Steward.Pages.Documents;

/// <summary>What people read on a page, one text below the other: for screening, search and comparison.</summary>
internal static class PageTexts
{
    public static string Of(PageDocument page)
    {
        var text = new StringBuilder(page.Head.Title).Append('\n').Append(page.Head.Description).Append('\n');
        foreach (var block in page.All) Collect(JsonSerializer.SerializeToNode(block.Content, block.Content.GetType(), Block.Json), block.Type.Schema, text);
        return text.ToString();
    }

    // A text that a pattern or a list of words binds is an address, a colour or a choice, and not read.
    private static void Collect(JsonNode? node, JsonObject schema, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                    if (schema["properties"]?[name] is JsonObject inner) Collect(value, inner, text);
                break;
            case JsonArray items when schema["items"] is JsonObject each:
                foreach (var item in items) Collect(item, each, text);
                break;
            case JsonValue value when !schema.ContainsKey("pattern") && !schema.ContainsKey("enum") && value.TryGetValue<string>(out var read):
                text.Append(read).Append('\n');
                break;
        }
    }
}
