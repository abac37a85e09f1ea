using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Platform.Idempotency;

/// <summary>One use of an <c>Idempotency-Key</c>: claimed before the work, answered after it.</summary>
internal sealed class IdempotencyRow
{
    public Guid TenantId { get; set; }
    public required string Key { get; set; }
    public required string Fingerprint { get; set; }
    public DateTime ClaimedAt { get; set; }
    public DateTime ExpiresAt { get; set; }
    public int? Status { get; set; }
    public string? ContentType { get; set; }
    public string? Location { get; set; }
    public string? Body { get; set; }
}

/// <summary>The platform's own tables.</summary>
internal sealed class PlatformModel : IModelPart
{
    public void Build(ModelBuilder model) => model.Entity<IdempotencyRow>(e =>
    {
        e.ToTable("platform_idempotency");
        e.HasKey(r => new { r.TenantId, r.Key });
        e.Property(r => r.Key).HasMaxLength(200);
        e.Property(r => r.Fingerprint).HasMaxLength(64);
        e.HasIndex(r => r.ExpiresAt);
    });
}
