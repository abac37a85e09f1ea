using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Steward.Platform.Data;

namespace Steward.Moderation;

internal sealed class ModerationModel : IModelPart
{
    public const int MaxNote = 2000;
    public const int MaxDetail = 500;

    public void Build(ModelBuilder model)
    {
        model.Entity<Connection>(e =>
        {
            e.ToTable("moderation_connections");
            e.Property(r => r.Platform).HasMaxLength(20);
            e.Property(r => r.Account).HasMaxLength(200);
            e.Property(r => r.Status).HasMaxLength(20);
            e.HasIndex(r => new { r.TenantId, r.Platform, r.Account }).IsUnique();
            e.HasIndex(r => new { r.Platform, r.Account });
        });
        model.Entity<InboundEvent>(e =>
        {
            e.ToTable("moderation_events");
            e.Property(r => r.EventId).HasMaxLength(300);
            e.Property(r => r.Type).HasMaxLength(50);
            e.HasIndex(r => new { r.ConnectionId, r.EventId }).IsUnique();
            e.HasIndex(r => r.ReceivedAt);
        });
        model.Entity<Comment>(BuildComment);
        model.Entity<CommentAction>(e =>
        {
            e.ToTable("moderation_actions");
            e.Property(r => r.Platform).HasMaxLength(20);
            e.Property(r => r.Kind).HasMaxLength(20);
            e.Property(r => r.State).HasMaxLength(20);
            e.Property(r => r.Detail).HasMaxLength(MaxDetail);
            e.Property(r => r.RequestedBy).HasMaxLength(200);
            e.HasIndex(r => r.CommentId);
            e.HasIndex(r => new { r.TenantId, r.CreatedAt });
        });
        model.Entity<StoredRule>(e =>
        {
            e.ToTable("moderation_rules");
            e.Property(r => r.Name).HasMaxLength(200);
            e.Property(r => r.Platform).HasMaxLength(20);
            e.Property(r => r.State).HasMaxLength(20);
            e.Property(r => r.ChangedBy).HasMaxLength(200);
            e.Property(r => r.Version).IsConcurrencyToken();
            e.HasIndex(r => new { r.TenantId, r.Name }).IsUnique();
        });
        BuildFigures(model);
        model.Entity<TrustedAuthor>(BuildTrusted);
        BuildCalls(model);
        model.Entity<OutgoingWebhook>(BuildWebhook);
        model.Entity<SignInState>(e =>
        {
            e.ToTable("moderation_sign_ins");
            e.Property(r => r.Id).HasMaxLength(64);
            e.Property(r => r.StartedBy).HasMaxLength(200);
            e.HasIndex(r => r.ExpiresAt);
        });
    }

    private static void BuildCalls(ModelBuilder model)
    {
        model.Entity<CallRate>(e =>
        {
            e.ToTable("moderation_rates");
            e.HasKey(r => r.ConnectionId);
        });
        model.Entity<CallMinute>(e =>
        {
            e.ToTable("moderation_call_minutes");
            e.HasKey(r => new { r.ConnectionId, r.Minute });
            e.HasIndex(r => r.Minute);
        });
        model.Entity<PolicyVersion>(e =>
        {
            e.ToTable("moderation_policies");
            e.HasKey(r => r.TenantId);
        });
    }

    private static void BuildWebhook(EntityTypeBuilder<OutgoingWebhook> e)
    {
        e.ToTable("moderation_webhooks");
        e.Property(r => r.Platform).HasMaxLength(20);
        e.Property(r => r.Url).HasMaxLength(500);
        e.Property(r => r.Events).HasMaxLength(200);
        e.Property(r => r.Status).HasMaxLength(20);
        e.Property(r => r.Trouble).HasMaxLength(MaxDetail);
        e.Property(r => r.CreatedBy).HasMaxLength(200);
        e.HasIndex(r => new { r.TenantId, r.Platform, r.Url }).IsUnique();
    }

    private static void BuildTrusted(EntityTypeBuilder<TrustedAuthor> e)
    {
        e.ToTable("moderation_trusted_authors");
        e.Property(r => r.Platform).HasMaxLength(20);
        e.Property(r => r.AuthorId).HasMaxLength(200);
        e.Property(r => r.Note).HasMaxLength(MaxNote);
        e.Property(r => r.AddedBy).HasMaxLength(200);
        e.HasIndex(r => new { r.TenantId, r.Platform, r.AuthorId }).IsUnique();
    }

    private static void BuildComment(EntityTypeBuilder<Comment> e)
    {
        e.ToTable("moderation_comments");
        e.Property(r => r.Platform).HasMaxLength(20);
        e.Property(r => r.ExternalId).HasMaxLength(200);
        e.Property(r => r.PostId).HasMaxLength(200);
        e.Property(r => r.ParentId).HasMaxLength(200);
        e.Property(r => r.AuthorId).HasMaxLength(200);
        e.Property(r => r.AuthorName).HasMaxLength(200);
        e.Property(r => r.Status).HasMaxLength(20);
        e.Property(r => r.Decision).HasMaxLength(20);
        e.Property(r => r.Severity).HasMaxLength(20);
        e.Property(r => r.DecidedBy).HasMaxLength(200);
        e.Property(r => r.Note).HasMaxLength(MaxNote);
        e.HasIndex(r => new { r.TenantId, r.Platform, r.ConnectionId, r.ExternalId }).IsUnique();
        e.HasIndex(r => new { r.TenantId, r.AuthorId, r.ReceivedAt });
        e.HasIndex(r => new { r.TenantId, r.Status, r.DueAt });
        e.HasIndex(r => new { r.TenantId, r.ModeratedAt });
        e.HasIndex(r => r.ReceivedAt);
    }

    private static void BuildFigures(ModelBuilder model)
    {
        model.Entity<RuleHit>(e =>
        {
            e.ToTable("moderation_hits");
            e.Property(r => r.RuleId).HasMaxLength(100);
            e.Property(r => r.Severity).HasMaxLength(20);
            e.HasIndex(r => new { r.CommentId, r.CommentVersion, r.RuleId }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.At });
        });
        model.Entity<VerdictFeedback>(e =>
        {
            e.ToTable("moderation_feedback");
            e.Property(r => r.RuleId).HasMaxLength(100);
            e.Property(r => r.Kind).HasMaxLength(20);
            e.Property(r => r.Note).HasMaxLength(MaxNote);
            e.Property(r => r.SaidBy).HasMaxLength(200);
            // What is said again about the same rule replaces what was said before.
            e.HasIndex(r => new { r.CommentId, r.CommentVersion, r.RuleId }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.At });
        });
    }
}
