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
            e.Property(r => r.FlagReason).HasMaxLength(200);
            e.Property(r => r.ReviewStatus).HasMaxLength(20);
            // One flag for one text, whoever screens it how often.
            e.HasIndex(r => new { r.TenantId, r.ContentId, r.ContentHash }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.ReviewStatus });
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
            e.HasIndex(r => r.FlagId);
        });
    }
}
