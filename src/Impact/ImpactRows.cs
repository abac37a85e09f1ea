using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Steward.Impact.Q2Q;
using Steward.Platform.Data;

namespace Steward.Impact;

/// <summary>Something that happened in a company's programme, as it was reported; the text, if any, is kept with the feedback.</summary>
internal sealed class ImpactEvent : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The sender's id of the delivery; one delivery counts once.</summary>
    public required string DeliveryKey { get; set; }
    public required string BodyHash { get; set; }
    public required string Type { get; set; }
    public string? SessionId { get; set; }
    public required string UserId { get; set; }
    public DateTime OccurredAt { get; set; }
    public DateTime ReceivedAt { get; set; }
    public string? Source { get; set; }
    public string? Program { get; set; }
    public double? DurationMinutes { get; set; }
    public string? Outcome { get; set; }

    /// <summary>As it was sent.</summary>
    public double? Score { get; set; }
}

/// <summary>A session of a participant.</summary>
internal sealed class ImpactSession : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string ExternalId { get; set; }
    public required string UserId { get; set; }
    public double DurationMinutes { get; set; }
    public string? Outcome { get; set; }

    /// <summary>How good it was, 0 to 1.</summary>
    public double? Score { get; set; }
    public string? Program { get; set; }
    public DateTime OccurredAt { get; set; }
}

/// <summary>A participant's text and what became of it.</summary>
internal sealed class StoredFeedback : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string UserId { get; set; }
    public required string Text { get; set; }
    public string? Locale { get; set; }

    /// <summary>pending, held, classified or failed.</summary>
    public required string Status { get; set; }
    public string? FlagId { get; set; }
    public string? HeldReason { get; set; }
    public string? Source { get; set; }
    public string? Program { get; set; }
    public string? Provider { get; set; }
    public string? Model { get; set; }
    public long Tokens { get; set; }
    public long CostPico { get; set; }

    /// <summary>The validated labels, as JSON.</summary>
    public string? Labels { get; set; }
    public DateTime OccurredAt { get; set; }
    public DateTime ReceivedAt { get; set; }
    public DateTime? ClassifiedAt { get; set; }
}

/// <summary>A score of one dimension that a text gave, 0 to 1.</summary>
internal sealed class OutcomeScore : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid FeedbackId { get; set; }
    public required string UserId { get; set; }
    public required string Dimension { get; set; }
    public double Score { get; set; }
    public double Confidence { get; set; }
    public required string ModelVersion { get; set; }

    /// <summary>ai_classifier or rule_based.</summary>
    public required string Method { get; set; }
    public required string Provider { get; set; }
    public required string Language { get; set; }
    public string? Program { get; set; }
    public DateTime OccurredAt { get; set; }
}

/// <summary>The quoted words behind a score: every score can be traced to what somebody said.</summary>
internal sealed class EvidenceQuote : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid FeedbackId { get; set; }
    public required string LabelType { get; set; }
    public required string Snippet { get; set; }
    public required string SnippetHash { get; set; }
    public required string Reasoning { get; set; }
    public int PositionStart { get; set; }
    public int PositionEnd { get; set; }

    public static EvidenceQuote Of(StoredFeedback feedback, EvidenceSnippet quote) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = feedback.TenantId, FeedbackId = feedback.Id, LabelType = quote.LabelType, Snippet = quote.Snippet,
        SnippetHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(quote.Snippet))), Reasoning = quote.Reasoning,
        PositionStart = quote.PositionStart, PositionEnd = quote.PositionEnd,
    };
}

internal sealed class ImpactModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<ImpactEvent>(e =>
        {
            e.ToTable("impact_events");
            e.Property(r => r.DeliveryKey).HasMaxLength(200);
            e.Property(r => r.BodyHash).HasMaxLength(64);
            e.Property(r => r.Type).HasMaxLength(50);
            e.Property(r => r.SessionId).HasMaxLength(200);
            e.Property(r => r.UserId).HasMaxLength(200);
            e.Property(r => r.Source).HasMaxLength(200);
            e.Property(r => r.Program).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.DeliveryKey }).IsUnique();
        });
        model.Entity<ImpactSession>(e =>
        {
            e.ToTable("impact_sessions");
            e.Property(r => r.ExternalId).HasMaxLength(200);
            e.Property(r => r.UserId).HasMaxLength(200);
            e.Property(r => r.Outcome).HasMaxLength(20);
            e.Property(r => r.Program).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.ExternalId }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.OccurredAt });
        });
        model.Entity<StoredFeedback>(e =>
        {
            e.ToTable("impact_feedback");
            e.Property(r => r.UserId).HasMaxLength(200);
            e.Property(r => r.Locale).HasMaxLength(35);
            e.Property(r => r.Status).HasMaxLength(20);
            e.Property(r => r.FlagId).HasMaxLength(200);
            e.Property(r => r.HeldReason).HasMaxLength(200);
            e.Property(r => r.Source).HasMaxLength(200);
            e.Property(r => r.Program).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.OccurredAt });
            e.HasIndex(r => new { r.TenantId, r.UserId });
            e.HasIndex(r => new { r.TenantId, r.ReceivedAt });
        });
        model.Entity<OutcomeScore>(e =>
        {
            e.ToTable("impact_scores");
            e.Property(r => r.UserId).HasMaxLength(200);
            e.Property(r => r.Dimension).HasMaxLength(50);
            e.Property(r => r.Program).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.OccurredAt, r.Dimension });
            e.HasIndex(r => new { r.FeedbackId, r.Dimension }).IsUnique();
        });
        model.Entity<EvidenceQuote>(e =>
        {
            e.ToTable("impact_evidence");
            e.Property(r => r.LabelType).HasMaxLength(50);
            e.Property(r => r.SnippetHash).HasMaxLength(64);
            e.HasIndex(r => r.FeedbackId);
            e.HasIndex(r => new { r.TenantId, r.Id });
        });
    }
}
