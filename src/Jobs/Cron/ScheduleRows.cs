using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Jobs.Cron;

/// <summary>What to do with runs that were missed while nothing ran. Numbers are stored.</summary>
public enum MissedRuns : short
{
    /// <summary>Run once, now, for all of them.</summary>
    RunOnce = 0,

    /// <summary>Forget them.</summary>
    Skip = 1,

    /// <summary>Run each, at most a hundred.</summary>
    RunAll = 2,
}

/// <summary>A job that is put in the queue by the clock.</summary>
internal sealed class ScheduleRow : ITenantOwned
{
    public required string Name { get; set; }
    public Guid TenantId { get; set; }
    public required string Cron { get; set; }
    public required string TimeZone { get; set; }
    public required string Kind { get; set; }
    public required string Payload { get; set; }
    public MissedRuns Missed { get; set; }
    public bool Active { get; set; }
    public DateTime NextRunAt { get; set; }
}

/// <summary>One firing of a schedule. The key makes it impossible to fire twice, on however many nodes.</summary>
internal sealed class TickRow
{
    public required string Schedule { get; set; }
    public DateTime FireTime { get; set; }
    public Guid JobId { get; set; }
}

internal sealed class ScheduleModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<ScheduleRow>(e =>
        {
            e.ToTable("jobs_schedules");
            e.HasKey(r => r.Name);
            e.Property(r => r.Name).HasMaxLength(200);
            e.Property(r => r.Cron).HasMaxLength(100);
            e.Property(r => r.TimeZone).HasMaxLength(100);
            e.Property(r => r.Kind).HasMaxLength(150);
            e.HasIndex(r => r.NextRunAt).HasFilter("active");
        });
        model.Entity<TickRow>(e =>
        {
            e.ToTable("jobs_ticks");
            e.HasKey(r => new { r.Schedule, r.FireTime });
            e.Property(r => r.Schedule).HasMaxLength(200);
        });
    }
}
