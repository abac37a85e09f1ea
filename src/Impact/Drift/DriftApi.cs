using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Drift;

/// <summary>Checks, newest first.</summary>
internal sealed record DriftResponse(bool Success, IReadOnlyList<DriftCheckResponse> Checks, string? Next);

/// <summary>One label in one check: texts by class in the reference period and in the last seven days, and how far they are apart.</summary>
internal sealed record DriftCheckResponse(
    string Label, string Language, double PsiScore, double JsScore, string Level, bool AlertTriggered, IReadOnlyDictionary<string, int> BaselineDistribution,
    IReadOnlyDictionary<string, int> CurrentDistribution, int BaselineSize, int SampleSize, DateTime CheckedAt)
{
    public static DriftCheckResponse Of(DriftCheck check) => new(check.Label, check.Language, check.Psi, check.Js, check.Level, check.Level == "alert",
        JsonSerializer.Deserialize<Dictionary<string, int>>(check.Baseline)!, JsonSerializer.Deserialize<Dictionary<string, int>>(check.Current)!,
        check.BaselineSize, check.SampleSize, check.CheckedAt);
}

/// <summary>A check that was asked for.</summary>
internal sealed record DriftAsked(bool Success, Guid JobId);

internal static class DriftApi
{
    public static void MapDrift(this IEndpointRouteBuilder routes)
    {
        var drift = routes.MapGroup("/v1/q2q/drift").On(Service.Q2Q).WithTags("Drift");
        drift.MapGet("", ListAsync).Require("impact.read").WithSummary("How far labels have drifted, newest check first");
        drift.MapPost("", CheckAsync).Require("impact.evaluate").WithSummary("Check now, besides the daily check");
    }

    private static async Task<Ok<DriftResponse>> ListAsync(AppDb db, HttpContext http, string? level, string? label, int? limit, string? cursor, CancellationToken ct)
    {
        var (take, tenant) = (Cursor.Limit(limit), http.Caller().TenantId);
        new Check().OneOf("/level", level ?? "alert", ["none", "monitor", "alert"]).OptionalText("/label", label, 50).ThrowIfAny();
        var filters = $"drift {tenant} {level} {label}";
        var before = Cursor.Unpack<Guid>(cursor, filters);
        var rows = await db.Set<DriftCheck>().AsNoTracking()
            .Where(c => c.TenantId == tenant && (level == null || c.Level == level) && (label == null || c.Label == label) && (before == null || c.Id.CompareTo(before.Value) < 0))
            .OrderByDescending(c => c.Id).Take(take + 1).ToListAsync(ct);
        return TypedResults.Ok(new DriftResponse(true, [.. rows.Take(take).Select(DriftCheckResponse.Of)], rows.Count > take ? Cursor.Pack(rows[take - 1].Id.ToString(), filters) : null));
    }

    private static async Task<Accepted<DriftAsked>> CheckAsync(JobWriter jobs, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        var job = await jobs.EnqueueAsync(caller.Company(), new CheckCompanyDrift(time.GetUtcNow().UtcDateTime), new JobOptions(UserId: caller.Id), ct);
        return TypedResults.Accepted("/v1/q2q/drift", new DriftAsked(true, job));
    }
}
