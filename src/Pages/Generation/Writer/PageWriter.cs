using System.Text.Json.Nodes;
using Steward.Pages.Generation.Words;
using Steward.Pages.Schema;

namespace Steward.Pages.Generation.Writer;

/// <summary>
/// Writes a page from a brief without a model: the brief's own words in the order of a template, with a frame of phrases in the page's language.
/// It invents nothing: no figure, no name, no address, no picture. The same brief always makes the same page. Instructions on style are beyond it and are left aside.
/// </summary>
internal static class PageWriter
{
    /// <summary>Longest brief that is read; what is beyond is not.</summary>
    public const int LongestPrompt = 10_000;

    public static JsonObject Write(PageBrief brief)
    {
        var text = Unmarked(brief.Prompt);
        var lang = PageLanguage.Of(brief.Lang, text);
        var template = PageTemplate.Of(brief.Template, text);
        var material = MaterialReader.Read(text, running: template == PageTemplate.Blog);
        var phrases = Phrases.For(lang);
        var subject = material.Subject ?? new Subject(phrases.Welcome, false, null);
        var draft = new PageDraft(material, phrases, subject);
        draft.Compose(template);
        var head = new JsonObject { ["slug"] = PageHeads.SlugOf(subject.Title), ["title"] = subject.Title, ["lang"] = lang, ["description"] = draft.Description };
        return new JsonObject { ["schemaVersion"] = SchemaVersions.Current.Version.ToString(), ["page"] = head, ["blocks"] = draft.Blocks };
    }

    // Marks go with the lines they stand in: a bullet is one only at the beginning of its line.
    private static string Unmarked(string prompt) => Markup.ToInline(WordCut.At(prompt, LongestPrompt).ReplaceLineEndings("\n"));
}
