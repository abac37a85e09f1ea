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

namespace Steward.Pages.Schema;

/// <summary>A block as the reference shows it.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Category">Where editors list it.</param>
/// <param name="Description">When to use it.</param>
/// <param name="Version">Version of its attributes.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="AiPrompts">What a model is told of it.</param>
/// <param name="Attributes">JSON Schema of its attributes.</param>
/// <param name="Holds">Blocks it may hold; <c>*</c> for any.</param>
/// <param name="Within">Blocks it may stand in; anywhere where empty.</param>
/// <param name="Deprecated">Attributes that will go, and what to use instead.</param>
/// <param name="MigratesFrom">Versions from which old blocks are made new.</param>
internal sealed record BlockView(
    string Name, string Title, string Category, string Description, int Version, IReadOnlyList<string> Tags, IReadOnlyList<string> AiPrompts, JsonNode Attributes, IReadOnlyList<string> Holds,
    IReadOnlyList<string> Within, IReadOnlyList<string> Deprecated, IReadOnlyList<int> MigratesFrom)
{
    public static BlockView Of(BlockType type) => new(
        type.Name, type.Facts.Title, type.Facts.Category, type.Facts.Purpose, type.Version, type.Facts.Tags, [type.Prompt], type.Schema, type.Facts.Holds, type.Facts.Within,
        type.Facts.Deprecated, [.. Enumerable.Range(1, type.Version - 1)]);
}

/// <summary>A block in a line.</summary>
internal sealed record BlockLine(string Name, string Title, string Category, string Description);

/// <summary>All blocks.</summary>
internal sealed record BlocksResponse(bool Success, string Version, IReadOnlyList<string> Categories, IReadOnlyList<BlockView> Blocks);

/// <summary>Blocks in a line each.</summary>
internal sealed record BlockLines(bool Success, IReadOnlyList<BlockLine> Blocks, int Total);

/// <summary>One block.</summary>
internal sealed record BlockResponse(bool Success, BlockView Block);

/// <summary>How many blocks there are.</summary>
internal sealed record BlockStats(bool Success, int Total, IReadOnlyDictionary<string, int> ByCategory, int Deprecated);

/// <summary>The version of the schema.</summary>
internal sealed record VersionResponse(bool Success, string Version, DateOnly Date, IReadOnlyList<SchemaDeprecation> Deprecations);

/// <summary>The schema through time.</summary>
internal sealed record HistoryResponse(bool Success, string CurrentVersion, IReadOnlyList<HistoryStep> Migrations, IReadOnlyList<SchemaDeprecation> Deprecations);

/// <summary>From one version to the next.</summary>
internal sealed record HistoryStep(string? FromVersion, string ToVersion, DateOnly Date, bool Breaking, IReadOnlyList<string> Changes, string? MigrationGuide);

internal static class ReferenceApi
{
    public static void MapReference(this IEndpointRouteBuilder routes, PagesOptions options)
    {
        var ai = routes.MapGroup("/api/ai").On(Service.Pages).Require("pages.read").WithTags("Page reference").LimitPerCaller("page-reference", options.ReferencePerMinute);
        ai.MapGet("/schema", Document).WithSummary("JSON Schema of a page; the version is the entity tag");
        ai.MapGet("/schema/version", () => TypedResults.Ok(new VersionResponse(true, SchemaVersions.Current.Version.ToString(), SchemaVersions.Current.Date, SchemaVersions.Deprecations)))
            .WithSummary("The schema's version and what will go");
        ai.MapGet("/schema/history", () => TypedResults.Ok(new HistoryResponse(true, SchemaVersions.Current.Version.ToString(), [.. Steps()], SchemaVersions.Deprecations)))
            .WithSummary("What changed from version to version");
        ai.MapGet("/blocks/reference", (string? category) => TypedResults.Ok(new BlocksResponse(true, SchemaVersions.Current.Version.ToString(), BlockTypes.Categories,
            [.. Of(category).Select(BlockView.Of)]))).WithSummary("All blocks with their attributes");
        ai.MapGet("/blocks/simple", (string? category) => TypedResults.Ok(Lines(Of(category)))).WithSummary("All blocks in a line each");
        ai.MapGet("/blocks/search", Search).WithSummary("Blocks by words of their name, purpose and tags");
        ai.MapGet("/blocks/stats", () => TypedResults.Ok(Stats())).WithSummary("How many blocks there are");
        ai.MapGet("/blocks/{name}", Block).WithSummary("One block; core/ or page/ before the name may be left out");
        ai.MapGet("/blocks/{space}/{name}", (string space, string name) => Block($"{space}/{name}")).WithSummary("One block");
    }

    private static IResult Document(HttpContext http)
    {
        var tag = $"\"{SchemaVersions.Current.Version}\"";
        http.Response.Headers.ETag = tag;
        return http.Request.Headers.IfNoneMatch.Contains(tag) ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Text(DocumentSchema.Public.ToJsonString(), "application/schema+json");
    }

    private static Ok<BlockResponse> Block(string name)
    {
        name = Uri.UnescapeDataString(name);
        var type = BlockTypes.Find(name) ?? BlockTypes.Find($"core/{name}") ?? BlockTypes.Find($"page/{name}") ?? throw Problem.NotFound("Block", name).AsException();
        return TypedResults.Ok(new BlockResponse(true, BlockView.Of(type)));
    }

    private static Ok<BlockLines> Search(string? q, string? query)
    {
        new Check().OptionalText("/q", q ?? query, 100).ThrowIfAny();
        var words = (q ?? query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return TypedResults.Ok(Lines(BlockTypes.All.Where(t => words.All(w => Haystack(t).Contains(w, StringComparison.OrdinalIgnoreCase)))));
    }

    private static string Haystack(BlockType type) => $"{type.Name} {type.Facts.Title} {type.Facts.Category} {type.Facts.Purpose} {string.Join(' ', type.Facts.Tags)}";

    private static IEnumerable<BlockType> Of(string? category)
    {
        if (category is not null) new Check().OneOf("/category", category, [.. BlockTypes.Categories]).ThrowIfAny();
        return BlockTypes.All.Where(t => category is null || t.Facts.Category == category);
    }

    private static BlockLines Lines(IEnumerable<BlockType> types)
    {
        var lines = types.Select(t => new BlockLine(t.Name, t.Facts.Title, t.Facts.Category, t.Facts.Purpose)).ToList();
        return new BlockLines(true, lines, lines.Count);
    }

    private static BlockStats Stats() => new(true, BlockTypes.All.Count, BlockTypes.Categories.ToDictionary(c => c, c => BlockTypes.All.Count(t => t.Facts.Category == c)),
        BlockTypes.All.Count(t => t.Facts.Deprecated.Length > 0));

    private static IEnumerable<HistoryStep> Steps() => SchemaVersions.All.Select((v, i) =>
        new HistoryStep(i == 0 ? null : SchemaVersions.All[i - 1].Version.ToString(), v.Version.ToString(), v.Date, v.Breaking, v.Changes, v.Guide));
}
