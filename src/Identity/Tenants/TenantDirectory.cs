using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Identity.Tenants;

/// <summary>Finds tenants by id or by a name from outside, and adds them.</summary>
public sealed class TenantDirectory(AppDb db, Trail trail, TimeProvider time)
{
    // Aliases never change their tenant, so what was found once stays true in this process.
    private static readonly ConcurrentDictionary<(Storage, string), Guid> Known = new();

    /// <summary>The tenant's id, or null when there is none of that id or name.</summary>
    /// <param name="asked">A UUID or an alias.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Guid?> FindAsync(string asked, CancellationToken ct)
    {
        if (Known.TryGetValue((db.Storage, asked), out var known)) return known;
        var found = Guid.TryParse(asked, out var id)
            ? await db.Set<Tenant>().Where(t => t.Id == id).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct)
            : await db.Set<TenantAlias>().Where(a => a.Alias == asked).Select(a => (Guid?)a.TenantId).SingleOrDefaultAsync(ct);
        if (found is { } tenant && Known.Count < 100_000) Known[(db.Storage, asked)] = tenant;
        return found;
    }

    /// <summary>The tenant that a request names, or the caller's own where it names none. Another's does not exist for the caller.</summary>
    /// <exception cref="ProblemException">404: there is none, or it is not the caller's. 400: none is named, and the caller has none.</exception>
    public async Task<Guid> OfCallerAsync(Caller caller, string? asked, CancellationToken ct)
    {
        if (asked is null) return caller.Company();
        var found = await FindAsync(asked, ct);
        caller.MustBelongTo(found, "Company", asked);
        return found!.Value;
    }

    /// <summary>The tenant's name, or null when there is none.</summary>
    public Task<string?> NameAsync(Guid id, CancellationToken ct) =>
        db.Set<Tenant>().Where(t => t.Id == id).Select(t => (string?)t.Name).SingleOrDefaultAsync(ct);

    /// <summary>The names of those tenants that there are.</summary>
    public Task<Dictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        db.Set<Tenant>().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, ct);

    /// <summary>How many people the tenant has, with or without sign-in.</summary>
    public Task<int> PeopleCountAsync(Guid id, CancellationToken ct) => db.Set<Person>().CountAsync(p => p.TenantId == id, ct);

    /// <summary>Adds a tenant with its aliases; false when the id is taken already.</summary>
    /// <exception cref="ProblemException">409: an alias is taken.</exception>
    public async Task<bool> AddAsync(Guid id, string name, IReadOnlyList<string> aliases, string by, CancellationToken ct)
    {
        if (await db.Set<Tenant>().AnyAsync(t => t.Id == id, ct)) return false;
        try
        {
            await db.InTransactionAsync(async () =>
            {
                db.Add(new Tenant { Id = id, Name = name, CreatedAt = time.GetUtcNow().UtcDateTime });
                db.AddRange(aliases.Select(a => new TenantAlias { Alias = a, TenantId = id }));
                await db.SaveChangesAsync(ct);
                await trail.RecordAsync(new AuditEvent(id, by, "tenant.created", $"tenant:{id}", new { name, aliases }), ct);
            }, ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            db.ChangeTracker.Clear();
            throw Problem.Conflict("alias_taken", "An alias belongs to another tenant.").AsException();
        }

        return true;
    }
}
