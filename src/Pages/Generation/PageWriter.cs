using System.Text.Json.Nodes;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation;

/// <summary>The built-in engine: writes a page without any model.</summary>
internal static class PageWriter
{
    public static JsonObject Write(PageBrief brief)
    {
        var title = brief.Prompt.Length <= 100 ? brief.Prompt : brief.Prompt[..100];
        return new JsonObject
        {
            ["schemaVersion"] = "1.1.0",
            ["page"] = new JsonObject { ["slug"] = PageHeads.SlugOf(title), ["title"] = title },
            ["blocks"] = new JsonArray(new JsonObject { ["type"] = "page/hero", ["attributes"] = new JsonObject { ["title"] = title } }),
        };
    }
}

internal static class PageMending
{
    public static JsonObject Mend(JsonObject answer) => answer.DeepClone().AsObject();
}
