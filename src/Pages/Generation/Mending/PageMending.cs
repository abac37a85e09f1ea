using System.Text.Json.Nodes;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation.Mending;

/// <summary>
/// Makes a page of what a model answered, where its meaning is plain and only its form is not: so that a fault of form costs no second answer.
/// Pure: the answer stays as it is. Never throws, and changes nothing of what it has made itself. A page without blocks comes of an answer without any.
/// A place for a picture, with words but no address, stays one.
/// </summary>
internal static class PageMending
{
    public static JsonObject Mend(JsonObject answer)
    {
        var given = LooseJson.Copy(answer) as JsonObject ?? [];
        var blocks = BlockMending.Mend(Envelope.Blocks(given), null);
        PageLimits.Cut(blocks);
        var head = HeadMending.Mend(Envelope.Head(given), HeadingMending.FirstText(blocks));
        if (blocks.Count > 0 && HeadingMending.NeedsFirst(blocks)) HeadingMending.Insert(blocks, (string)head["title"]!);
        HeadingMending.Renumber(blocks);
        LinkMending.Mend(blocks, PageLimits.Ids(blocks));
        return new JsonObject { ["schemaVersion"] = SchemaVersions.Current.Version.ToString(), ["page"] = head, ["blocks"] = blocks };
    }
}
