using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Audit;

/// <summary>A link of a tenant's chain. The database refuses to change or delete it.</summary>
internal sealed class AuditEntry : ITenantOwned
{
    public Guid TenantId { get; set; }
    public long Seq { get; set; }
    public DateTime At { get; set; }
    public required string Actor { get; set; }
    public required string Action { get; set; }
    public required string Object { get; set; }

    /// <summary>SHA-256 over salt and details: the details can be erased and the chain still holds.</summary>
    public required string Commitment { get; set; }
    public required string PreviousHash { get; set; }
    public required string Hash { get; set; }
}

/// <summary>What an entry said in detail, beside the chain so that it can be erased.</summary>
internal sealed class AuditDetail : ITenantOwned
{
    public Guid TenantId { get; set; }
    public long Seq { get; set; }
    public required string Salt { get; set; }
    public required string Details { get; set; }
}

/// <summary>The end of a tenant's chain; its row lock puts appends in order.</summary>
internal sealed class AuditHead : ITenantOwned
{
    public Guid TenantId { get; set; }
    public long Seq { get; set; }
    public required string Hash { get; set; }
}

internal sealed class AuditModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<AuditEntry>(e =>
        {
            e.ToTable("audit_entries");
            e.HasKey(r => new { r.TenantId, r.Seq });
            e.Property(r => r.Actor).HasMaxLength(200);
            e.Property(r => r.Action).HasMaxLength(100);
            e.Property(r => r.Object).HasMaxLength(300);
            e.HasIndex(r => new { r.TenantId, r.Object });
            e.HasIndex(r => new { r.TenantId, r.Action, r.Seq });
        });
        model.Entity<AuditDetail>(e =>
        {
            e.ToTable("audit_details");
            e.HasKey(r => new { r.TenantId, r.Seq });
        });
        model.Entity<AuditHead>(e =>
        {
            e.ToTable("audit_heads");
            e.HasKey(r => r.TenantId);
        });
    }
}
