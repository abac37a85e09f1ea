using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Jobs.Operations;

/// <summary>What an operator does to all jobs that match, page after page; written on in the transaction of each page.</summary>
internal sealed class OperationRow : ITenantOwned
{
    public Guid Id { get; set; }

    /// <summary>Whose jobs; empty for everybody's.</summary>
    public Guid TenantId { get; set; }

    /// <summary>Only jobs done for this person.</summary>
    public string? UserId { get; set; }
    public required string Action { get; set; }

    /// <summary>Which jobs, as JSON.</summary>
    public required string Filter { get; set; }
    public string? Reason { get; set; }
    public required string Status { get; set; }

    /// <summary>Only jobs with lower ids are still to be looked at; at first those that there were when it began.</summary>
    public Guid BeforeId { get; set; }
    public long Done { get; set; }
    public long Skipped { get; set; }
    public required string StartedBy { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string? Error { get; set; }
}

internal sealed class OperationModel : IModelPart
{
    public void Build(ModelBuilder model) => model.Entity<OperationRow>(e =>
    {
        e.ToTable("jobs_operations");
        e.Property(r => r.UserId).HasMaxLength(200);
        e.Property(r => r.Action).HasMaxLength(20);
        e.Property(r => r.Reason).HasMaxLength(500);
        e.Property(r => r.Status).HasMaxLength(20);
        e.Property(r => r.StartedBy).HasMaxLength(200);
        e.Property(r => r.Error).HasMaxLength(500);
        e.HasIndex(r => new { r.TenantId, r.Id }, "ix_jobs_operations_listed");
    });
}
