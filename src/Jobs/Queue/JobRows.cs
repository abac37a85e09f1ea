using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Jobs.Queue;

/// <summary>Where a job is. Numbers are stored: never change one.</summary>
public enum JobState : short
{
    /// <summary>May be claimed now.</summary>
    Waiting = 0,

    /// <summary>May be claimed at its time.</summary>
    Delayed = 1,

    /// <summary>A worker holds its lease.</summary>
    Active = 2,

    /// <summary>Waits for budget or a provider; cost no attempt.</summary>
    Parked = 3,

    /// <summary>Done.</summary>
    Completed = 4,

    /// <summary>A dead letter.</summary>
    Failed = 5,

    /// <summary>Called off.</summary>
    Cancelled = 6,
}

/// <summary>A live job: narrow, since it is rewritten with every claim. Its payload and its end are kept apart.</summary>
internal sealed class JobRow : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Queue { get; set; }
    public required string Kind { get; set; }
    public JobState State { get; set; }
    public short Priority { get; set; }
    public int Attempt { get; set; }
    public int MaxAttempts { get; set; }

    /// <summary>Grows with every claim; every later write of the attempt must carry it.</summary>
    public long Lease { get; set; }
    public Guid? Worker { get; set; }
    public DateTime RunAt { get; set; }
    public DateTime? ClaimedAt { get; set; }
    public DateTime EnqueuedAt { get; set; }
    public string? UniqueKey { get; set; }

    /// <summary>Somebody called the running attempt off.</summary>
    public bool Cancelling { get; set; }

    /// <summary>The batch that counts it.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>What earlier attempts paid.</summary>
    public long? SpentPico { get; set; }

    /// <summary>Answers that earlier attempts checked.</summary>
    public int? Validations { get; set; }

    /// <summary>Those of them that could be used.</summary>
    public int? ValidationsPassed { get; set; }
}

/// <summary>What a job was asked to do; written once.</summary>
internal sealed class JobPayload : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Payload { get; set; }
    public DateTime EnqueuedAt { get; set; }

    /// <summary>The request that put it in the queue, for the log.</summary>
    public string? RequestId { get; set; }

    /// <summary>The person it is done for, who may see it.</summary>
    public string? UserId { get; set; }

    /// <summary>The ended job that it repeats.</summary>
    public Guid? RetryOf { get; set; }
}

/// <summary>How a job ended; written once, removed by age.</summary>
internal sealed class JobHistory : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Queue { get; set; }
    public required string Kind { get; set; }
    public JobState State { get; set; }
    public int Attempts { get; set; }
    public long Lease { get; set; }
    public DateTime EnqueuedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime FinishedAt { get; set; }
    public string? ErrorType { get; set; }
    public string? Error { get; set; }
    public string? Result { get; set; }

    /// <summary>Dead letters that failed alike share it.</summary>
    public string? Signature { get; set; }

    /// <summary>The job that repeats this one; a dead letter that has it is not in the queue of dead letters any more.</summary>
    public Guid? RetriedAs { get; set; }

    /// <summary>Why the dead letter was set aside; it is not in the queue of dead letters any more.</summary>
    public string? Discarded { get; set; }
    public string? Provider { get; set; }
    public string? Model { get; set; }

    /// <summary>What all attempts paid, in pico-USD.</summary>
    public long? CostPico { get; set; }

    /// <summary>Answers of models that all attempts checked.</summary>
    public int? Validations { get; set; }

    /// <summary>Those of them that could be used.</summary>
    public int? ValidationsPassed { get; set; }
    public Guid? BatchId { get; set; }
}

/// <summary>An attempt that did not succeed.</summary>
internal sealed class JobFailure : ITenantOwned
{
    public Guid JobId { get; set; }
    public Guid TenantId { get; set; }
    public long Lease { get; set; }
    public int Attempt { get; set; }
    public DateTime At { get; set; }
    public required string ErrorType { get; set; }
    public required string Error { get; set; }
}

/// <summary>A worker process. While its lease runs, the jobs it claimed are its own.</summary>
internal sealed class JobWorker
{
    public Guid Id { get; set; }
    public required string Host { get; set; }
    public int ProcessId { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime LeaseUntil { get; set; }
}

internal sealed class JobsModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<JobRow>(e =>
        {
            e.ToTable("jobs_queue");
            e.Property(r => r.Queue).HasMaxLength(50);
            e.Property(r => r.Kind).HasMaxLength(150);
            e.Property(r => r.UniqueKey).HasMaxLength(200);
            e.HasIndex(r => new { r.Queue, r.TenantId, r.Priority, r.Id }, "ix_jobs_queue_waiting").HasFilter("state = 0");
            e.HasIndex(r => r.RunAt, "ix_jobs_queue_due").HasFilter("state IN (1, 3)");
            e.HasIndex(r => r.Worker, "ix_jobs_queue_active").HasFilter("state = 2");
            // Without the active ones: a claim writes nothing here.
            e.HasIndex(r => new { r.TenantId, r.Id }, "ix_jobs_queue_listed").HasFilter("state IN (0, 1, 3)");
            e.HasIndex(r => new { r.TenantId, r.Kind, r.UniqueKey }, "ix_jobs_queue_unique").IsUnique().HasFilter("unique_key IS NOT NULL");
        });
        model.Entity<JobPayload>(e =>
        {
            e.ToTable("jobs_payloads");
            e.Property(r => r.RequestId).HasMaxLength(128);
            e.Property(r => r.UserId).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.UserId, r.Id }, "ix_jobs_payloads_user").HasFilter("user_id IS NOT NULL");
        });
        model.Entity<JobHistory>(e =>
        {
            e.ToTable("jobs_history");
            e.Property(r => r.Queue).HasMaxLength(50);
            e.Property(r => r.Kind).HasMaxLength(150);
            e.Property(r => r.ErrorType).HasMaxLength(20);
            e.Property(r => r.Signature).HasMaxLength(200);
            e.Property(r => r.Provider).HasMaxLength(50);
            e.Property(r => r.Model).HasMaxLength(100);
            // Ends come in the order of time: a block range index finds them for next to nothing.
            e.HasIndex(r => r.FinishedAt, "ix_jobs_history_finished").HasAnnotation("Npgsql:IndexMethod", "brin");
            e.HasIndex(r => new { r.TenantId, r.State, r.Id }, "ix_jobs_history_listed");
            e.HasIndex(r => r.Id, "ix_jobs_history_unsuccessful").HasFilter("state IN (5, 6)");
            e.HasIndex(r => new { r.TenantId, r.Signature }, "ix_jobs_history_dead").HasFilter("state = 5 AND retried_as IS NULL AND discarded IS NULL");
        });
        model.Entity<JobFailure>(e =>
        {
            e.ToTable("jobs_failures");
            e.HasKey(r => new { r.JobId, r.Lease });
            e.Property(r => r.ErrorType).HasMaxLength(20);
        });
        model.Entity<JobWorker>(e =>
        {
            e.ToTable("jobs_workers");
            e.Property(r => r.Host).HasMaxLength(200);
        });
    }
}
