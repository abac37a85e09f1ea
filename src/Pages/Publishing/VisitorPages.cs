using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Identity.Tenants;
using Steward.Pages.Documents;
using Steward.Pages.Rendering;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Pages.Publishing;

/// <summary>Pages as visitors see them, as their authors look at them before, and as files for another server.</summary>
internal static class VisitorPages
{
    public static void MapVisitorPages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/pages/{tenant}/{slug}", [HttpMethods.Get, HttpMethods.Head], ShowAsync).On(Service.Pages).AllowAnonymous().WithTags("Published pages")
            .WithSummary("A published page");
        var pages = routes.MapGroup("/v1/pages").On(Service.Pages).WithTags("Pages");
        pages.MapGet("/{id:guid}/preview", PreviewAsync).Require("pages.read").WithSummary("A version as visitors would see it, faulty blocks left out");
        pages.MapGet("/{id:guid}/export", ExportAsync).Require("pages.read").WithSummary("A page as files in a ZIP: HTML that stands alone, and its document");
        pages.MapGet("/export", ExportAllAsync).Require("pages.read").WithSummary("All published pages as files in a ZIP, with a list of them");
    }

    private static async Task<IResult> ShowAsync(string tenant, string slug, TenantDirectory tenants, CurrentTenant scope, PageBook book, HttpContext http, AppDb db, CancellationToken ct)
    {
        var missing = Problem.NotFound("Page", slug);
        // A visitor belongs to nobody: from here on the scope sees the site's tenant alone.
        scope.Be(await tenants.FindAsync(tenant, ct) ?? throw missing.AsException());
        var page = await db.Set<StoredPage>().AsNoTracking().SingleOrDefaultAsync(p => p.Slug == slug && p.PublishedVersion != null, ct) ?? throw missing.AsException();
        var tag = FormattableString.Invariant($"\"{page.Id:N}-{page.PublishedVersion}-{PageHtml.Version}\"");
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "no-cache";
        if (http.Request.Headers.IfNoneMatch.Contains(tag)) return Results.StatusCode(StatusCodes.Status304NotModified);
        var read = await book.ReadAsync(page, page.PublishedVersion!.Value, ct);
        // What it lists changes without it; only such a page has to be read before it is known to be the same.
        if (read.Lists.Stamp is { } stamp)
        {
            http.Response.Headers.ETag = tag = $"{tag[..^1]}-{stamp}\"";
            if (http.Request.Headers.IfNoneMatch.Contains(tag)) return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        return Answer(http, read);
    }

    private static async Task<IResult> PreviewAsync(Guid id, int? version, PageBook book, HttpContext http, CancellationToken ct)
    {
        var page = await book.FindAsync(id, ct);
        http.Response.Headers.CacheControl = "no-store";
        return Answer(http, await book.ReadAsync(page, version ?? page.Version, ct));
    }

    private static async Task<IResult> ExportAsync(Guid id, int? version, PageBook book, CancellationToken ct)
    {
        var page = await book.FindAsync(id, ct);
        var read = await book.ReadAsync(page, version ?? page.Version, ct);
        return await ZipAsync($"{page.Slug}.zip", async zip =>
        {
            await WriteAsync(zip, "index.html", PageHtml.Of(read).Standalone, ct);
            await WriteAsync(zip, "page.json", PageJson.Write(read.Json), ct);
        }, ct);
    }

    private static Task<IResult> ExportAllAsync(AppDb db, PageBook book, CancellationToken ct) => ZipAsync("pages.zip", async zip =>
    {
        var links = new HtmlWriter();
        var last = Guid.Empty;
        while (await db.Set<StoredPage>().AsNoTracking().Where(p => p.PublishedVersion != null && p.Id.CompareTo(last) > 0).OrderBy(p => p.Id).Take(50).ToListAsync(ct) is { Count: > 0 } pages)
        {
            foreach (var page in pages)
            {
                var read = await book.ReadAsync(page, page.PublishedVersion!.Value, ct);
                await WriteAsync(zip, $"{page.TenantId}/{page.Slug}/index.html", PageHtml.Of(read).Standalone, ct);
                await WriteAsync(zip, $"{page.TenantId}/{page.Slug}/page.json", PageJson.Write(read.Json), ct);
                links.Open("li").Element("a", page.Title, ("href", $"{page.TenantId}/{page.Slug}/index.html")).Close("li");
            }

            last = pages[^1].Id;
        }

        await WriteAsync(zip, "index.html", $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Pages</title></head><body><h1>Pages</h1><ul>{links}</ul></body></html>\n", ct);
    }, ct);

    private static IResult Answer(HttpContext http, ReadPage read)
    {
        var page = PageHtml.Of(read);
        http.Response.Headers.ContentSecurityPolicy = page.ContentSecurityPolicy;
        return Results.Content(page.Html, "text/html; charset=utf-8");
    }

    // Into a file first: an archive that is written straight to the wire blocks, and one in memory grows with the number of pages.
    private static async Task<IResult> ZipAsync(string name, Func<ZipArchive, Task> fill, CancellationToken ct)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"steward-{Guid.NewGuid():N}.zip"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            await using (var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct)) await fill(zip);
            file.Position = 0;
            return Results.Stream(file, "application/zip", name);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task WriteAsync(ZipArchive zip, string name, string text, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }
}
