using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Pages.Blocks;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Limits;
using Steward.Platform.Tenancy;

namespace Steward.Pages.Shortcodes;

/// <summary>A shortcode as the reference shows it.</summary>
/// <param name="Name">What authors write in the brackets.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Category">Where editors list it.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="Attributes">JSON Schema of its attributes, with defaults.</param>
/// <param name="Example">One that is right as it stands.</param>
/// <param name="AiPrompt">When a model is to use it.</param>
/// <param name="RendersAs">The block that it becomes.</param>
internal sealed record ShortcodeView(
    string Name, string Title, string Category, string Description, IReadOnlyList<string> Tags, JsonNode Attributes, string Example, string AiPrompt, string RendersAs)
{
    public static ShortcodeView Of(ShortcodeType type) => new(
        type.Name, type.Facts.Title, type.Facts.Category, type.Facts.Purpose, type.Facts.Tags, type.Schema, type.Facts.Example, type.Facts.Hint, type.Facts.RendersAs);
}

/// <summary>A shortcode in a line.</summary>
internal sealed record ShortcodeLine(string Name, string Title, string Category, string Description);

/// <summary>All shortcodes, how one is written, and how many a page may have.</summary>
internal sealed record ShortcodesResponse(bool Success, string Syntax, int MaxPerPage, IReadOnlyList<string> Categories, IReadOnlyList<ShortcodeView> Shortcodes);

/// <summary>Shortcodes in a line each.</summary>
internal sealed record ShortcodeLines(bool Success, IReadOnlyList<ShortcodeLine> Shortcodes, int Total);

/// <summary>One shortcode.</summary>
internal sealed record ShortcodeResponse(bool Success, ShortcodeView Shortcode);

/// <summary>How many shortcodes there are.</summary>
internal sealed record ShortcodeStats(bool Success, int Total, IReadOnlyDictionary<string, int> ByCategory, IReadOnlyDictionary<string, int> ByBlock);

/// <summary>What a prompt is to tell of.</summary>
/// <param name="Names">Which shortcodes, 1 to 20 names; all unless given.</param>
/// <param name="Format">text or json; text unless given.</param>
internal sealed record ShortcodePromptRequest(IReadOnlyList<string?>? Names, string? Format);

/// <summary>A section for the prompt of whoever writes pages.</summary>
internal sealed record ShortcodePromptResponse(bool Success, string Format, IReadOnlyList<string> Names, string Prompt);

internal static class ShortcodesApi
{
    private const int MostNames = 20;
    private static readonly string[] Formats = ["text", "json"];

    public static void MapShortcodes(this IEndpointRouteBuilder routes, PagesOptions options)
    {
        var shortcodes = routes.MapGroup("/api/ai/shortcodes").On(Service.Pages).Require("pages.read").WithTags("Page reference").LimitPerCaller("page-reference", options.ReferencePerMinute);
        shortcodes.MapGet("/reference", (string? category) => TypedResults.Ok(new ShortcodesResponse(true, ShortcodePrompt.Syntax, ShortcodeText.MostOfPage, BlockTypes.Categories,
            [.. Of(category).Select(ShortcodeView.Of)]))).WithSummary("All shortcodes with their attributes");
        shortcodes.MapGet("/simple", (string? category) => TypedResults.Ok(Lines(Of(category)))).WithSummary("All shortcodes in a line each");
        shortcodes.MapGet("/search", Search).WithSummary("Shortcodes by words of their name, purpose and tags");
        shortcodes.MapGet("/stats", () => TypedResults.Ok(Stats())).WithSummary("How many shortcodes there are");
        shortcodes.MapGet("/{name}", Shortcode).WithSummary("One shortcode");
        shortcodes.MapPost("/prompt", Prompt).WithSummary("What a writer has to know to use shortcodes, as a section of a prompt");
    }

    private static Ok<ShortcodeResponse> Shortcode(string name)
    {
        var type = ShortcodeTypes.Find(name) ?? throw Problem.NotFound("Shortcode", name).AsException();
        return TypedResults.Ok(new ShortcodeResponse(true, ShortcodeView.Of(type)));
    }

    private static Ok<ShortcodeLines> Search(string? q, string? query)
    {
        new Check().OptionalText("/q", q ?? query, 100).ThrowIfAny();
        var words = (q ?? query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return TypedResults.Ok(Lines(ShortcodeTypes.All.Where(t => words.All(w => Haystack(t).Contains(w, StringComparison.OrdinalIgnoreCase)))));
    }

    private static Ok<ShortcodePromptResponse> Prompt(ShortcodePromptRequest body)
    {
        var check = new Check();
        if (body.Format is not null) check.OneOf("/format", body.Format, Formats);
        if (body.Names is { } names)
        {
            check.That(names.Count is >= 1 and <= MostNames, "/names", "out_of_range", $"1 to {MostNames} names are allowed; leave names out for all shortcodes.");
            for (var i = 0; i < Math.Min(names.Count, MostNames); i++)
                check.That(names[i] is { } name && ShortcodeTypes.Find(name) is not null, $"/names/{i}", "unknown_shortcode", $"One of {ShortcodeTypes.Names} is required.");
        }

        check.ThrowIfAny();
        var types = body.Names is null ? ShortcodeTypes.All : [.. body.Names.Select(n => ShortcodeTypes.Find(n!)!).Distinct()];
        var format = body.Format ?? Formats[0];
        return TypedResults.Ok(new ShortcodePromptResponse(true, format, [.. types.Select(t => t.Name)], format == "json" ? ShortcodePrompt.Json(types) : ShortcodePrompt.Text(types)));
    }

    private static string Haystack(ShortcodeType type) => $"{type.Name} {type.Facts.Title} {type.Facts.Category} {type.Facts.Purpose} {string.Join(' ', type.Facts.Tags)}";

    private static IEnumerable<ShortcodeType> Of(string? category)
    {
        if (category is not null) new Check().OneOf("/category", category, [.. BlockTypes.Categories]).ThrowIfAny();
        return ShortcodeTypes.All.Where(t => category is null || t.Facts.Category == category);
    }

    private static ShortcodeLines Lines(IEnumerable<ShortcodeType> types)
    {
        var lines = types.Select(t => new ShortcodeLine(t.Name, t.Facts.Title, t.Facts.Category, t.Facts.Purpose)).ToList();
        return new ShortcodeLines(true, lines, lines.Count);
    }

    private static ShortcodeStats Stats() => new(true, ShortcodeTypes.All.Count, BlockTypes.Categories.ToDictionary(c => c, c => ShortcodeTypes.All.Count(t => t.Facts.Category == c)),
        ShortcodeTypes.All.GroupBy(t => t.Facts.RendersAs).ToDictionary(g => g.Key, g => g.Count()));
}
