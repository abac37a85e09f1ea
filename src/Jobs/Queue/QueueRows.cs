using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>A queue: whether it is paused, and how much of it may run. No limit where a number is null.</summary>
internal sealed class QueueRow
{
    public required string Name { get; set; }
    public DateTime? PausedAt { get; set; }
    public string? PausedBy { get; set; }
    public string? PauseReason { get; set; }

    /// <summary>Jobs of the queue that run at once, over all processes.</summary>
    public int? MaxActive { get; set; }

    /// <summary>Jobs of the queue that start in a second, over all processes.</summary>
    public int? PerSecond { get; set; }

    /// <summary>The same for each tenant.</summary>
    public int? TenantMaxActive { get; set; }

    /// <inheritdoc cref="TenantMaxActive"/>
    public int? TenantPerSecond { get; set; }

    /// <summary>True when an operator has set the limits; until then they are those that the module declares.</summary>
    public bool Configured { get; set; }

    /// <summary>True when any limit is set: claimers take turns.</summary>
    public bool Limited { get; set; }

    /// <summary>When the rate has room again, in milliseconds of the epoch.</summary>
    public double NextStart { get; set; }
}

/// <summary>What one tenant gets of a queue; without a row the weight is 1 and the queue's limits per tenant hold.</summary>
internal sealed class ShareRow : ITenantOwned
{
    public required string Queue { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Turns it gets for each turn of a tenant of weight 1.</summary>
    public double Weight { get; set; }
    public int? MaxActive { get; set; }
    public int? PerSecond { get; set; }

    /// <inheritdoc cref="QueueRow.NextStart"/>
    public double NextStart { get; set; }
    public DateTime? PausedAt { get; set; }
    public string? PausedBy { get; set; }
    public string? PauseReason { get; set; }
}

/// <summary>Jobs that were added together; when all have ended, the job that waits for them goes on.</summary>
internal sealed class BatchRow : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public int Total { get; set; }
    public int Pending { get; set; }
    public int Failed { get; set; }
    public int Cancelled { get; set; }
    public Guid? ThenJobId { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
}

/// <summary>How far a running job has come, by its own account.</summary>
internal sealed class ProgressRow
{
    public Guid JobId { get; set; }
    public long Lease { get; set; }
    public short Percent { get; set; }
    public string? Message { get; set; }
    public DateTime At { get; set; }
}

/// <summary>Live jobs as they were counted last.</summary>
internal sealed class DepthRow : ITenantOwned
{
    public required string Queue { get; set; }
    public Guid TenantId { get; set; }
    public JobState State { get; set; }
    public long Count { get; set; }
    public DateTime? OldestAt { get; set; }
    public DateTime CountedAt { get; set; }
}

internal sealed class QueueModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<QueueRow>(e =>
        {
            e.ToTable("jobs_queues").HasKey(r => r.Name);
            e.Property(r => r.Name).HasMaxLength(50);
            e.Property(r => r.PausedBy).HasMaxLength(200);
            e.Property(r => r.PauseReason).HasMaxLength(500);
        });
        model.Entity<ShareRow>(e =>
        {
            e.ToTable("jobs_shares").HasKey(r => new { r.Queue, r.TenantId });
            e.Property(r => r.Queue).HasMaxLength(50);
            e.Property(r => r.PausedBy).HasMaxLength(200);
            e.Property(r => r.PauseReason).HasMaxLength(500);
        });
        model.Entity<BatchRow>(e =>
        {
            e.ToTable("jobs_batches");
            e.Property(r => r.Name).HasMaxLength(200);
        });
        model.Entity<ProgressRow>(e =>
        {
            e.ToTable("jobs_progress").HasKey(r => r.JobId);
            e.Property(r => r.Message).HasMaxLength(200);
        });
        model.Entity<DepthRow>(e =>
        {
            e.ToTable("jobs_depths").HasKey(r => new { r.Queue, r.TenantId, r.State });
            e.Property(r => r.Queue).HasMaxLength(50);
        });
    }
}
