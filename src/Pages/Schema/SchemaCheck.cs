using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steward.Pages.Documents;

namespace Steward.Pages.Schema;

/// <summary>Holds a value against a schema that <see cref="AttributeSchema"/> has written, and names every fault with its pointer. Knows the words that it writes, no others.</summary>
internal static class SchemaCheck
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    public static void Check(JsonNode? value, JsonObject schema, string pointer, List<Finding> findings)
    {
        if (findings.Count >= PageReader.MaxFindings) return;
        var type = (string?)schema["type"];
        if (type is not null && !Is(value, type))
        {
            findings.Add(Finding.Error(pointer, "wrong_type", $"{Article(type)} is required."));
            return;
        }

        switch (value)
        {
            case JsonObject members:
                CheckMembers(members, schema, pointer, findings);
                break;
            case JsonArray items:
                CheckItems(items, schema, pointer, findings);
                break;
            case JsonValue scalar:
                CheckScalar(scalar, schema, pointer, findings);
                break;
        }
    }

    /// <summary>A name as part of a JSON pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1");

    private static void CheckMembers(JsonObject members, JsonObject schema, string pointer, List<Finding> findings)
    {
        var known = schema["properties"] as JsonObject;
        foreach (var required in (schema["required"] as JsonArray ?? []).Select(r => (string)r!).Where(r => members[r] is null))
            findings.Add(Finding.Error($"{pointer}/{required}", "required", $"'{required}' is required."));
        foreach (var (name, value) in members)
        {
            if (known?[name] is JsonObject inner)
            {
                if (value is not null) Check(value, inner, $"{pointer}/{Escape(name)}", findings);
            }
            else if (findings.Count < PageReader.MaxFindings)
            {
                findings.Add(Finding.Error($"{pointer}/{Escape(name)}", "unknown_member", Known(known)));
            }
        }
    }

    private static void CheckItems(JsonArray items, JsonObject schema, string pointer, List<Finding> findings)
    {
        var (min, max) = (Number(schema, "minItems") ?? 0, Number(schema, "maxItems") ?? int.MaxValue);
        if (items.Count < min || items.Count > max) findings.Add(Finding.Error(pointer, "out_of_range", FormattableString.Invariant($"{min} to {max} are allowed; there are {items.Count}.")));
        if (schema["items"] is not JsonObject each) return;
        for (var i = 0; i < items.Count && findings.Count < PageReader.MaxFindings; i++) Check(items[i], each, FormattableString.Invariant($"{pointer}/{i}"), findings);
    }

    private static void CheckScalar(JsonValue scalar, JsonObject schema, string pointer, List<Finding> findings)
    {
        if (scalar.GetValueKind() == JsonValueKind.String) CheckText(scalar.GetValue<string>(), schema, pointer, findings);
        else if (scalar.GetValueKind() == JsonValueKind.Number && Whole(scalar) is { } number && (number < Number(schema, "minimum") || number > Number(schema, "maximum")))
            findings.Add(Finding.Error(pointer, "out_of_range", FormattableString.Invariant($"A number from {Number(schema, "minimum")} to {Number(schema, "maximum")} is required.")));
    }

    private static void CheckText(string text, JsonObject schema, string pointer, List<Finding> findings)
    {
        var (min, max) = (Number(schema, "minLength") ?? 0, Number(schema, "maxLength") ?? int.MaxValue);
        if (text.Length > max) findings.Add(Finding.Error(pointer, "too_long", FormattableString.Invariant($"At most {max} characters; there are {text.Length}.")));
        else if (text.Length < min || (min > 0 && string.IsNullOrWhiteSpace(text))) findings.Add(Finding.Error(pointer, "required", "A text is required."));
        else if (text.EnumerateRunes().Any(IsRefused)) findings.Add(Finding.Error(pointer, "invalid", "Control characters are not allowed."));
        else if (schema["enum"] is JsonArray allowed && !allowed.Any(a => (string)a! == text))
            findings.Add(Finding.Error(pointer, "invalid", $"One of {string.Join(", ", allowed.Select(a => (string)a!))} is required."));
        else if ((string?)schema["pattern"] is { } pattern && !Pattern(pattern).IsMatch(text)) findings.Add(Finding.Error(pointer, "invalid", $"'{Shown(text)}' is not allowed here."));
    }

    private static bool Is(JsonNode? value, string type) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && Whole(number) is not null,
        _ => throw new InvalidOperationException($"The schema says '{type}', which is not checked."),
    };

    // 2.0 and 1e2 are whole numbers to JSON Schema, but not to the reader of the record.
    private static int? Whole(JsonValue number) => int.TryParse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    private static int? Number(JsonObject schema, string word) => (int?)schema[word];

    private static string Article(string type) => type switch { "object" => "An object", "array" => "A list", "integer" => "A whole number", "boolean" => "true or false", _ => "A text" };

    private static string Known(JsonObject? known) => known is null or { Count: 0 } ? "It has no members." : $"It is not known here; known are {string.Join(", ", known.Select(p => p.Key))}.";

    private static string Shown(string text) => text.Length <= 60 ? text : text[..(char.IsHighSurrogate(text[59]) ? 59 : 60)] + "…";

    /// <summary>HTML has no way to write it.</summary>
    public static bool IsRefused(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t' or '\r')) || rune.Value is >= 0xfdd0 and <= 0xfdef || (rune.Value & 0xfffe) == 0xfffe;

    // Patterns are our own, from the registry: few, and without backtracking. Their $ is the end of the text, as in JSON Schema, not the last new line.
    private static Regex Pattern(string pattern) => Patterns.GetOrAdd(pattern, p =>
        new Regex(p.EndsWith('$') ? $"{p[..^1]}\\z" : p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
}
