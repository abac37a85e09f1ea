using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Deliveries;

/// <summary>When a tenant's figures go to a partner. When it fires next is kept by Jobs under <c>delivery:{id}</c>.</summary>
internal sealed class DeliverySchedule : ITenantOwned
{
    public required string Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The company as its maker named it: UUID or alias.</summary>
    public required string Company { get; set; }
    public required string Platform { get; set; }
    public required string Cron { get; set; }
    public required string TimeZone { get; set; }
    public bool Active { get; set; }

    /// <summary>Grows with every change by people; the entity tag.</summary>
    public int Version { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime UpdatedAt { get; set; }
    public DateTime? LastRun { get; set; }

    /// <summary>pending, success, failed or unknown; null before the first run.</summary>
    public string? LastStatus { get; set; }
    public string? LastError { get; set; }
    public int ConsecutiveFailures { get; set; }
}

/// <summary>One report to one partner. Its id is the idempotency key, the same for every attempt.</summary>
internal sealed class Delivery : ITenantOwned
{
    public Guid Id { get; set; }
    public required string ScheduleId { get; set; }
    public Guid TenantId { get; set; }
    public required string Platform { get; set; }

    /// <summary>The firing it belongs to; null when somebody asked for it.</summary>
    public DateTime? FireTime { get; set; }
    public DateTime PeriodStart { get; set; }
    public DateTime PeriodEnd { get; set; }

    /// <summary>SHA-256 of the payload without its time of making.</summary>
    public required string PayloadHash { get; set; }

    /// <summary>The body, byte for byte as every attempt sends it.</summary>
    public required string Payload { get; set; }
    public required string Status { get; set; }
    public int Retries { get; set; }
    public string? Error { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? DeliveredAt { get; set; }

    /// <summary>When it is tried again; null when it is not.</summary>
    public DateTime? NextAttemptAt { get; set; }

    /// <summary>True when nothing more will be sent.</summary>
    public bool IsOver => Status is DeliveryStatus.Delivered or DeliveryStatus.Failed || (Status == DeliveryStatus.Unknown && NextAttemptAt is null);
}

/// <summary>Where a delivery is.</summary>
internal static class DeliveryStatus
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    /// <summary>The partner may have it; nobody knows.</summary>
    public const string Unknown = "unknown";
}

/// <summary>One request to the partner; written before it is sent, so that a crash leaves a trace.</summary>
internal sealed class DeliveryAttempt : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid DeliveryId { get; set; }
    public Guid TenantId { get; set; }
    public int Number { get; set; }
    public DateTime StartedAt { get; set; }
    public long TookMs { get; set; }
    public int? StatusCode { get; set; }
    public required string Outcome { get; set; }
    public string? Error { get; set; }
    public string? ResponseSnippet { get; set; }
}

internal sealed class DeliveriesModel : IModelPart
{
    public const int MaxText = 1000;

    public void Build(ModelBuilder model)
    {
        model.Entity<DeliverySchedule>(e =>
        {
            e.ToTable("deliveries_schedules");
            e.Property(r => r.Id).HasMaxLength(200);
            e.Property(r => r.Company).HasMaxLength(200);
            e.Property(r => r.Platform).HasMaxLength(20);
            e.Property(r => r.Cron).HasMaxLength(100);
            e.Property(r => r.TimeZone).HasMaxLength(64);
            e.Property(r => r.Version).IsConcurrencyToken();
            e.Property(r => r.LastStatus).HasMaxLength(10);
            e.Property(r => r.LastError).HasMaxLength(MaxText);
            e.HasIndex(r => new { r.TenantId, r.Id });
        });
        model.Entity<Delivery>(e =>
        {
            e.ToTable("deliveries_deliveries");
            e.Property(r => r.ScheduleId).HasMaxLength(200);
            e.Property(r => r.Platform).HasMaxLength(20);
            e.Property(r => r.PayloadHash).HasMaxLength(64);
            e.Property(r => r.Status).HasMaxLength(10);
            e.Property(r => r.Error).HasMaxLength(MaxText);
            e.Ignore(r => r.IsOver);
            // Each attempt raises it: only the newest attempt may write how the delivery ended.
            e.Property(r => r.Retries).IsConcurrencyToken();
            e.HasIndex(r => new { r.ScheduleId, r.FireTime }).IsUnique();
            e.HasIndex(r => new { r.ScheduleId, r.Id });
            e.HasIndex(r => new { r.TenantId, r.Id });
        });
        model.Entity<DeliveryAttempt>(e =>
        {
            e.ToTable("deliveries_attempts");
            e.Property(r => r.Outcome).HasMaxLength(20);
            e.Property(r => r.Error).HasMaxLength(MaxText);
            e.Property(r => r.ResponseSnippet).HasMaxLength(MaxText);
            e.HasIndex(r => new { r.DeliveryId, r.Number }).IsUnique();
        });
    }
}
