using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pages.Tests.Documents;

/// <summary>Changes JSON as careless editors, models and attackers do: one to three changes of the tree, at times one of the text. The same seed makes the same changes.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    // Stand in the tree for what a tree cannot hold; they are put into its text.
    private const string LoneHigh = "@@high@@", LoneLow = "@@low@@", Null = "@@null@@", Huge = "@@huge@@";

    private static readonly string[] Texts =
    [
        "", " ", "\n", "x\n", "\t", "a\r\nb", "0", "true", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&amp;&#0;", "*", "**a*", "[a](javascript:alert(1))", "[a](b)[c](d)",
        "Zürich Ærø Їжак", "日本語", "مرحبا", "👩‍👩‍👧", "\u200b", "\u202e", "\ufeff", "\u0085", "\u007f", "\u0001", "\ufffe", "\ufdd0", "\ufffd", "e\u0301", "javascript:alert(1)", "//evil.example", "#", "#top",
        "https://example.org/\n", "#fff\n", "#FFFFFF", "core/column", "core/columns", "page/hero", "core/heading", "1.0.0", "1.1.0", "2.0.0", "top-title", "contact-1", "b3", LoneHigh, LoneLow, Null,
        LoneLow + LoneHigh, "a" + Null + "b",
    ];

    private static readonly string[] Harmless = ["Other words", "Zürich & Ærø", "Їжак *біжить*", "日本語", "مرحبا", "👩‍👩‍👧 family", "<b>not bold</b>", "**a*", "a \"quoted\" 'word'", "[a](/b)"];

    private readonly Random _random = new(seed);

    public string Mutate(string json)
    {
        var tree = JsonNode.Parse(json)!.AsObject();
        for (var left = _random.Next(5) switch { 0 => 3, 1 => 2, _ => 1 }; left > 0; left--) Change(tree);
        var text = tree.ToJsonString(Plain).Replace(LoneHigh, "\\ud800").Replace(LoneLow, "\\udc00").Replace(Null, "\\u0000").Replace($"\"{Huge}\"", "1e400");
        return _random.Next(12) == 0 ? ChangeText(text) : text;
    }

    private void Change(JsonObject tree)
    {
        var places = Places(tree).ToList();
        var (parent, place) = places[_random.Next(places.Count)];
        switch (_random.Next(16))
        {
            case 0: Remove(parent, place); break;
            case 1: Put(parent, place, Value()); break;
            case 2: Put(parent, place, places[_random.Next(places.Count)] is var other ? At(other.Parent, other.Place)?.DeepClone() : null); break;
            case 3: Text(places, Texts); break;
            case 4: Number(places, [0, -1, 1, 2, 3, 7, 41, 400, 401, 100_000, int.MaxValue, long.MaxValue]); break;
            case 5: Add(places); break;
            case 6: Put(parent, place, Nested(_random.Next(2, 80))); break;
            case 7: Put(parent, place, new string(_random.Next(2) == 0 ? 'ø' : 'a', _random.Next(100, 12_000))); break;
            case 8: Put(parent, place, null); break;
            case 9: Item(places, i => i.DeepClone()); break;
            case 10: Turn(places); break;
            default: Text(places, Harmless); break;
        }
    }

    private void Text(List<(JsonNode Parent, object Place)> places, string[] texts)
    {
        var ofText = places.Where(p => At(p.Parent, p.Place)?.GetValueKind() == JsonValueKind.String).ToList();
        if (ofText.Count == 0) return;
        var (parent, place) = ofText[_random.Next(ofText.Count)];
        var text = texts[_random.Next(texts.Length)];
        Put(parent, place, _random.Next(3) == 0 ? At(parent, place)!.GetValue<string>() + text : text);
    }

    private void Number(List<(JsonNode Parent, object Place)> places, long[] numbers)
    {
        var ofNumber = places.Where(p => At(p.Parent, p.Place)?.GetValueKind() == JsonValueKind.Number).ToList();
        if (ofNumber.Count == 0) return;
        var (parent, place) = ofNumber[_random.Next(ofNumber.Count)];
        Put(parent, place, _random.Next(4) switch { 0 => Huge, 1 => 2.5, _ => numbers[_random.Next(numbers.Length)] });
    }

    // A member that nobody knows, or one that belongs to another object.
    private void Add(List<(JsonNode Parent, object Place)> places)
    {
        var objects = places.Select(p => p.Parent).OfType<JsonObject>().Distinct().ToList();
        var names = places.Select(p => p.Place).OfType<string>().Concat(["", "a/b", "~", "__proto__", "ключ", new string('n', 90), Null, "x" + LoneHigh]).ToList();
        objects[_random.Next(objects.Count)][names[_random.Next(names.Count)]] = Value();
    }

    private void Item(List<(JsonNode Parent, object Place)> places, Func<JsonNode, JsonNode> made)
    {
        var items = places.Where(p => p.Parent is JsonArray && At(p.Parent, p.Place) is not null).ToList();
        if (items.Count == 0) return;
        var (parent, place) = items[_random.Next(items.Count)];
        for (var copies = _random.Next(4) == 0 ? _random.Next(10, 250) : 1; copies > 0; copies--) ((JsonArray)parent).Insert((int)place, made(At(parent, place)!));
    }

    private void Turn(List<(JsonNode Parent, object Place)> places)
    {
        var lists = places.Select(p => p.Parent).OfType<JsonArray>().Distinct().ToList();
        if (lists.Count == 0) return;
        var list = lists[_random.Next(lists.Count)];
        var item = list[0];
        list.RemoveAt(0);
        list.Insert(_random.Next(list.Count + 1), item);
    }

    private JsonNode? Value() => _random.Next(10) switch
    {
        0 => true,
        1 => 42,
        2 => new JsonArray(),
        3 => new JsonObject(),
        4 => Huge,
        5 => null,
        6 => new JsonArray(1, "two", null, new JsonObject { ["type"] = "core/column" }),
        7 => -1.5,
        _ => Texts[_random.Next(Texts.Length)],
    };

    private JsonNode Nested(int depth)
    {
        JsonNode node = "deep";
        for (var i = 0; i < depth; i++)
        {
            node = _random.Next(2) == 0 ? new JsonArray(node)
                : new JsonObject { ["type"] = "core/columns", ["version"] = 1, ["innerBlocks"] = new JsonArray(node) };
        }

        return node;
    }

    private string ChangeText(string text)
    {
        var at = _random.Next(text.Length);
        return _random.Next(4) switch
        {
            0 => text[..at],
            1 => text.Insert(at, "\ud800"),
            2 => text.Insert(at, ((char)_random.Next(1, 128)).ToString()),
            _ => text.Remove(at, Math.Min(text.Length - at, _random.Next(1, 9))),
        };
    }

    private static IEnumerable<(JsonNode Parent, object Place)> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(m => (m.Value is null ? [] : Places(m.Value)).Prepend((members, m.Key))),
        JsonArray items => items.SelectMany((item, i) => (item is null ? [] : Places(item)).Prepend((items, i))),
        _ => [],
    };

    private static JsonNode? At(JsonNode parent, object place) => place is string name ? parent[name] : parent[(int)place];

    private static void Put(JsonNode parent, object place, JsonNode? value)
    {
        if (place is string name) parent[name] = value;
        else parent[(int)place] = value;
    }

    private static void Remove(JsonNode parent, object place)
    {
        if (place is string name) ((JsonObject)parent).Remove(name);
        else ((JsonArray)parent).RemoveAt((int)place);
    }
}
