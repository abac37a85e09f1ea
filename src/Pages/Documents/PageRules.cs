using System.Text.Json;
using System.Text.Json.Nodes;
using Steward.Pages.Blocks;
using Steward.Pages.Shortcodes;

namespace Steward.Pages.Documents;

/// <summary>What holds between the blocks of a page: one heading of the first level, no level left out, links that lead somewhere, not too many shortcodes.</summary>
internal static class PageRules
{
    public static IEnumerable<Finding> Check(PageDocument page) => Headings(page).Concat(Links(page)).Concat(Shortcodes(page));

    private static IEnumerable<Finding> Headings(PageDocument page)
    {
        var (last, first) = (0, 0);
        foreach (var (block, level) in page.All.SelectMany(b => b.Content.Headings.Select(level => (b, level))))
        {
            var pointer = block.Type.Facts.Name == "core/heading" ? $"{block.Pointer}/attributes/level" : block.Pointer;
            if (level == 1 && ++first == 2) yield return Finding.Error(pointer, "heading_order", "The page has a heading of level 1 already.");
            if (level > last + 1 && (last > 0 || level > 1))
                yield return Finding.Error(pointer, "heading_order", last == 0 ? "The first heading of a page is of level 1." : $"After level {last} comes level {last + 1} at most; this is level {level}.");
            last = Math.Max(level, 1);
        }

        if (last == 0) yield return Finding.Error("/blocks", "heading_missing", "A page needs a heading of level 1, or a hero.");
    }

    private static IEnumerable<Finding> Links(PageDocument page)
    {
        var ids = page.All.Select(b => b.Id).ToHashSet();
        foreach (var block in page.All)
        {
            foreach (var (pointer, url) in Addresses(JsonSerializer.SerializeToNode(block.Content, block.Content.GetType(), Block.Json), $"{block.Pointer}/attributes"))
            {
                if (url == "#") yield return Finding.Warning(pointer, "link_open", "Say where this leads.");
                else if (url.StartsWith('#') && !ids.Contains(url[1..])) yield return Finding.Error(pointer, "link_broken", $"There is no block '{url[1..]}' on the page.");
            }
        }
    }

    private static IEnumerable<Finding> Shortcodes(PageDocument page) => ShortcodeExpansion.In(page).Skip(ShortcodeText.MostOfPage).Take(1)
        .Select(s => Finding.Error($"{s.Block.Pointer}/attributes/content", "too_many", $"A page may have {ShortcodeText.MostOfPage} shortcodes."));

    // Members that hold an address are called url in every block.
    private static IEnumerable<(string Pointer, string Url)> Addresses(JsonNode? node, string pointer) => node switch
    {
        JsonObject members => members.SelectMany(m => m.Key == "url" && m.Value is JsonValue value && value.TryGetValue<string>(out var url)
            ? [($"{pointer}/url", url)] : Addresses(m.Value, $"{pointer}/{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => Addresses(item, FormattableString.Invariant($"{pointer}/{i}"))),
        _ => [],
    };
}
