using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Identity;

/// <summary>A tenant: Impact says company, Codebook says client.</summary>
internal sealed class Tenant
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public DateTime CreatedAt { get; set; }
}

/// <summary>A name from outside by which a tenant is called, for example <c>company-123</c>.</summary>
internal sealed class TenantAlias
{
    public required string Alias { get; set; }
    public Guid TenantId { get; set; }
}

/// <summary>A person of a tenant, with or without sign-in. Known by the id that the tenant's own systems use.</summary>
internal sealed class Person : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string ExternalId { get; set; }
    public string? Email { get; set; }
    public string? DisplayName { get; set; }
    public required string Role { get; set; }
    public DateTime CreatedAt { get; set; }
}

/// <summary>An API key: its start to find it, its hash to check it, never itself.</summary>
internal sealed class ApiKey : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public required string Prefix { get; set; }
    public required string Hash { get; set; }
    public required string Role { get; set; }

    /// <summary>Scopes separated by spaces; empty: everything the role may.</summary>
    public required string Scopes { get; set; }
    public DateTime CreatedAt { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public DateTime? RevokedAt { get; set; }
}

internal sealed class IdentityModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<Tenant>(e =>
        {
            e.ToTable("identity_tenants");
            e.Property(r => r.Name).HasMaxLength(200);
        });
        model.Entity<TenantAlias>(e =>
        {
            e.ToTable("identity_aliases");
            e.HasKey(r => r.Alias);
            e.Property(r => r.Alias).HasMaxLength(200);
        });
        model.Entity<Person>(e =>
        {
            e.ToTable("identity_people");
            e.Property(r => r.ExternalId).HasMaxLength(200);
            e.Property(r => r.Email).HasMaxLength(320);
            e.Property(r => r.DisplayName).HasMaxLength(200);
            e.Property(r => r.Role).HasMaxLength(30);
            e.HasIndex(r => new { r.TenantId, r.ExternalId }).IsUnique();
        });
        model.Entity<ApiKey>(e =>
        {
            e.ToTable("identity_keys");
            e.Property(r => r.Name).HasMaxLength(100);
            e.Property(r => r.Prefix).HasMaxLength(20);
            e.Property(r => r.Role).HasMaxLength(30);
            e.Property(r => r.Scopes).HasMaxLength(500);
            e.HasIndex(r => r.Prefix);
            e.HasIndex(r => new { r.TenantId, r.CreatedAt });
        });
    }
}
