using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Schema;
using Steward.Pages.Shortcodes;

namespace Steward.Pages.Documents;

/// <summary>A document that has been read.</summary>
/// <param name="Document">What can be shown of it: blocks with faults are left out.</param>
/// <param name="Json">The document in the current version.</param>
/// <param name="Findings">All that is wrong or doubtful, errors first in each place.</param>
internal sealed record ReadPage(PageDocument Document, JsonObject Json, IReadOnlyList<Finding> Findings)
{
    /// <summary>What its shortcodes list; nothing until it is looked up.</summary>
    public PageListing Lists { get; init; } = PageListing.None;

    /// <summary>Nothing keeps it from being published.</summary>
    public bool IsValid => !Findings.Any(f => f.IsError);
}

/// <summary>Reads documents of any version: upgrades, checks the schema, then the rules. Never throws for a document, whatever is in it.</summary>
internal sealed class PageReader
{
    /// <summary>Most blocks of a page.</summary>
    public const int MaxBlocks = 200;

    /// <summary>Deepest nesting of blocks.</summary>
    public const int MaxDepth = 8;

    /// <summary>Most findings of a page; what comes after is not read.</summary>
    public const int MaxFindings = 200;

    private static readonly JsonObject HeadSchema = AttributeSchema.Of(typeof(PageHead));
    private static readonly string[] DocumentMembers = ["schemaVersion", "page", "blocks"];
    private static readonly string[] BlockMembers = ["id", "type", "version", "attributes", "innerBlocks"];

    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _given = [];
    private readonly HashSet<string> _used = [];
    private int _blocks;
    private bool _tooMany;

    /// <summary>Reads one document.</summary>
    public static ReadPage Read(JsonObject document)
    {
        var reader = new PageReader();
        if (SchemaVersions.Of(document) is null)
            reader._findings.Add(Finding.Error("/schemaVersion", "unsupported_version", $"This version is not known; the current one is {SchemaVersions.Current.Version}."));
        var current = SchemaVersions.Upgrade(document);
        reader.Unknown(current, "", DocumentMembers);
        var head = reader.HeadOf(current["page"]);
        reader.CollectIds(current["blocks"] as JsonArray);
        var page = new PageDocument(head, reader.BlocksOf(current["blocks"], "/blocks", null, 1));
        reader._findings.AddRange(PageRules.Check(page));
        return new ReadPage(page, current, reader._findings);
    }

    /// <summary>The head alone, without a look at the blocks.</summary>
    public static PageHead Head(JsonObject document) => new PageReader().HeadOf(SchemaVersions.Upgrade(document)["page"]);

    private PageHead HeadOf(JsonNode? node)
    {
        var before = _findings.Count;
        if (node is null) _findings.Add(Finding.Error("/page", "required", "A page needs a head with slug and title."));
        else if (before < MaxFindings) SchemaCheck.Check(node, HeadSchema, "/page", _findings);
        return _findings.Count == before && before < MaxFindings ? node.Deserialize<PageHead>(Block.Json)! : new PageHead { Slug = "page", Title = PageHeads.Untitled };
    }

    private List<PageBlock> BlocksOf(JsonNode? node, string pointer, BlockType? parent, int depth)
    {
        if (node is not JsonArray blocks)
        {
            _findings.Add(Finding.Error(pointer, node is null ? "required" : "wrong_type", "A list of blocks is required."));
            return [];
        }

        if (depth > MaxDepth)
        {
            if (blocks.Count > 0) _findings.Add(Finding.Error(pointer, "too_deep", $"Blocks may stand {MaxDepth} deep in each other."));
            return [];
        }

        var read = new List<PageBlock>(blocks.Count);
        for (var i = 0; i < blocks.Count && !_tooMany && _findings.Count < MaxFindings; i++)
            if (BlockOf(blocks[i], FormattableString.Invariant($"{pointer}/{i}"), parent, depth) is { } block) read.Add(block);
        return read;
    }

    private PageBlock? BlockOf(JsonNode? node, string pointer, BlockType? parent, int depth)
    {
        if (++_blocks > MaxBlocks)
        {
            _findings.Add(Finding.Error(pointer, "too_many", $"A page may have {MaxBlocks} blocks."));
            _tooMany = true;
            return null;
        }

        if (node is not JsonObject block)
        {
            _findings.Add(Finding.Error(pointer, "wrong_type", "A block is an object."));
            return null;
        }

        if (BlockTypes.Find(Text(block["type"])) is not { } type)
        {
            _findings.Add(Finding.Error($"{pointer}/type", block["type"] is null ? "required" : "unknown_block", $"One of {string.Join(", ", BlockTypes.All.Select(t => t.Name))} is required."));
            return null;
        }

        Unknown(block, pointer, BlockMembers);
        if (!Upgrade(block, type, pointer)) return null;
        if (!type.MayStandIn(parent)) _findings.Add(Finding.Error(pointer, "wrong_place", $"{type.Name} may not stand {(parent is null ? "on the page itself" : $"in {parent.Name}")}."));
        var content = ContentOf(block, type, pointer);
        return content is null ? null : new PageBlock(IdOf(block, pointer), type, content, InnerOf(block, type, pointer, depth), pointer);
    }

    private bool Upgrade(JsonObject block, BlockType type, string pointer)
    {
        var version = block["version"] is null ? type.Version : block["version"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;
        if (version < 1 || version > type.Version)
        {
            _findings.Add(Finding.Error($"{pointer}/version", "unsupported_version", $"{type.Name} has versions 1 to {type.Version}."));
            return false;
        }

        BlockMigrations.Upgrade(block, type.Name, version, type.Version);
        return true;
    }

    private Block? ContentOf(JsonObject block, BlockType type, string pointer)
    {
        var before = _findings.Count;
        var attributes = block["attributes"] ?? new JsonObject();
        SchemaCheck.Check(attributes, type.Schema, $"{pointer}/attributes", _findings);
        if (_findings.Count > before || before >= MaxFindings) return null;
        foreach (var deprecated in type.Facts.Deprecated.Select(d => d.Split(": ", 2)).Where(d => attributes[d[0]] is not null))
            _findings.Add(Finding.Warning($"{pointer}/attributes/{deprecated[0]}", "deprecated", $"'{deprecated[0]}' will go: {deprecated[1]}."));
        var content = type.Read(attributes.AsObject());
        _findings.AddRange(content.Check($"{pointer}/attributes"));
        return content;
    }

    private List<PageBlock> InnerOf(JsonObject block, BlockType type, string pointer, int depth)
    {
        if (block["innerBlocks"] is null or JsonArray { Count: 0 }) return [];
        if (type.Facts.Holds.Length > 0) return BlocksOf(block["innerBlocks"], $"{pointer}/innerBlocks", type, depth + 1);
        _findings.Add(Finding.Error($"{pointer}/innerBlocks", "wrong_place", $"{type.Name} holds no blocks."));
        return [];
    }

    private string IdOf(JsonObject block, string pointer)
    {
        if (Text(block["id"]) is { } given && IsId(given))
        {
            if (_used.Add(given)) return given;
            _findings.Add(Finding.Error($"{pointer}/id", "duplicate", $"Two blocks are called '{given}'."));
        }
        else if (block["id"] is not null)
        {
            _findings.Add(Finding.Error($"{pointer}/id", "invalid", "An id begins with a letter and has letters, digits, hyphens and underscores, at most 64."));
        }

        return (string)(block["id"] = Made())!;
    }

    // Never one that the author has given to a block further down.
    private string Made()
    {
        for (var number = _blocks; ; number++)
            if (FormattableString.Invariant($"b{number}") is var id && !_given.Contains(id) && _used.Add(id)) return id;
    }

    private void CollectIds(JsonArray? blocks)
    {
        foreach (var block in blocks?.OfType<JsonObject>() ?? [])
        {
            if (Text(block["id"]) is { } id) _given.Add(id);
            CollectIds(block["innerBlocks"] as JsonArray);
        }
    }

    private void Unknown(JsonObject node, string pointer, string[] known)
    {
        foreach (var (name, _) in node.Where(m => !known.Contains(m.Key)).Take(Math.Max(0, MaxFindings - _findings.Count)))
            _findings.Add(Finding.Error($"{pointer}/{SchemaCheck.Escape(name)}", "unknown_member", $"It is not known here; known are {string.Join(", ", known)}."));
    }

    private static bool IsId(string id) => id.Length is >= 1 and <= 64 && char.IsAsciiLetter(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
