using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steward.Tests.Support;

/// <summary>The smallest value that satisfies a JSON schema of the kind that result records export.</summary>
internal static class SchemaSample
{
    private const int DeepestLevel = 32;

    public static string Of(JsonElement schema) => Make(schema, schema, 0)?.ToJsonString() ?? "null";

    private static JsonNode? Make(JsonElement schema, JsonElement root, int level)
    {
        if (schema.ValueKind != JsonValueKind.Object || level > DeepestLevel)
        {
            return null;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Make(Resolve(root, reference.GetString() ?? "#"), root, level + 1);
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return JsonNode.Parse(values[0].GetRawText());
        }

        foreach (var name in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(name, out var options))
            {
                return Make(options[0], root, level + 1);
            }
        }

        return TypeOf(schema) switch
        {
            "object" => MakeObject(schema, root, level),
            "array" => new JsonArray(
                [.. Enumerable.Range(0, Number(schema, "minItems")).Select(_ => Make(schema.GetProperty("items"), root, level + 1))]),
            "string" => MakeString(schema),
            "integer" or "number" => Number(schema, "minimum"),
            "boolean" => true,
            _ => null,
        };
    }

    private static JsonObject MakeObject(JsonElement schema, JsonElement root, int level)
    {
        var made = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                made[property.Name] = Make(property.Value, root, level + 1);
            }
        }

        return made;
    }

    private static JsonNode MakeString(JsonElement schema) =>
        (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "date-time" => "2025-01-01T00:00:00Z",
            "date" => "2025-01-01",
            "uuid" => "00000000-0000-7000-8000-000000000000",
            "uri" => "https://example.com/",
            "email" => "somebody@example.com",
            _ => "sample".PadRight(Number(schema, "minLength"), '.'),
        };

    /// <summary>The first type that is not null, where several are allowed.</summary>
    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()).FirstOrDefault(one => one != "null")
            : type.GetString();
    }

    private static int Number(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) ? (int)Math.Ceiling(value.GetDouble()) : 0;

    private static JsonElement Resolve(JsonElement root, string pointer)
    {
        var found = root;
        foreach (var step in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(step)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            found = found.ValueKind == JsonValueKind.Array ? found[int.Parse(name, CultureInfo.InvariantCulture)] : found.GetProperty(name);
        }

        return found;
    }
}
