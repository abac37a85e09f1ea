using Microsoft.AspNetCore.Http;
using Steward.Audit;
using Steward.Identity.Roles;
using Steward.Jobs.Control;
using Steward.Pages.Generation;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Pages.AiJobs;

/// <summary>Jobs that write pages, as far as the caller reaches: his own, or his tenant's where he may read jobs.</summary>
internal sealed class PageJobs(JobReader jobs, JobControl control, AppDb db, Trail trail)
{
    public static JobReach ReachOf(HttpContext http)
    {
        var caller = http.Caller();
        if (caller.IsOwner) return new JobReach(null);
        return new JobReach(caller.TenantId, RolePermissions.Allows(caller, "jobs.read") ? null : caller.Id);
    }

    public async Task<JobLine> FindAsync(HttpContext http, Guid id, CancellationToken ct) =>
        (await jobs.FindAsync(ReachOf(http), id, ct))?.Job is { } job && job.Kind == GeneratePage.KindName ? job : throw Problem.NotFound("Job", id.ToString()).AsException();

    public async Task<(IReadOnlyList<JobLine> Jobs, long Total)> ListAsync(HttpContext http, JobFilter filter, (int Skip, int Take) window, bool withArguments, CancellationToken ct)
    {
        var (skip, take) = window;
        var found = await jobs.PageAsync(ReachOf(http), filter, skip + take, null, withArguments, ct);
        var total = found.Next is null ? found.Jobs.Count : (await jobs.CountAsync(ReachOf(http), filter, ct)).Count;
        return ([.. found.Jobs.Skip(skip).Take(take)], total);
    }

    /// <summary>Calls a job off; answers its state now.</summary>
    public async Task<string> CancelAsync(HttpContext http, Guid id, CancellationToken ct)
    {
        await FindAsync(http, id, ct);
        return await db.InTransactionAsync(async () =>
        {
            var became = (await control.CancelAsync(ReachOf(http), id, ct)).OrRefuse(id);
            await trail.RecordAsync(Did(http, "job.cancelled", id), ct);
            return became;
        }, ct);
    }

    /// <summary>Does an ended job again; answers the new job.</summary>
    public Task<Guid> RepeatAsync(HttpContext http, Guid id, bool evenCompleted, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var made = (await control.RetryAsync(ReachOf(http), id, evenCompleted, ct)).OrRefuse(id);
        await trail.RecordAsync(Did(http, "job.retried", id, new { newJobId = made }), ct);
        return made;
    }, ct);

    private static AuditEvent Did(HttpContext http, string action, Guid job, object? details = null) => new(http.Caller().TenantId, http.Caller().Id, action, $"job:{job}", details);
}
