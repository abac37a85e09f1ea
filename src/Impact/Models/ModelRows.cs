using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Impact.Models;

/// <summary>A model that a company knows: whom to ask, with which prompt, and when its labels count.</summary>
internal sealed class RegisteredModel : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>What people call it, for example <c>q2q-openai-gpt-4o-mini</c>.</summary>
    public required string Name { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }
    public required string PromptVersion { get; set; }

    /// <summary>The least confidence by label, as JSON.</summary>
    public required string Thresholds { get; set; }

    /// <summary>active, inactive or deprecated: its prompt is an old one, or its provider no longer configured.</summary>
    public required string Status { get; set; }
    public DateTime CreatedAt { get; set; }

    /// <summary>Since when it is active; the last time it was, for one that is not.</summary>
    public DateTime? EffectiveFrom { get; set; }
}

internal sealed class RegisteredModels : IModelPart
{
    public void Build(ModelBuilder model) => model.Entity<RegisteredModel>(e =>
    {
        e.ToTable("impact_models");
        e.Property(r => r.Name).HasMaxLength(200);
        e.Property(r => r.Provider).HasMaxLength(50);
        e.Property(r => r.Model).HasMaxLength(100);
        e.Property(r => r.PromptVersion).HasMaxLength(50);
        e.Property(r => r.Status).HasMaxLength(20);
        e.HasIndex(r => new { r.TenantId, r.Provider, r.Model, r.PromptVersion }).IsUnique();
        e.HasIndex(r => new { r.TenantId, r.Provider }).IsUnique().HasFilter("status = 'active'").HasDatabaseName("ix_impact_models_active");
    });
}
