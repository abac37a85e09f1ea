using Steward.Platform.Data;

namespace Steward.Identity.Tenants;

/// <summary>People as other modules add them, in those modules' own transactions.</summary>
public static class PeopleWriter
{
    private static readonly BulkInsert<NewPerson> Insert = new BulkInsert<NewPerson>("identity_people", "ON CONFLICT (tenant_id, external_id) DO NOTHING")
        .Column("id", "uuid", _ => Guid.CreateVersion7())
        .Column("tenant_id", "uuid", p => p.TenantId)
        .Column("external_id", "text", p => p.ExternalId)
        .Column("role", "text", _ => "member")
        .Column("created_at", "timestamptz", p => p.Now);

    /// <summary>Makes sure that people without sign-in exist; those that do are left as they are.</summary>
    public static Task EnsureAsync(Statements statements, IEnumerable<(Guid TenantId, string ExternalId)> people, DateTime now, CancellationToken ct) =>
        // In one order, so that two transactions with the same people do not wait for each other crosswise.
        Insert.InsertAsync(statements, [.. people.Distinct().Order().Select(p => new NewPerson(p.TenantId, p.ExternalId, now))], ct);

    private sealed record NewPerson(Guid TenantId, string ExternalId, DateTime Now);
}
