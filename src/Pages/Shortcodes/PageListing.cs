using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Pages.Documents;
using Steward.Platform.Data;

namespace Steward.Pages.Shortcodes;

/// <summary>The pages that a page's shortcodes list, by the block they stand in.</summary>
internal sealed record PageListing(IReadOnlyDictionary<string, IReadOnlyList<ListedPage>> ByBlock)
{
    public static readonly PageListing None = new(new Dictionary<string, IReadOnlyList<ListedPage>>());

    /// <summary>Another one where other pages are listed; null where the page lists none.</summary>
    public string? Stamp => ByBlock.Count == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(ByBlock)))[..16];

    public IReadOnlyList<ListedPage> Of(string block) => ByBlock.GetValueOrDefault(block) ?? [];
}

/// <summary>Looks up the published pages that shortcodes list.</summary>
internal sealed class PageLists(AppDb db)
{
    // Pages that hide from search engines are left out; among more than these a list may be short.
    private const int MostOfList = 50;

    // Ten full lists. What a visitor's request costs has an end, whatever the page lists.
    private const int MostRead = 120;

    /// <summary>The lists of a page, and a warning for each that is empty.</summary>
    public async Task<(PageListing Lists, IReadOnlyList<Finding> Findings)> OfAsync(StoredPage page, PageDocument document, CancellationToken ct)
    {
        var (lists, heads, findings) = (new Dictionary<string, IReadOnlyList<ListedPage>>(), new Dictionary<(Guid, int), PageHead?>(), new List<Finding>());
        foreach (var (block, content) in ShortcodeExpansion.In(document).Take(ShortcodeText.MostOfPage))
        {
            if (content.Lists is not { } list) continue;
            lists[block.Id] = await PagesAsync(page, list, heads, ct);
            if (lists[block.Id].Count == 0) findings.Add(Finding.Warning($"{block.Pointer}/attributes/content", "list_empty", Empty(list)));
        }

        return (lists.Count == 0 ? PageListing.None : new PageListing(lists), findings);
    }

    private async Task<IReadOnlyList<ListedPage>> PagesAsync(StoredPage page, PageList list, Dictionary<(Guid, int), PageHead?> heads, CancellationToken ct)
    {
        var pages = db.Set<StoredPage>().AsNoTracking().Where(p => p.TenantId == page.TenantId && p.Id != page.Id && p.PublishedVersion != null);
        if (list.Prefix is { } prefix) pages = pages.Where(p => p.Slug.StartsWith(prefix));
        pages = list.NewestFirst ? pages.OrderByDescending(p => p.PublishedAt).ThenByDescending(p => p.Id) : pages.OrderBy(p => p.Slug);
        var listed = new List<ListedPage>();
        foreach (var found in await pages.Take(MostOfList).Select(p => new { p.Id, p.Slug, Version = p.PublishedVersion!.Value }).ToListAsync(ct))
        {
            if (listed.Count == list.Count) break;
            if (!heads.TryGetValue((found.Id, found.Version), out var head))
            {
                if (heads.Count == MostRead) break;
                heads[(found.Id, found.Version)] = head = await HeadAsync(found.Id, found.Version, ct);
            }

            if (head is not null && head.Hidden != true) listed.Add(new ListedPage($"/pages/{page.TenantId}/{found.Slug}", head.Title, head.Description));
        }

        return listed;
    }

    // Titles are those of the published version: the row has the draft's. Null where it was removed, or published anew, since the row was read.
    private async Task<PageHead?> HeadAsync(Guid page, int version, CancellationToken ct)
    {
        var stored = await db.Set<PageVersion>().AsNoTracking().Where(v => v.PageId == page && v.Number == version).Select(v => v.Document).SingleOrDefaultAsync(ct);
        return stored is null ? null : PageReader.Head(PageJson.Stored(stored));
    }

    private static string Empty(PageList list) => list.Prefix is { } prefix
        ? $"No other published page has an address that begins with '{prefix}', so visitors see nothing here."
        : "No other page is published, so visitors see nothing here.";
}
