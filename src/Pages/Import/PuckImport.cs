using System.Text.Json.Nodes;
using Steward.Pages.Documents;
using Steward.Pages.Schema;

namespace Steward.Pages.Import;

/// <summary>
/// Makes documents of pages that were built with the Puck editor. What a visitor reads or follows comes along or has a finding; how it looked
/// (gaps, icons, variants) stays behind.
/// </summary>
internal static class PuckImport
{
    /// <summary>Most pages at once.</summary>
    public const int MaxPages = 200;

    /// <summary>Reads one page, <c>{ content, root, zones }</c>, or several by their paths. Never throws, whatever is in it.</summary>
    public static IReadOnlyList<ImportedPage> Read(JsonObject puck)
    {
        if (!PageJson.IsReadable(puck)) return [PuckPage.Read("/", null, "")];
        if (puck.ContainsKey("content") || puck.ContainsKey("root") || puck.ContainsKey("zones")) return [PuckPage.Read("/", puck, "")];
        var pages = puck.Take(MaxPages).Select(p => PuckPage.Read(p.Key, p.Value, $"/{SchemaCheck.Escape(p.Key)}")).ToList();
        if (pages.Count < puck.Count)
        {
            var rest = Finding.Warning("", "too_many", $"{MaxPages} pages may be imported at once; there are {puck.Count}.");
            pages[^1] = pages[^1] with { Findings = [.. pages[^1].Findings, rest] };
        }

        return pages;
    }
}
