using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Safety.Learning;

/// <summary>A model that was learnt from a tenant's decisions.</summary>
internal sealed class LearntModel : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>1 for the tenant's first.</summary>
    public int Version { get; set; }

    /// <summary>draft, shadow, live or retired.</summary>
    public required string State { get; set; }
    public required string TrainedBy { get; set; }
    public DateTime TrainedAt { get; set; }
    public required string ChangedBy { get; set; }
    public DateTime ChangedAt { get; set; }

    /// <summary>Decisions that it was trained on.</summary>
    public int Upheld { get; set; }
    public int Released { get; set; }

    /// <summary>What it is worth, as JSON.</summary>
    public required string Quality { get; set; }

    /// <summary>From this probability on it holds a text; null for never.</summary>
    public double? HoldFrom { get; set; }

    /// <summary>Up to this one it lets a text pass.</summary>
    public double? PassUpTo { get; set; }
    public double Bias { get; set; }
    public required byte[] Weights { get; set; }
}

/// <summary>What a model said of a flagged text; of a flag each says it once.</summary>
internal sealed class Opinion : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string FlagId { get; set; }

    /// <summary>A learnt model's id, or the version of the judge's prompt.</summary>
    public required string Source { get; set; }

    /// <summary>False in shadow: it would have acted.</summary>
    public bool Live { get; set; }

    /// <summary>How likely the flag is right, 0 to 1.</summary>
    public double Probability { get; set; }

    /// <summary>hold, pass or unsure.</summary>
    public required string Says { get; set; }
    public DateTime At { get; set; }
}

internal sealed class LearningModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<LearntModel>(e =>
        {
            e.ToTable("safety_models");
            e.Property(r => r.State).HasMaxLength(10);
            e.Property(r => r.TrainedBy).HasMaxLength(200);
            e.Property(r => r.ChangedBy).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.Version }).IsUnique();
            // One acts, one is watched; of two who set one at once the slower is told.
            e.HasIndex(r => new { r.TenantId, r.State }).IsUnique().HasFilter("state IN ('live', 'shadow')");
        });
        model.Entity<Opinion>(e =>
        {
            e.ToTable("safety_model_opinions");
            e.Property(r => r.FlagId).HasMaxLength(200);
            e.Property(r => r.Source).HasMaxLength(60);
            e.Property(r => r.Says).HasMaxLength(10);
            e.HasIndex(r => new { r.FlagId, r.Source }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.Source });
        });
    }
}
