using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Impact.Drift;

/// <summary>How far a label's distribution in recent texts is from that of those before.</summary>
internal sealed class DriftCheck : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Label { get; set; }

    /// <summary>Of the texts: en, uk, no, unknown, or all.</summary>
    public required string Language { get; set; }
    public double Psi { get; set; }
    public double Js { get; set; }

    /// <summary>none, monitor or alert.</summary>
    public required string Level { get; set; }

    /// <summary>Texts by class, as JSON.</summary>
    public required string Baseline { get; set; }

    /// <summary>Texts by class, as JSON.</summary>
    public required string Current { get; set; }
    public int BaselineSize { get; set; }
    public int SampleSize { get; set; }
    public DateTime CheckedAt { get; set; }
}

internal sealed class DriftModel : IModelPart
{
    public void Build(ModelBuilder model) => model.Entity<DriftCheck>(e =>
    {
        e.ToTable("impact_drift_checks");
        e.Property(r => r.Label).HasMaxLength(50);
        e.Property(r => r.Language).HasMaxLength(20);
        e.Property(r => r.Level).HasMaxLength(20);
        e.HasIndex(r => new { r.TenantId, r.Id });
        e.HasIndex(r => new { r.TenantId, r.CheckedAt });
    });
}
