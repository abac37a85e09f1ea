using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Safety.Rules;

/// <summary>A rule that a tenant wrote.</summary>
internal sealed class Rule : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>Goes up with every change of <see cref="Definition"/>.</summary>
    public int Version { get; set; }

    /// <summary>draft, shadow, live or retired.</summary>
    public required string State { get; set; }

    /// <summary>hold, review or pass.</summary>
    public required string Action { get; set; }

    /// <summary>The condition and the tests, as JSON.</summary>
    public required string Definition { get; set; }
    public required string ChangedBy { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime ChangedAt { get; set; }
}

/// <summary>A text that a rule hit, or would have hit in shadow. Without the text itself: that is kept with its flag, if it has one.</summary>
internal sealed class RuleMatch : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid RuleId { get; set; }
    public int Version { get; set; }
    public required string ContentId { get; set; }
    public required string ContentHash { get; set; }
    public string? SubjectId { get; set; }

    /// <summary>The text's flag; null where nothing else was found in it.</summary>
    public string? FlagId { get; set; }

    /// <summary>False in shadow: it would have acted.</summary>
    public bool Live { get; set; }
    public DateTime At { get; set; }
}

internal sealed class RuleModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<Rule>(e =>
        {
            e.ToTable("safety_rules");
            e.Property(r => r.Name).HasMaxLength(100);
            e.Property(r => r.State).HasMaxLength(10);
            e.Property(r => r.Action).HasMaxLength(10);
            e.Property(r => r.ChangedBy).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.Name }).IsUnique();
            e.HasIndex(r => new { r.TenantId, r.State });
        });
        model.Entity<RuleMatch>(e =>
        {
            e.ToTable("safety_rule_matches");
            e.Property(r => r.ContentId).HasMaxLength(200);
            e.Property(r => r.ContentHash).HasMaxLength(64);
            e.Property(r => r.SubjectId).HasMaxLength(200);
            e.Property(r => r.FlagId).HasMaxLength(200);
            // A text counts once for a version, however often it is screened.
            e.HasIndex(r => new { r.RuleId, r.Version, r.ContentId, r.ContentHash }).IsUnique();
            e.HasIndex(r => r.FlagId);
            e.HasIndex(r => new { r.TenantId, r.SubjectId });
        });
    }
}
