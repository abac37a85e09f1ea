using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Pages.Documents;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Pages.Publishing;

/// <summary>A page as lists show it.</summary>
/// <param name="Id">The page.</param>
/// <param name="Slug">Its name in the address.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">draft, published, or changed: published, with a newer draft.</param>
/// <param name="Version">Number of the draft.</param>
/// <param name="PublishedVersion">Number of the version that visitors see.</param>
/// <param name="Path">Where visitors see it; null while they do not.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When the draft was saved.</param>
/// <param name="PublishedAt">When visitors got to see the published version.</param>
internal sealed record PageView(
    Guid Id, string Slug, string Title, string Status, int Version, int? PublishedVersion, string? Path, DateTime CreatedAt, DateTime UpdatedAt, DateTime? PublishedAt)
{
    public static PageView Of(StoredPage page) => new(
        page.Id, page.Slug, page.Title, page.PublishedVersion is null ? "draft" : page.PublishedVersion == page.Version ? "published" : "changed", page.Version,
        page.PublishedVersion, page.PublishedVersion is null ? null : $"/pages/{page.TenantId}/{page.Slug}", page.CreatedAt, page.UpdatedAt, page.PublishedAt);
}

/// <summary>A page with its draft and what is wrong with it.</summary>
internal sealed record PageResponse(PageView Page, JsonNode Document, IReadOnlyList<Finding> Findings);

/// <summary>A document to save.</summary>
internal sealed record SavePage(JsonObject? Document);

/// <summary>Which version to publish; the newest unless given.</summary>
internal sealed record PublishPage(int? Version);

/// <summary>A version of a page.</summary>
internal sealed record VersionView(int Number, string Origin, string SavedBy, DateTime SavedAt, bool Published);

/// <summary>The differences between two versions.</summary>
internal sealed record DiffResponse(int From, int To, IReadOnlyList<PageChange> Changes);

internal static class PagesApi
{
    public static void MapPageDocuments(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/v1/pages").On(Service.Pages).WithTags("Pages");
        pages.MapGet("", ListAsync).Require("pages.read").WithSummary("The tenant's pages, newest first");
        pages.MapPost("", AddAsync).Require("pages.edit").WithSummary("Add a page; a draft may be unfinished").Idempotent();
        pages.MapGet("/{id:guid}", GetAsync).Require("pages.read").WithSummary("A page with its draft and what is wrong with it");
        pages.MapPut("/{id:guid}", SaveAsync).Require("pages.edit").WithSummary("Save a new version of the draft");
        pages.MapDelete("/{id:guid}", DeleteAsync).Require("pages.publish").WithSummary("Remove a page with its versions");
        pages.MapPost("/{id:guid}/publish", PublishAsync).Require("pages.publish").WithSummary("Show a version to visitors: without errors, and screened");
        pages.MapPost("/{id:guid}/withdraw", WithdrawAsync).Require("pages.publish").WithSummary("Show the page to visitors no more");
        pages.MapGet("/{id:guid}/versions", VersionsAsync).Require("pages.read").WithSummary("Versions of a page, newest first");
        pages.MapGet("/{id:guid}/versions/{number:int}", VersionAsync).Require("pages.read").WithSummary("A version with its document");
        pages.MapPost("/{id:guid}/versions/{number:int}/restore", RestoreAsync).Require("pages.edit").WithSummary("Make an older version the draft again, as a new version").Idempotent();
        pages.MapGet("/{id:guid}/diff", DiffAsync).Require("pages.read").WithSummary("What changed between two versions, block by block");
    }

    private static async Task<Ok<Page<PageView>>> ListAsync(int? limit, string? cursor, AppDb db, CancellationToken ct)
    {
        var take = Cursor.Limit(limit);
        var rows = db.Set<StoredPage>().AsNoTracking();
        if (Cursor.Unpack<Guid>(cursor, "pages") is { } before) rows = rows.Where(p => p.Id.CompareTo(before) < 0);
        var page = await rows.OrderByDescending(p => p.Id).Take(take + 1).ToListAsync(ct);
        var shown = page.Take(take).Select(PageView.Of).ToList();
        return TypedResults.Ok(new Page<PageView>(shown, page.Count > take ? Cursor.Pack(shown[^1].Id.ToString(), "pages") : null));
    }

    private static async Task<Created<PageResponse>> AddAsync(SavePage body, PageBook book, HttpContext http, CancellationToken ct)
    {
        var page = await book.AddAsync(http.Caller().Company(), new NewVersion(DocumentOf(body), "saved", http.Caller().Id), anySlug: false, ct);
        return TypedResults.Created($"/v1/pages/{page.Id}", await ShowAsync(page, book, http, ct));
    }

    private static async Task<Ok<PageResponse>> GetAsync(Guid id, PageBook book, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(await ShowAsync(await book.FindAsync(id, ct), book, http, ct));

    private static async Task<Ok<PageResponse>> SaveAsync(Guid id, SavePage body, PageBook book, HttpContext http, CancellationToken ct)
    {
        var document = DocumentOf(body);
        var page = await MatchedAsync(id, book, http, ct);
        await book.SaveAsync(page, new NewVersion(document, "saved", http.Caller().Id), ct);
        return TypedResults.Ok(await ShowAsync(page, book, http, ct));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, PageBook book, HttpContext http, CancellationToken ct)
    {
        await book.RemoveAsync(await MatchedAsync(id, book, http, ct), http.Caller().Id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PageResponse>> PublishAsync(Guid id, PublishPage? body, PageBook book, HttpContext http, CancellationToken ct)
    {
        var page = await MatchedAsync(id, book, http, ct);
        await book.PublishAsync(page, body?.Version ?? page.Version, http.Caller().Id, ct);
        return TypedResults.Ok(await ShowAsync(page, book, http, ct));
    }

    private static async Task<Ok<PageResponse>> WithdrawAsync(Guid id, PageBook book, HttpContext http, CancellationToken ct)
    {
        var page = await MatchedAsync(id, book, http, ct);
        if (page.PublishedVersion is not null) await book.WithdrawAsync(page, http.Caller().Id, ct);
        return TypedResults.Ok(await ShowAsync(page, book, http, ct));
    }

    private static async Task<Ok<Page<VersionView>>> VersionsAsync(Guid id, int? limit, string? cursor, AppDb db, PageBook book, CancellationToken ct)
    {
        var (page, take) = (await book.FindAsync(id, ct), Cursor.Limit(limit));
        var before = Cursor.Unpack<int>(cursor, $"versions|{id}") ?? int.MaxValue;
        var rows = await db.Set<PageVersion>().Where(v => v.PageId == id && v.Number < before).OrderByDescending(v => v.Number).Take(take + 1)
            .Select(v => new VersionView(v.Number, v.Origin, v.SavedBy, v.SavedAt, v.Number == page.PublishedVersion)).ToListAsync(ct);
        var shown = rows.Take(take).ToList();
        return TypedResults.Ok(new Page<VersionView>(shown, rows.Count > take ? Cursor.Pack(FormattableString.Invariant($"{shown[^1].Number}"), $"versions|{id}") : null));
    }

    private static async Task<Ok<PageResponse>> VersionAsync(Guid id, int number, PageBook book, CancellationToken ct)
    {
        var page = await book.FindAsync(id, ct);
        var read = await book.ReadAsync(page, number, ct);
        return TypedResults.Ok(new PageResponse(PageView.Of(page), read.Json, read.Findings));
    }

    private static async Task<Ok<PageResponse>> RestoreAsync(Guid id, int number, PageBook book, HttpContext http, CancellationToken ct)
    {
        var page = await MatchedAsync(id, book, http, ct);
        var document = PageJson.Stored((await book.VersionAsync(page, number, ct)).Document);
        await book.SaveAsync(page, new NewVersion(document, "restored", http.Caller().Id), ct);
        return TypedResults.Ok(await ShowAsync(page, book, http, ct));
    }

    private static async Task<Ok<DiffResponse>> DiffAsync(Guid id, int? from, int? to, PageBook book, CancellationToken ct)
    {
        var page = await book.FindAsync(id, ct);
        var (older, newer) = (from ?? page.PublishedVersion ?? Math.Max(1, page.Version - 1), to ?? page.Version);
        var changes = PageDiff.Of((await book.ReadAsync(page, older, ct)).Document, (await book.ReadAsync(page, newer, ct)).Document);
        return TypedResults.Ok(new DiffResponse(older, newer, changes));
    }

    /// <summary>The document of a body, within limits; unfinished ones are welcome.</summary>
    internal static JsonObject DocumentOf(SavePage? body)
    {
        var document = body?.Document ?? throw Problem.Invalid("/document", "required", "A document is required: a JSON object with page and blocks.").AsException();
        if (!PageJson.IsReadable(document)) throw Problem.Invalid("/document", "not_json", "A name comes twice, or a text is not Unicode: half of a surrogate pair.").AsException();
        var (parsed, fault) = PageJson.Parse(PageJson.Write(document));
        return parsed ?? throw Problem.Invalid("/document", fault!.Code, fault.Detail).AsException();
    }

    private static async Task<StoredPage> MatchedAsync(Guid id, PageBook book, HttpContext http, CancellationToken ct)
    {
        var page = await book.FindAsync(id, ct);
        EntityTag.MustMatch(http, page.Version, "page");
        return page;
    }

    private static async Task<PageResponse> ShowAsync(StoredPage page, PageBook book, HttpContext http, CancellationToken ct)
    {
        EntityTag.Show(http, page.Version);
        var read = await book.ReadAsync(page, page.Version, ct);
        return new PageResponse(PageView.Of(page), read.Json, read.Findings);
    }
}
