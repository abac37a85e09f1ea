using System.Globalization;
using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Schema;

namespace Steward.Pages.Import;

/// <summary>Walks one page of Puck's data, with what its components hold: in lists among their properties, or in the zones of the older format.</summary>
internal sealed class PuckPage
{
    // Three sets of columns in each other leave room for what stands in the innermost.
    private const int MostColumns = 3;

    private readonly ImportSink _sink = new();
    private readonly PuckBlocks _blocks;
    private readonly Dictionary<string, List<(JsonArray List, string Pointer)>> _zones = [];

    private PuckPage() => _blocks = new PuckBlocks(_sink);

    public static ImportedPage Read(string path, JsonNode? source, string pointer)
    {
        var page = new PuckPage();
        var members = source as JsonObject ?? [];
        if (source is not JsonObject) page._sink.Left(pointer, "This is no page.");
        foreach (var (name, _) in members.Where(m => m.Key is not ("content" or "root" or "zones") && m.Value is not null))
            page._sink.Left($"{pointer}/{SchemaCheck.Escape(name)}", "A page has content, root and zones.");
        return page.Convert(path, members, pointer);
    }

    private ImportedPage Convert(string path, JsonObject source, string pointer)
    {
        CollectZones(source["zones"], $"{pointer}/zones");
        var root = RootOf(source["root"], $"{pointer}/root");
        var head = HeadOf(path, root);
        var blocks = new List<JsonObject>();
        if (source["content"] is JsonArray content) List(content, $"{pointer}/content", blocks, 0);
        else if (source["content"] is not null) _sink.Left($"{pointer}/content", "The content of a page is a list of components.");
        foreach (var (list, at) in root?.Slots() ?? []) List(list, at, blocks, 0);
        foreach (var (list, at) in Zones("root")) List(list, at, blocks, 0);
        foreach (var (_, at) in _zones.Values.SelectMany(z => z)) _sink.Left(at, "No component has this zone.");
        foreach (var text in root?.Unread() ?? []) _sink.Left(text.Pointer, "A page's head has a title and a description.");
        if (_sink.NeedsTitle || _sink.Level == 0) blocks.Insert(0, TitleOf(head));
        _sink.SettlePlaces();
        var document = new JsonObject { ["schemaVersion"] = SchemaVersions.Current.Version.ToString(), ["page"] = head, ["blocks"] = new JsonArray([.. blocks]) };
        return new ImportedPage(path, document, _sink.Findings);
    }

    private static JsonObject TitleOf(JsonObject head) =>
        new() { ["type"] = "core/heading", ["attributes"] = new JsonObject { ["content"] = head["title"]!.DeepClone(), ["level"] = 1 } };

    private void List(JsonArray items, string pointer, List<JsonObject> to, int columns)
    {
        for (var i = 0; i < items.Count; i++) Component(items[i], FormattableString.Invariant($"{pointer}/{i}"), to, columns);
    }

    private void Component(JsonNode? node, string pointer, List<JsonObject> to, int columns, int? cardLevel = null)
    {
        if (PuckComponent.Of(node, pointer) is not { } at)
        {
            _sink.Left(pointer, "This is no component: it has no type or no props.");
            return;
        }

        var held = at.Slots().Concat(at.Id is { } id ? Zones(id) : []).ToList();
        var known = true;
        if (at.Kind is "grid" or "flex" or "columns")
        {
            Container(at, held, to, columns);
            held = [];
        }
        else if (at.Kind == "card" && cardLevel is not null)
        {
            _blocks.Card(at, cardLevel, to);
        }
        else
        {
            known = _blocks.Write(at, to);
        }

        if (known) ReportUnread(at);
        else _blocks.Unknown(at, held.Count > 0, to);
        foreach (var (list, inner) in held) List(list, inner, to, columns);
    }

    private void ReportUnread(PuckComponent at)
    {
        foreach (var text in at.Unread()) _sink.Left(text.Pointer, $"'{text.Name}' has no place in the block that this became.");
    }

    private void Container(PuckComponent at, List<(JsonArray List, string Pointer)> held, List<JsonObject> to, int columns)
    {
        var children = held.Select(h => h.List.Select((node, i) => (Node: node, Pointer: FormattableString.Invariant($"{h.Pointer}/{i}"))).ToList()).ToList();
        var cells = at.Kind == "columns" && children.Count > 1 ? children
            : [.. children.SelectMany(c => c).Select(c => new List<(JsonNode? Node, string Pointer)> { c })];
        var cards = children.SelectMany(c => c).Select(c => PuckComponent.Of(c.Node, c.Pointer)).ToList();
        var perRow = Math.Clamp(at.Kind == "grid" ? at.Number("numColumns") ?? 3 : 6, 1, 6);
        if (cards.Count > 1 && cards.All(c => c is not null && IsPlainCard(c))) Cards(at, cards!, to);
        else if (at.Text("direction")?.Value == "column" || perRow == 1 || cells.Count < 2) Flow(cells, to, columns);
        else if (columns == MostColumns) Flat(at, cells, to, columns);
        else foreach (var row in cells.Chunk(perRow)) Row(at, row, to, columns);
    }

    private bool IsPlainCard(PuckComponent at) =>
        at.Kind == "card" && at.Text("title", "heading") is not null && !at.Slots().Any() && (at.Id is null || !_zones.ContainsKey(at.Id));

    private void Cards(PuckComponent at, List<PuckComponent> cards, List<JsonObject> to)
    {
        _blocks.Features(at, cards, to);
        cards.ForEach(ReportUnread);
    }

    private void Flow(IEnumerable<List<(JsonNode? Node, string Pointer)>> cells, List<JsonObject> to, int columns)
    {
        foreach (var (node, pointer) in cells.SelectMany(c => c)) Component(node, pointer, to, columns);
    }

    private void Flat(PuckComponent at, IEnumerable<List<(JsonNode? Node, string Pointer)>> cells, List<JsonObject> to, int columns)
    {
        _sink.Left(at.At, $"Columns stand {MostColumns} deep in each other at most; what these hold stands below each other.", "too_deep");
        Flow(cells, to, columns);
    }

    private void Row(PuckComponent at, List<(JsonNode? Node, string Pointer)>[] row, List<JsonObject> to, int columns)
    {
        if (!_sink.Room(1 + row.Length, 128 * (1 + row.Length), at.At)) return;
        // Cards beside each other have headings of one level.
        var card = Math.Min(Math.Max(_sink.Level, 1) + 1, 6);
        var made = new JsonArray();
        foreach (var cell in row)
        {
            var inner = new List<JsonObject>();
            foreach (var (node, pointer) in cell) Component(node, pointer, inner, columns + 1, card);
            if (inner.Count > 0) made.Add(new JsonObject { ["type"] = "core/column", ["attributes"] = new JsonObject(), ["innerBlocks"] = new JsonArray([.. inner]) });
        }

        if (made.Count > 0) to.Add(new JsonObject { ["type"] = "core/columns", ["attributes"] = new JsonObject(), ["innerBlocks"] = made });
    }

    private void CollectZones(JsonNode? zones, string pointer)
    {
        if (zones is not null and not JsonObject) _sink.Left(pointer, "Zones are an object of lists.");
        foreach (var (key, value) in zones as JsonObject ?? [])
        {
            var at = $"{pointer}/{SchemaCheck.Escape(key)}";
            if (value is not JsonArray list) _sink.Left(at, "A zone is a list of components.");
            else if (list.Count > 0) (_zones.TryGetValue(key.Split(':')[0], out var known) ? known : _zones[key.Split(':')[0]] = []).Add((list, at));
        }
    }

    // Each is walked once, whoever has its id: components that hold themselves would never end.
    private List<(JsonArray List, string Pointer)> Zones(string id) => _zones.Remove(id, out var zones) ? zones : [];

    private PuckObject? RootOf(JsonNode? root, string pointer)
    {
        if (root is JsonObject members) return members["props"] is JsonObject props ? new PuckObject(props, $"{pointer}/props") : new PuckObject(members, pointer);
        if (root is not null) _sink.Left(pointer, "The root is an object.");
        return null;
    }

    private JsonObject HeadOf(string path, PuckObject? root)
    {
        var name = path.TrimEnd('/').Split('/')[^1].Replace('-', ' ').Trim();
        var fromPath = new PuckText("path", name.Length == 0 ? PageHeads.Untitled : char.ToUpper(name[0], CultureInfo.InvariantCulture) + name[1..], "");
        var title = _sink.Cut(root?.Text("title", "name"), 200) ?? _sink.Cut(fromPath, 200) ?? PageHeads.Untitled;
        var head = new JsonObject { ["slug"] = PageHeads.SlugOf(path.Trim('/').Length > 0 ? path : title), ["title"] = title };
        if (_sink.Cut(root?.Text("description"), 300) is { } description) head["description"] = description;
        return head;
    }
}
