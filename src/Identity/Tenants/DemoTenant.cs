namespace Steward.Identity.Tenants;

/// <summary>The company that the guides' commands name. It exists in development mode only.</summary>
public static class DemoTenant
{
    /// <summary>Its id.</summary>
    public static readonly Guid Id = Guid.Parse("c1111111-1111-1111-1111-111111111111");

    /// <summary>Its other name in the guides.</summary>
    public const string Alias = "company-123";
}
