using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Gateway;
using Steward.Pages.Documents;
using Steward.Pages.Shortcodes;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;

namespace Steward.Pages.Publishing;

/// <summary>A version that somebody saves.</summary>
/// <param name="Document">The document.</param>
/// <param name="Origin">saved, generated, imported or restored.</param>
/// <param name="By">Who.</param>
internal sealed record NewVersion(JsonObject Document, string Origin, string By);

/// <summary>Saves, publishes and removes pages: the version, the page's row and the trail's entry are one transaction.</summary>
internal sealed class PageBook(AppDb db, Trail trail, ITextGate gate, PageLists lists, TimeProvider time)
{
    /// <summary>Versions kept of a page; the published one always is.</summary>
    public const int KeptVersions = 100;

    /// <summary>Most pages of a tenant.</summary>
    public const int MostPages = 10_000;

    public async Task<StoredPage> FindAsync(Guid id, CancellationToken ct) =>
        await db.Set<StoredPage>().SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw Problem.NotFound("Page", id.ToString()).AsException();

    public async Task<PageVersion> VersionAsync(StoredPage page, int number, CancellationToken ct) =>
        await db.Set<PageVersion>().AsNoTracking().SingleOrDefaultAsync(v => v.PageId == page.Id && v.Number == number, ct)
        ?? throw Problem.NotFound("Version", $"{page.Id}/{number}").AsException();

    /// <summary>A version of a page, read, with the pages that it lists.</summary>
    public async Task<ReadPage> ReadAsync(StoredPage page, int number, CancellationToken ct)
    {
        var read = PageReader.Read(PageJson.Stored((await VersionAsync(page, number, ct)).Document));
        var (listed, findings) = await lists.OfAsync(page, read.Document, ct);
        return read with { Lists = listed, Findings = [.. read.Findings, .. findings] };
    }

    /// <summary>Adds a page. A taken address is refused, or given a number where the address was not the author's own wish.</summary>
    public async Task<StoredPage> AddAsync(Guid tenant, NewVersion first, bool anySlug, CancellationToken ct)
    {
        var read = PageReader.Read(first.Document);
        var now = time.GetUtcNow().UtcDateTime;
        return await SavingAsync(async () =>
        {
            if (await db.Set<StoredPage>().CountAsync(p => p.TenantId == tenant, ct) >= MostPages)
                throw Problem.Conflict("too_many_pages", $"There are {MostPages} pages; delete some first.").AsException();
            var slug = anySlug ? await FreeSlugAsync(tenant, read.Document.Head.Slug, ct) : read.Document.Head.Slug;
            if (slug != read.Document.Head.Slug && read.Json["page"] is JsonObject head) head["slug"] = slug;
            if (!anySlug) await MustBeFreeAsync(tenant, slug, Guid.Empty, ct);
            var page = new StoredPage
            {
                Id = Guid.CreateVersion7(), TenantId = tenant, Slug = slug, Title = read.Document.Head.Title, Version = 1, CreatedBy = first.By, CreatedAt = now, UpdatedAt = now,
            };
            db.Add(page);
            db.Add(VersionOf(page, first, read.Json, now));
            await db.SaveChangesAsync(ct);
            await trail.RecordAsync(new AuditEvent(tenant, first.By, "page.created", $"page:{page.Id}", new { slug, first.Origin }), ct);
            return page;
        }, ct);
    }

    /// <summary>Saves a new version of a page; anything that is a JSON object, finished or not.</summary>
    public Task<StoredPage> SaveAsync(StoredPage page, NewVersion next, CancellationToken ct) => SavingAsync(async () =>
    {
        var read = PageReader.Read(next.Document);
        var head = read.Document.Head;
        var now = time.GetUtcNow().UtcDateTime;
        // A draft without a usable head keeps the page's address.
        if (!read.Findings.Any(f => f.IsError && f.Pointer.StartsWith("/page", StringComparison.Ordinal))) (page.Slug, page.Title) = (head.Slug, head.Title);
        await MustBeFreeAsync(page.TenantId, page.Slug, page.Id, ct);
        page.Version++;
        page.UpdatedAt = now;
        db.Add(VersionOf(page, next, read.Json, now));
        await db.SaveChangesAsync(ct);
        await db.Set<PageVersion>().Where(v => v.PageId == page.Id && v.Number <= page.Version - KeptVersions && v.Number != page.PublishedVersion).ExecuteDeleteAsync(ct);
        return page;
    }, ct);

    /// <summary>Shows a version to visitors: it has no errors, and Safety has let its text pass.</summary>
    /// <exception cref="ProblemException">422: what keeps it from being published, with pointers; or the flag that holds its text.</exception>
    public async Task<StoredPage> PublishAsync(StoredPage page, int number, string by, CancellationToken ct)
    {
        var read = await ReadAsync(page, number, ct);
        if (!read.IsValid)
            throw new Problem(422, "not_publishable", "Not publishable", "The page has faults; see errors.")
            {
                Errors = [.. read.Findings.Where(f => f.IsError).Select(f => new FieldError(f.Pointer, f.Code, f.Detail))],
            }.AsException();
        if (read.Document.Head.Slug != page.Slug)
            throw Problem.Conflict("slug_changed", $"This version has the address '{read.Document.Head.Slug}', the page '{page.Slug}'. Restore the version first.").AsException();
        var decision = await gate.AskAsync(new GateRequest(page.TenantId, $"page-{page.Id}", "page_text", PageTexts.Of(read.Document), read.Document.Head.Lang, null), ct);
        if (!decision.Passes) throw HeldBySafety(decision);
        return await SavingAsync(async () =>
        {
            (page.PublishedVersion, page.PublishedAt) = (number, time.GetUtcNow().UtcDateTime);
            await trail.RecordAsync(new AuditEvent(page.TenantId, by, "page.published", $"page:{page.Id}", new { page.Slug, version = number }), ct);
            return page;
        }, ct);
    }

    /// <summary>Visitors see the page no more; it stays as a draft.</summary>
    public Task<StoredPage> WithdrawAsync(StoredPage page, string by, CancellationToken ct) => SavingAsync(async () =>
    {
        (page.PublishedVersion, page.PublishedAt) = (null, null);
        await trail.RecordAsync(new AuditEvent(page.TenantId, by, "page.withdrawn", $"page:{page.Id}", new { page.Slug }), ct);
        return page;
    }, ct);

    /// <summary>Removes a page with its versions.</summary>
    public Task RemoveAsync(StoredPage page, string by, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        await db.Set<PageVersion>().Where(v => v.PageId == page.Id).ExecuteDeleteAsync(ct);
        db.Remove(page);
        await trail.RecordAsync(new AuditEvent(page.TenantId, by, "page.deleted", $"page:{page.Id}", new { page.Slug, page.Version }), ct);
    }, ct);

    private async Task<StoredPage> SavingAsync(Func<Task<StoredPage>> work, CancellationToken ct)
    {
        try
        {
            return await db.InTransactionAsync(work, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw EntityTag.Changed("page").AsException();
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            throw SlugTaken().AsException();
        }
    }

    private async Task MustBeFreeAsync(Guid tenant, string slug, Guid but, CancellationToken ct)
    {
        if (await db.Set<StoredPage>().AnyAsync(p => p.TenantId == tenant && p.Slug == slug && p.Id != but, ct)) throw SlugTaken().AsException();
    }

    private static Problem SlugTaken() => Problem.Conflict("slug_taken", "Another page has this address.");

    private async Task<string> FreeSlugAsync(Guid tenant, string wished, CancellationToken ct)
    {
        var stem = wished.Length > 90 ? wished[..90].TrimEnd('-') : wished;
        var taken = (await db.Set<StoredPage>().Where(p => p.TenantId == tenant && p.Slug.StartsWith(stem)).Select(p => p.Slug).ToListAsync(ct)).ToHashSet();
        if (!taken.Contains(wished)) return wished;
        return Enumerable.Range(2, MostPages).Select(n => FormattableString.Invariant($"{stem}-{n}")).First(s => !taken.Contains(s));
    }

    private static ProblemException HeldBySafety(GateDecision held) => new Problem(422, "held_by_safety", "Held by safety", "The page's text is held for review and was not published.")
    {
        Members = new Dictionary<string, object?> { ["flagId"] = held.FlagId, ["reason"] = held.Reason },
    }.AsException();

    private static PageVersion VersionOf(StoredPage page, NewVersion version, JsonObject document, DateTime now) => new()
    {
        PageId = page.Id, Number = page.Version, TenantId = page.TenantId, Document = PageJson.Write(document), Origin = version.Origin, SavedBy = version.By, SavedAt = now,
    };
}
