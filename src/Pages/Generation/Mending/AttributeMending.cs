using System.Text.Json.Nodes;

namespace Steward.Pages.Generation.Mending;

/// <summary>Makes attributes that the schema allows of the fields that were given: renamed, of the right kind, within the limits; what has no place goes.</summary>
internal static class AttributeMending
{
    private static readonly HashSet<string> PlainTexts = ["title", "name", "price", "period", "label", "value", "asked", "author", "role", "alt", "submit", "slug", "lang", "description"];

    /// <summary>The attributes, or null where one that is required cannot be had.</summary>
    public static JsonObject? Mend(JsonObject fields, JsonObject schema)
    {
        if (schema["properties"] is not JsonObject known) return [];
        var (found, taken) = (new Dictionary<string, JsonNode>(), new HashSet<string>());
        Find(fields, known, found, taken, FieldNames.IsOwn);
        Find(fields, known, found, taken, (_, _) => true);
        foreach (var (name, inner) in known)
            if (!found.ContainsKey(name) && IsAction(inner) && FieldNames.Gather(name, fields) is { } spread && Value(spread, (JsonObject)inner!, false) is { } action) found[name] = action;
        var mended = new JsonObject(found.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
        AttributeDefaults.Fill(mended, known);
        Order(mended, schema);
        return (schema["required"] as JsonArray ?? []).All(r => mended.ContainsKey((string)r!)) ? mended : null;
    }

    /// <summary>Members in the order of the schema, so that the same page is the same text.</summary>
    public static void Order(JsonObject attributes, JsonObject schema)
    {
        foreach (var (name, _) in (JsonObject)schema["properties"]!)
            if (attributes[name] is { } value && attributes.Remove(name)) attributes.Add(name, value);
    }

    private static void Find(JsonObject fields, JsonObject known, Dictionary<string, JsonNode> found, HashSet<string> taken, Func<string, string, bool> suits)
    {
        foreach (var (name, inner) in known.Where(k => !found.ContainsKey(k.Key)))
        {
            foreach (var field in FieldNames.For(name, fields).Where(f => suits(name, f) && !taken.Contains(f)))
            {
                if (inner is not JsonObject schema || Value(fields[field]!, schema, IsPlain(name, known)) is not { } value) continue;
                found[name] = value;
                taken.Add(field);
                break;
            }
        }
    }

    private static JsonNode? Value(JsonNode value, JsonObject schema, bool plain) => (string?)schema["type"] switch
    {
        "object" => Members(value, schema),
        "array" => List(value, schema),
        "string" => value is JsonObject && schema.ContainsKey("pattern") && value["url"] is null && value["href"] is null ? null : TextMending.Mend(value, schema, plain),
        "integer" => LooseJson.Whole(value) is { } number ? JsonValue.Create(Math.Clamp(number, (int?)schema["minimum"] ?? int.MinValue, (int?)schema["maximum"] ?? int.MaxValue)) : null,
        "boolean" => LooseJson.Truth(value) is { } truth ? JsonValue.Create(truth) : null,
        _ => null,
    };

    // A bare text is the object's first text.
    private static JsonObject? Members(JsonNode value, JsonObject schema)
    {
        if (value is JsonArray items) return items.Count > 0 ? Members(items[0]!, schema) : null;
        if (value is not JsonObject members)
        {
            if (schema["required"] is not JsonArray { Count: > 0 } required) return null;
            members = new JsonObject { [(string)required[0]!] = value.DeepClone() };
        }

        return Mend(members, schema);
    }

    private static JsonArray? List(JsonNode value, JsonObject schema)
    {
        if (schema["items"] is not JsonObject each) return null;
        var given = value switch { JsonArray items => Flat(items), JsonValue when LooseJson.Text(value) is { } text => Lines(text), JsonObject members => Entries(members, each), _ => [] };
        var most = (int?)schema["maxItems"] ?? int.MaxValue;
        var mended = new JsonArray([.. given.Select(item => Value(item, each, plain: false)).Where(item => item is not null).Take(most)]);
        return mended.Count >= Math.Max((int?)schema["minItems"] ?? 0, 1) ? mended : null;
    }

    // One object in a list's place is its only item, or has the items as its members.
    private static IEnumerable<JsonNode> Entries(JsonObject members, JsonObject each) =>
        Value(members, each, plain: false) is not null ? [members] : members.Select(m => m.Value).OfType<JsonObject>();

    private static IEnumerable<JsonNode> Flat(JsonArray items) => items.SelectMany(i => i is JsonArray inner ? Flat(inner) : [i!]);

    private static IEnumerable<JsonNode> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonNode)JsonValue.Create(line.TrimStart('-', '*', '•', ' ')));

    private static bool IsAction(JsonNode? schema) => schema is JsonObject { } inner && inner["properties"] is JsonObject { Count: 2 } members && members.ContainsKey("text") && members.ContainsKey("url");

    // These are written without marks: the names of things, and what stands on a button.
    private static bool IsPlain(string name, JsonObject known) => PlainTexts.Contains(name) || (name == "text" && known.ContainsKey("url"));
}
