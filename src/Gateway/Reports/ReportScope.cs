using Steward.Identity.Tenants;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Reports;

/// <summary>Whom a report is about.</summary>
internal static class ReportScope
{
    /// <summary>The company that is named, or else the caller's own; null, which is all of them, for the platform's owner who names none.</summary>
    /// <exception cref="ProblemException">404: there is none, or it is not the caller's.</exception>
    public static async Task<Guid?> OfReportAsync(this TenantDirectory tenants, Caller caller, string? companyId, CancellationToken ct) =>
        companyId is null && caller.IsOwner ? null : await tenants.OfCallerAsync(caller, companyId, ct);
}
