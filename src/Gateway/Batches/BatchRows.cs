using Microsoft.EntityFrameworkCore;
using Steward.Gateway.Prices;
using Steward.Platform.Data;
using Steward.Platform.Errors;

namespace Steward.Gateway.Batches;

/// <summary>Many chats that nobody waits for, done by one job.</summary>
internal sealed class BatchRow : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The name that is asked for; of all requests the same.</summary>
    public required string Name { get; set; }

    /// <summary>The model that it stood for when the batch came.</summary>
    public required string Provider { get; set; }
    public required string Model { get; set; }

    /// <summary>It goes to the provider's own batches, at their price; otherwise each request is a call.</summary>
    public bool ByProvider { get; set; }

    /// <summary>The version of the prices that a provider's batch is paid by.</summary>
    public required string PriceVersion { get; set; }

    /// <summary>validating, in_progress, finalizing, completed, failed, expired, cancelled. That it is being cancelled stands in <see cref="CancellingAt"/>.</summary>
    public required string Status { get; set; }
    public string? Metadata { get; set; }
    public Guid JobId { get; set; }

    /// <summary>The newest lease of its job that has written here: an older one may not any more.</summary>
    public long Lease { get; set; }
    public string? KeyId { get; set; }
    public int Total { get; set; }
    public int Completed { get; set; }
    public int Failed { get; set; }
    public long CostPico { get; set; }

    /// <summary>The provider's name of the file with the requests.</summary>
    public string? InputFile { get; set; }

    /// <summary>Since when the provider may have the batch, whether we have heard of it or not.</summary>
    public DateTime? SubmittedAt { get; set; }

    /// <summary>The provider's name of the batch, once we have heard it.</summary>
    public string? ProviderBatch { get; set; }

    /// <summary>For people: what is amiss with the batch as a whole.</summary>
    public string? Note { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime ExpiresAt { get; set; }
    public DateTime? InProgressAt { get; set; }
    public DateTime? FinalizingAt { get; set; }
    public DateTime? CancellingAt { get; set; }
    public DateTime? EndedAt { get; set; }
}

/// <summary>One request of a batch, and its answer.</summary>
internal class BatchItem : ITenantOwned
{
    /// <summary>Nothing is set aside for it and nobody has been asked.</summary>
    public const string Waiting = "waiting";

    /// <summary>Money is set aside: it goes, or has gone, with the provider's batch.</summary>
    public const string Reserved = "reserved";

    /// <summary>A call of its own may have been made.</summary>
    public const string Asked = "asked";

    public const string Ended = "ended";

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid BatchId { get; set; }

    /// <summary>Its place, from 0.</summary>
    public int Number { get; set; }

    /// <summary>The client's name of it.</summary>
    public required string CustomId { get; set; }

    /// <summary>For whom it is asked, and with whom it is erased.</summary>
    public string? UserId { get; set; }

    /// <summary>What is asked; empty once it has ended.</summary>
    public required string Request { get; set; }
    public required string State { get; set; }

    /// <summary>What is set aside for it, or was; the ledger's entry has the same id.</summary>
    public Guid? ReservationId { get; set; }

    /// <summary>The person's texts were erased: what comes for it is not kept.</summary>
    public bool Erased { get; set; }

    /// <summary>As if it had been asked alone; null where nobody answered.</summary>
    public int? StatusCode { get; set; }
    public string? Answer { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
    public long CostPico { get; set; }
    public DateTime? EndedAt { get; set; }
}

internal sealed class BatchModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<BatchRow>(e =>
        {
            e.ToTable("gateway_batches");
            e.Property(r => r.Id).ValueGeneratedNever();
            e.Property(r => r.Name).HasMaxLength(BatchRequest.MostName);
            e.Property(r => r.Provider).HasMaxLength(50);
            e.Property(r => r.Model).HasMaxLength(BatchRequest.MostName);
            e.Property(r => r.PriceVersion).HasMaxLength(PriceVersionRow.MostVersion);
            e.Property(r => r.Status).HasMaxLength(20);
            e.Property(r => r.KeyId).HasMaxLength(Check.MaxIdLength);
            e.HasIndex(r => new { r.TenantId, r.Id });
            e.HasIndex(r => r.EndedAt);
        });
        model.Entity<BatchItem>(e =>
        {
            e.ToTable("gateway_batch_items");
            e.Property(r => r.Id).ValueGeneratedNever();
            e.Property(r => r.CustomId).HasMaxLength(BatchRequest.MostName);
            e.Property(r => r.UserId).HasMaxLength(Check.MaxIdLength);
            e.Property(r => r.State).HasMaxLength(10);
            e.Property(r => r.ErrorCode).HasMaxLength(50);
            e.HasIndex(r => new { r.BatchId, r.State, r.Number });
            e.HasIndex(r => new { r.BatchId, r.Number }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.UserId });
        });
    }
}
