using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Safety;

/// <summary>What screening found in one text, with the text itself for the reviewer until it is erased.</summary>
internal sealed class SafetyFlag : ITenantOwned
{
    public required string Id { get; set; }
    public Guid TenantId { get; set; }
    public required string ContentId { get; set; }
    public required string ContentType { get; set; }
    public required string ContentHash { get; set; }
    public string? Content { get; set; }
    public string? SubjectId { get; set; }

    /// <summary>The language that the sender named.</summary>
    public string? Locale { get; set; }
    public required string FlagReason { get; set; }
    public double Confidence { get; set; }
    public bool Safe { get; set; }
    public bool RequiresHumanReview { get; set; }
    public required string ReviewStatus { get; set; }

    /// <summary>The flags with spans and details, as JSON.</summary>
    public required string Findings { get; set; }
    public required string RulesVersion { get; set; }
    public DateTime RaisedAt { get; set; }
}

/// <summary>A flag that waits for a person.</summary>
internal sealed class ReviewItem : ITenantOwned
{
    public required string Id { get; set; }
    public Guid TenantId { get; set; }
    public required string FlagId { get; set; }
    public required string Status { get; set; }
    public string? AssignedTo { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? ReviewedAt { get; set; }
    public string? ReviewedBy { get; set; }
    public string? ReviewerNotes { get; set; }

    /// <summary>Who has it before him, until <see cref="LeasedUntil"/> by the database's clock.</summary>
    public string? LeasedBy { get; set; }
    public DateTime? LeasedUntil { get; set; }

    /// <summary>By when somebody should have decided.</summary>
    public DateTime? DueAt { get; set; }
    public DateTime? AppealedAt { get; set; }

    /// <summary>The reviewer whose decision was appealed against; he does not decide again.</summary>
    public string? AppealedAgainst { get; set; }
}

/// <summary>Something that was done to a queue item.</summary>
internal sealed class ReviewEvent : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string ItemId { get; set; }
    public DateTime At { get; set; }
    public required string Actor { get; set; }

    /// <summary>What: a decision's name, or assigned, noted, skipped, undone, appealed, second.</summary>
    public required string Action { get; set; }

    /// <summary>The item's status before.</summary>
    public required string Was { get; set; }
    public string? Notes { get; set; }
}

/// <summary>A decided item that another reviewer decides once more without seeing the first decision.</summary>
internal sealed class SecondOpinion : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string ItemId { get; set; }
    public DateTime DrawnAt { get; set; }
    public required string FirstBy { get; set; }
    public required string First { get; set; }
    public string? SecondBy { get; set; }
    public string? Second { get; set; }
    public DateTime? GivenAt { get; set; }
}

internal sealed class SafetyModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<SafetyFlag>(e =>
        {
            e.ToTable("safety_flags");
            e.Property(r => r.Id).HasMaxLength(200);
            e.Property(r => r.ContentId).HasMaxLength(200);
            e.Property(r => r.ContentType).HasMaxLength(50);
            e.Property(r => r.ContentHash).HasMaxLength(64);
            e.Property(r => r.SubjectId).HasMaxLength(200);
            e.Property(r => r.Locale).HasMaxLength(35);
            e.Property(r => r.FlagReason).HasMaxLength(200);
            e.Property(r => r.ReviewStatus).HasMaxLength(20);
            // One flag for one text, whoever screens it how often.
            e.HasIndex(r => new { r.TenantId, r.ContentId, r.ContentHash }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.ReviewStatus });
            e.HasIndex(r => new { r.TenantId, r.RaisedAt });
            e.HasIndex(r => new { r.TenantId, r.SubjectId });
        });
        model.Entity<ReviewItem>(e =>
        {
            e.ToTable("safety_review_queue");
            e.Property(r => r.Id).HasMaxLength(200);
            e.Property(r => r.FlagId).HasMaxLength(200);
            e.Property(r => r.Status).HasMaxLength(20);
            e.Property(r => r.AssignedTo).HasMaxLength(200);
            e.Property(r => r.ReviewedBy).HasMaxLength(200);
            e.Property(r => r.ReviewerNotes).HasMaxLength(2000);
            e.HasIndex(r => new { r.TenantId, r.Status, r.CreatedAt });
            e.Property(r => r.LeasedBy).HasMaxLength(200);
            e.Property(r => r.AppealedAgainst).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.ReviewedAt });
            e.HasIndex(r => r.FlagId);
        });
        model.Entity<ReviewEvent>(e =>
        {
            e.ToTable("safety_review_events");
            e.Property(r => r.ItemId).HasMaxLength(200);
            e.Property(r => r.Actor).HasMaxLength(200);
            e.Property(r => r.Action).HasMaxLength(20);
            e.Property(r => r.Was).HasMaxLength(20);
            e.Property(r => r.Notes).HasMaxLength(2000);
            e.HasIndex(r => new { r.TenantId, r.ItemId, r.At });
            e.HasIndex(r => new { r.TenantId, r.At });
        });
        model.Entity<SecondOpinion>(e =>
        {
            e.ToTable("safety_second_opinions");
            e.Property(r => r.ItemId).HasMaxLength(200);
            e.Property(r => r.FirstBy).HasMaxLength(200);
            e.Property(r => r.First).HasMaxLength(20);
            e.Property(r => r.SecondBy).HasMaxLength(200);
            e.Property(r => r.Second).HasMaxLength(20);
            // An item is decided twice at most once, however often it is undone and decided again.
            e.HasIndex(r => new { r.TenantId, r.ItemId }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.DrawnAt });
        });
    }
}
