using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Safety.Policies;

/// <summary>One version of a tenant's thresholds; the highest holds.</summary>
internal sealed class ThresholdVersion : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public long Version { get; set; }
    public double Low { get; set; }
    public double Medium { get; set; }
    public double High { get; set; }

    /// <summary>What would wait for a person with less confidence than this is dismissed at once; null for nothing.</summary>
    public double? AutoDismissBelow { get; set; }

    /// <summary>A language model is asked where neither rules nor the tenant's own model are sure.</summary>
    public bool AskJudge { get; set; }
    public required string Reason { get; set; }
    public required string ChangedBy { get; set; }
    public DateTime ChangedAt { get; set; }
}

internal sealed class PolicyModel : IModelPart
{
    public void Build(ModelBuilder model) => model.Entity<ThresholdVersion>(e =>
    {
        e.ToTable("safety_thresholds");
        e.Property(r => r.Reason).HasMaxLength(500);
        e.Property(r => r.ChangedBy).HasMaxLength(200);
        // Of two who change at once one is told that he did not see the other's.
        e.HasIndex(r => new { r.TenantId, r.Version }).IsUnique();
    });
}
