namespace Steward.Platform.Tenancy;

/// <summary>Whose rows the current scope may see. Nothing until somebody says: a request's sign-in, a job's tenant, or a named reason to see all.</summary>
public sealed class CurrentTenant
{
    /// <summary>The tenant whose rows are visible; empty while nobody has said.</summary>
    public Guid Id { get; private set; }

    /// <summary>True when the scope works for the platform itself and sees every tenant.</summary>
    public bool SeesAll { get; private set; }

    /// <summary>Narrows the scope to one tenant.</summary>
    public void Be(Guid tenantId) => (Id, SeesAll) = (tenantId, false);

    /// <summary>Opens the scope to all tenants, for work of the platform itself (maintenance, sign-in, the platform's owner).</summary>
    public void BePlatform() => (Id, SeesAll) = (Guid.Empty, true);
}
