using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Examples.Praise;

// <rows>
/// <summary>A few words of thanks from one person to another.</summary>
internal sealed class PraiseNote : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string From { get; set; }
    public required string To { get; set; }
    public required string Text { get; set; }

    /// <summary>What it is for; null until it was sorted.</summary>
    public string? Theme { get; set; }

    /// <summary>Who sorted it, for example <c>builtin</c>.</summary>
    public string? SortedBy { get; set; }

    /// <summary>The flag under which the text is held.</summary>
    public string? FlagId { get; set; }
    public DateTime WrittenAt { get; set; }
}

internal sealed class PraiseModel : IModelPart
{
    public void Build(ModelBuilder model) => model.Entity<PraiseNote>(e =>
    {
        e.ToTable("praise_notes");
        e.Property(r => r.From).HasMaxLength(200);
        e.Property(r => r.To).HasMaxLength(200);
        e.Property(r => r.Text).HasMaxLength(2000);
        e.Property(r => r.Theme).HasMaxLength(20);
        e.Property(r => r.SortedBy).HasMaxLength(30);
        e.Property(r => r.FlagId).HasMaxLength(200);
        e.HasIndex(r => new { r.TenantId, r.Id });
        e.HasIndex(r => r.FlagId);
    });
}
// </rows>
