using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Pages;

/// <summary>A page of a tenant: its draft is the newest version; what visitors see is the published one.</summary>
internal sealed class StoredPage : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Slug { get; set; }
    public required string Title { get; set; }

    /// <summary>Number of the newest version, and the entity tag.</summary>
    public int Version { get; set; }

    /// <summary>Number of the version that visitors see; null while there is none.</summary>
    public int? PublishedVersion { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime UpdatedAt { get; set; }
    public DateTime? PublishedAt { get; set; }
}

/// <summary>What a page was at some time. Never changed; the oldest are removed.</summary>
internal sealed class PageVersion : ITenantOwned
{
    public Guid PageId { get; set; }
    public int Number { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The document as JSON: as its author sent it, in the schema of the day, every block with its id.</summary>
    public required string Document { get; set; }

    /// <summary>saved, generated, imported or restored.</summary>
    public required string Origin { get; set; }
    public required string SavedBy { get; set; }
    public DateTime SavedAt { get; set; }
}

internal sealed class PagesModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<StoredPage>(e =>
        {
            e.ToTable("pages_pages");
            e.Property(r => r.Slug).HasMaxLength(100);
            e.Property(r => r.Title).HasMaxLength(200);
            e.Property(r => r.CreatedBy).HasMaxLength(200);
            e.Property(r => r.Version).IsConcurrencyToken();
            e.HasIndex(r => new { r.TenantId, r.Slug }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.Id });
        });
        model.Entity<PageVersion>(e =>
        {
            e.ToTable("pages_versions");
            e.HasKey(r => new { r.PageId, r.Number });
            e.Property(r => r.Origin).HasMaxLength(20);
            e.Property(r => r.SavedBy).HasMaxLength(200);
        });
    }
}
