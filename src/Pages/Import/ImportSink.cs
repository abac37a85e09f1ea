using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steward.Pages.Blocks;
using Steward.Pages.Documents;
using Steward.Pages.Schema;

namespace Steward.Pages.Import;

/// <summary>Takes the blocks of a page that is imported: keeps it within the limits of pages, its headings in order, and says what was cut or left out.</summary>
internal sealed partial class ImportSink
{
    private const int MostFindings = 500;

    // Room for the page's head and a heading with its title.
    private const int MostBlocks = PageReader.MaxBlocks - 1, MostBytes = PageJson.MaxBytes - (8 * 1024);

    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _ids = [];
    private readonly List<(JsonObject Holder, string Pointer)> _places = [];
    private int _blocks, _bytes, _level;
    private bool _full;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The page begins with something that is no heading of its own, or has none.</summary>
    public bool NeedsTitle { get; private set; }

    /// <summary>Level of the last heading; 0 before the first.</summary>
    public int Level => _level;

    public void Left(string pointer, string detail, string code = "not_carried")
    {
        if (_findings.Count < MostFindings) _findings.Add(Finding.Warning(pointer, code, detail));
        else if (_findings.Count == MostFindings) _findings.Add(Finding.Warning("", "not_carried", "There is more that was not carried over."));
    }

    /// <summary>Adds a block; says so where there is no room for it. Once a page is full it stays so.</summary>
    public bool Add(List<JsonObject> to, string type, JsonObject attributes, PuckComponent from)
    {
        var block = new JsonObject { ["type"] = type, ["attributes"] = attributes };
        if (!Room(1, Encoding.UTF8.GetByteCount(PageJson.Write(block)), from.At)) return false;
        if (from.Id is { } id && Id().IsMatch(id) && _ids.Add(id)) block["id"] = id;
        to.Add(block);
        return true;
    }

    /// <summary>Room for blocks that are counted before what they hold is known.</summary>
    public bool Room(int blocks, int bytes, string pointer)
    {
        _full = _full || _blocks + blocks > MostBlocks || _bytes + bytes > MostBytes;
        if (_full) Left(pointer, $"The page is full: {PageReader.MaxBlocks} blocks or {PageJson.MaxBytes / 1024} KB.", "too_large");
        else (_blocks, _bytes) = (_blocks + blocks, _bytes + bytes + (64 * blocks));
        return !_full;
    }

    /// <summary>Adds a block with a heading of its own: the first of a page has level 1, others the level they ask for as far as none is left out.</summary>
    public void AddHeading(List<JsonObject> to, string type, Func<int, JsonObject> attributes, int? wished, PuckComponent from)
    {
        var level = _level == 0 ? 1 : Math.Clamp(wished ?? 2, 2, Math.Min(6, _level + 1));
        if (Add(to, type, attributes(level), from)) _level = level;
    }

    /// <summary>What follows has headings below the page's own.</summary>
    public void BelowTitle()
    {
        if (_level > 0) return;
        NeedsTitle = true;
        _level = 1;
    }

    /// <summary>A section of level 2 follows.</summary>
    public void Section() => _level = 2;

    /// <summary>A text without what HTML cannot hold, at most as long as the block allows; null where nothing is left.</summary>
    public string? Cut(PuckText? text, int most)
    {
        if (text is null) return null;
        var clean = string.Concat(text.Value.EnumerateRunes().Where(r => !SchemaCheck.IsRefused(r))).Trim();
        if (clean.Length == 0) return null;
        if (clean.Length <= most) return clean;
        Left(text.Pointer, $"The text was cut to {most} characters; it had {clean.Length}.", "too_long");
        var end = char.IsHighSurrogate(clean[most - 2]) ? most - 2 : most - 1;
        return clean[..end] + "…";
    }

    /// <summary>Puts an address into a block: <c>#</c>, with a finding, where it is none that a link may have.</summary>
    public JsonObject Linked(JsonObject holder, PuckText? address)
    {
        var url = address?.Value.Trim() ?? "#";
        if (url.Length > 2000 || !Link().IsMatch(url))
        {
            Left(address!.Pointer, "A link may not have this address; say where it leads.", "address_refused");
            url = "#";
        }

        if (url.StartsWith('#') && url.Length > 1) _places.Add((holder, address!.Pointer));
        holder["url"] = url;
        return holder;
    }

    /// <summary>A picture's address, or nothing, with a finding, where it cannot be one.</summary>
    public string? Picture(PuckText? address)
    {
        if (address is null) return null;
        var url = address.Value.Trim();
        if (url.Length <= 2000 && Pictures().IsMatch(url)) return url;
        Left(address.Pointer, "A picture needs an address with http or https.", "address_refused");
        return null;
    }

    /// <summary>Links to places that did not come along lead nowhere yet.</summary>
    public void SettlePlaces()
    {
        foreach (var (holder, pointer) in _places.Where(p => !_ids.Contains(((string)p.Holder["url"]!)[1..])))
        {
            holder["url"] = "#";
            Left(pointer, "There is no such place on the page; say where the link leads.", "address_refused");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(LinkAttribute.Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(PictureAttribute.Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Pictures();
}
