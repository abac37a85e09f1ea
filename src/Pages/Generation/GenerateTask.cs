using System.Text.Json.Nodes;
using Steward.Pages.Generation.Mending;
using Steward.Pages.Generation.Writer;
using Steward.Gateway;
using Steward.Pages.Documents;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation;

/// <summary>Page generation as an AI task: a brief in, a document out.</summary>
internal static class GenerateTask
{
    // Pictures are for the author to choose, before the page is published.
    private static readonly string[] ForTheAuthor = ["picture_missing"];

    public static readonly AiTask<PageBrief, JsonObject> Task = new()
    {
        Name = "pages.generate",
        PromptVersion = GeneratePrompt.Version,
        System = GeneratePrompt.System,
        Prompt = GeneratePrompt.User,
        PeoplesText = brief => brief.Prompt + brief.Instructions,
        WithText = (brief, text) => brief with { Prompt = text[..brief.Prompt.Length], Instructions = brief.Instructions is null ? null : text[brief.Prompt.Length..] },
        Problems = (_, answer) => Problems(PageMending.Mend(answer)),
        Builtin = PageWriter.Write,
        MaxOutputTokens = 8192,
        Schema = DocumentSchema.ForModels,
    };

    /// <summary>What a model has to mend, each with its place.</summary>
    public static IReadOnlyList<string> Problems(JsonObject document)
    {
        var read = PageReader.Read(document);
        if (read.Document.Blocks.Count == 0) return ["The page has no usable blocks."];
        return [.. read.Findings.Where(f => f.IsError && !ForTheAuthor.Contains(f.Code)).Select(f => $"{f.Pointer}: {f.Detail}")];
    }
}
