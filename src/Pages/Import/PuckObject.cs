using System.Globalization;
using System.Text.Json.Nodes;
using Steward.Pages.Schema;

namespace Steward.Pages.Import;

/// <summary>A text and where it stands in what is imported.</summary>
internal sealed record PuckText(string Name, string Value, string Pointer)
{
    public bool IsAddress => Value.Contains("://") || ((string[])["/", "#", "mailto:", "data:"]).Any(s => Value.StartsWith(s, StringComparison.Ordinal));
}

/// <summary>Members of an object in Puck's data; knows which texts have been asked for, so that the others are not lost silently.</summary>
internal class PuckObject(JsonObject members, string pointer)
{
    // How it looks, not what it says: stays behind, as blocks look the way this site looks.
    private static readonly HashSet<string> Looks = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "type", "icon", "mode", "size", "align", "alignment", "textAlign", "justify", "justifyContent", "alignItems", "color", "background", "backgroundColor",
        "textColor", "variant", "padding", "margin", "gap", "level", "direction", "wrap", "maxWidth", "width", "height", "target", "rel", "className", "style", "theme",
        "layout", "numColumns", "radius", "borderRadius", "tag",
    };

    private readonly HashSet<string> _read = [];
    private readonly List<PuckObject> _inner = [];

    /// <summary>The first of these that has a text.</summary>
    public PuckText? Text(params string[] names)
    {
        foreach (var name in names)
        {
            if (TextOf(members[name]) is not { } text || string.IsNullOrWhiteSpace(text)) continue;
            _read.Add(name);
            return new PuckText(name, text, PointerOf(name));
        }

        return null;
    }

    /// <summary>A number, or the number that a text begins with: 24, "3", "96px".</summary>
    public int? Number(string name)
    {
        if (members[name] is JsonValue value && value.TryGetValue<int>(out var number)) return number;
        var digits = new string([.. (TextOf(members[name]) ?? "").TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    /// <summary>The objects of the first of these lists that there is.</summary>
    public IReadOnlyList<PuckObject> Items(params string[] names)
    {
        var name = names.FirstOrDefault(n => members[n] is JsonArray list && !IsSlot(list) && list.Any(i => i is JsonObject));
        var found = new List<PuckObject>();
        for (var i = 0; name is not null && i < ((JsonArray)members[name]!).Count; i++)
            if (members[name]![i] is JsonObject item) found.Add(Inner(item, FormattableString.Invariant($"{PointerOf(name)}/{i}")));
        return found;
    }

    /// <summary>A member that is an object.</summary>
    public PuckObject? Object(string name) => members[name] is JsonObject inner ? Inner(inner, PointerOf(name)) : null;

    /// <summary>Lists of components, wherever in the members they stand.</summary>
    public IEnumerable<(JsonArray List, string Pointer)> Slots() => Slots(members, pointer);

    /// <summary>Texts that nobody has asked for and that are no looks.</summary>
    public IEnumerable<PuckText> Unread() => Unread(members, pointer);

    public static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool IsComponent(JsonNode? node) => node is JsonObject component && TextOf(component["type"]) is not null && component["props"] is JsonObject;

    private static bool IsSlot(JsonArray list) => list.Any(IsComponent);

    private string PointerOf(string name) => $"{pointer}/{SchemaCheck.Escape(name)}";

    private PuckObject Inner(JsonObject inner, string at)
    {
        var made = new PuckObject(inner, at);
        _inner.Add(made);
        return made;
    }

    private static IEnumerable<(JsonArray, string)> Slots(JsonNode? node, string at) => node switch
    {
        JsonArray list when IsSlot(list) => [(list, at)],
        JsonArray list => list.SelectMany((item, i) => Slots(item, FormattableString.Invariant($"{at}/{i}"))),
        JsonObject inner => inner.SelectMany(m => Slots(m.Value, $"{at}/{SchemaCheck.Escape(m.Key)}")),
        _ => [],
    };

    private IEnumerable<PuckText> Unread(JsonNode? node, string at, string name = "")
    {
        if (at != pointer && _inner.FirstOrDefault(i => i.Pointer == at) is { } known) return known.Unread();
        return node switch
        {
            JsonArray list when IsSlot(list) => [],
            JsonArray list => list.SelectMany((item, i) => Unread(item, FormattableString.Invariant($"{at}/{i}"), name)),
            JsonObject inner => inner.Where(m => !Looks.Contains(m.Key) && !(at == pointer && _read.Contains(m.Key)))
                .SelectMany(m => Unread(m.Value, $"{at}/{SchemaCheck.Escape(m.Key)}", m.Key)),
            _ => TextOf(node) is { } text && !string.IsNullOrWhiteSpace(text) ? [new PuckText(name, text, at)] : [],
        };
    }

    private string Pointer => pointer;
}

/// <summary>A component of a Puck page.</summary>
internal sealed class PuckComponent(string type, JsonObject props, string pointer) : PuckObject(props, $"{pointer}/props")
{
    /// <summary>Its name without case and without the word Block at the end.</summary>
    public string Kind { get; } = (type.EndsWith("Block", StringComparison.Ordinal) ? type[..^5] : type).ToLowerInvariant();

    public string Type => type;

    public string At => pointer;

    public string? Id { get; } = TextOf(props["id"]);

    public static PuckComponent? Of(JsonNode? node, string pointer) =>
        IsComponent(node) ? new PuckComponent(TextOf(node!["type"])!, node["props"]!.AsObject(), pointer) : null;
}
