using Microsoft.EntityFrameworkCore;
using Steward.Jobs.Queue;
using Steward.Platform.Data;

namespace Steward.Jobs.Statistics;

/// <summary>Jobs of one hour that are alike and took about as long; kept when the jobs themselves are gone.</summary>
internal sealed class HourRow : ITenantOwned
{
    public DateTime Hour { get; set; }
    public Guid TenantId { get; set; }
    public required string Queue { get; set; }
    public required string Kind { get; set; }

    /// <summary>The AI provider asked last; <c>none</c> where none was.</summary>
    public required string Provider { get; set; }
    public required string Model { get; set; }
    public JobState State { get; set; }

    /// <summary>Why they failed; <c>none</c> where they did not.</summary>
    public required string ErrorType { get; set; }

    /// <summary>How long their last attempt took, as an index into <see cref="DurationBuckets"/>; -1 where none began.</summary>
    public short Bucket { get; set; }
    public long Jobs { get; set; }
    public long Retries { get; set; }
    public long Validations { get; set; }
    public long ValidationsPassed { get; set; }

    /// <summary>The sum of what their last attempts took.</summary>
    public long DurationMs { get; set; }
}

/// <summary>How far ended jobs have been counted. One row; whoever counts holds it.</summary>
internal sealed class WatermarkRow
{
    public required string Name { get; set; }

    /// <summary>Every job that ended before is counted, no other is.</summary>
    public DateTime Until { get; set; }

    /// <summary>Until where they are being counted now.</summary>
    public DateTime Next { get; set; }
}

internal sealed class StatisticsModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<HourRow>(e =>
        {
            e.ToTable("jobs_hours");
            e.HasKey(r => new { r.TenantId, r.Hour, r.Queue, r.Kind, r.Provider, r.Model, r.State, r.ErrorType, r.Bucket });
            e.Property(r => r.Queue).HasMaxLength(50);
            e.Property(r => r.Kind).HasMaxLength(150);
            e.Property(r => r.Provider).HasMaxLength(50);
            e.Property(r => r.Model).HasMaxLength(100);
            e.Property(r => r.ErrorType).HasMaxLength(20);
            e.HasIndex(r => r.Hour, "ix_jobs_hours_hour");
        });
        model.Entity<WatermarkRow>(e =>
        {
            e.ToTable("jobs_watermarks").HasKey(r => r.Name);
            e.Property(r => r.Name).HasMaxLength(50);
        });
    }
}
