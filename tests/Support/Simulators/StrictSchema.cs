using System.Text.Json;

namespace Steward.Tests.Support;

/// <summary>
/// What OpenAI demands of a schema under <c>strict: true</c>: the root is an object, every object forbids additional properties
/// and requires all of its own.
/// </summary>
internal static class StrictSchema
{
    private const int DeepestLevel = 64;
    private static readonly string[] Containers = ["properties", "$defs", "definitions"];
    private static readonly string[] Alternatives = ["anyOf", "oneOf", "allOf"];

    public static string? FindFault(JsonElement schema) => IsObject(schema)
        ? FindFault(schema, "#", 0)
        : "Invalid schema for response_format: the root must have type 'object'.";

    private static string? FindFault(JsonElement schema, string where, int level)
    {
        if (schema.ValueKind != JsonValueKind.Object || level > DeepestLevel)
        {
            return null;
        }

        return OwnFault(schema, where)
            ?? Children(schema, where)
                .Select(child => FindFault(child.Schema, child.Where, level + 1))
                .FirstOrDefault(fault => fault is not null);
    }

    private static string? OwnFault(JsonElement schema, string where)
    {
        if (!IsObject(schema))
        {
            return null;
        }

        if (!schema.TryGetProperty("additionalProperties", out var additional) || additional.ValueKind != JsonValueKind.False)
        {
            return $"Invalid schema for response_format: at {where} 'additionalProperties' must be false.";
        }

        HashSet<string?> required = schema.TryGetProperty("required", out var names)
            ? [.. names.EnumerateArray().Select(name => name.GetString())]
            : [];
        var missing = Members(schema, "properties").Select(member => member.Name).FirstOrDefault(name => !required.Contains(name));
        return missing is null ? null : $"Invalid schema for response_format: at {where} 'required' must list '{missing}'.";
    }

    private static IEnumerable<(JsonElement Schema, string Where)> Children(JsonElement schema, string where)
    {
        var named = Containers.SelectMany(container =>
            Members(schema, container).Select(member => (member.Value, $"{where}/{container}/{member.Name}")));
        var alternatives = Alternatives.Where(name => schema.TryGetProperty(name, out _)).SelectMany(name =>
            schema.GetProperty(name).EnumerateArray().Select((option, i) => (option, $"{where}/{name}/{i}")));
        var items = schema.TryGetProperty("items", out var item) ? [(item, $"{where}/items")] : Array.Empty<(JsonElement, string)>();
        return named.Concat(alternatives).Concat(items);
    }

    private static IEnumerable<JsonProperty> Members(JsonElement schema, string container) =>
        schema.TryGetProperty(container, out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : [];

    private static bool IsObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(one => one.ValueEquals("object"))
            : type.ValueEquals("object"));
}
