using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Steward.Audit;
using Steward.Gateway.Admission;
using Steward.Gateway.Spend;
using Steward.Identity.Tenants;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Cache;

/// <summary>The company's cache of answers.</summary>
/// <param name="Hours">How long an answer is given again; 0 where none is.</param>
/// <param name="Answers">Kept now.</param>
/// <param name="Hits">Questions answered from it this month.</param>
/// <param name="SavedUsd">What they would have cost.</param>
internal sealed record CacheState(double Hours, long Answers, long Hits, decimal SavedUsd);

/// <inheritdoc cref="CacheState"/>
internal sealed record CacheResponse(bool Success, CacheState Cache);

/// <summary>Which of the company's answers are meant: all, or only those that have all that is named here.</summary>
internal sealed record CachedAnswers
{
    /// <summary>Answers to this person's texts.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Answers of this task, in all versions of its prompt.</summary>
    public string? Task { get; init; }

    /// <summary>Answers of this model, like <c>openai/gpt-4o-mini</c>.</summary>
    public string? Model { get; init; }
}

/// <summary>Answers that were erased.</summary>
internal sealed record CacheErased(bool Success, int Erased);

internal static class CacheApi
{
    public static void MapCache(this IEndpointRouteBuilder routes)
    {
        var cache = routes.MapGroup("/v1/cache").On(Service.Platform).WithTags("Budgets");
        cache.MapGet("", ShowAsync).Require("gateway.read").WithSummary("What the company's cache of answers holds and saved this month");
        cache.MapDelete("", EraseAsync).Require("gateway.manage").WithSummary("Erase the answers to a person's texts, of a task, of a model, or all");
    }

    private static async Task<Ok<CacheResponse>> ShowAsync(
        string? companyId, TenantDirectory tenants, AnswerCache cache, Months months, IOptions<GatewayOptions> options, HttpContext http, CancellationToken ct)
    {
        var tenant = await tenants.OfCallerAsync(http.Caller(), companyId, ct);
        var (answers, hits, saved) = await cache.StateAsync(tenant, await months.OfAsync(tenant, ct), ct);
        return TypedResults.Ok(new CacheResponse(true, new CacheState(options.Value.CacheHours, answers, hits, Money.UsdShown(saved))));
    }

    private static async Task<Ok<CacheErased>> EraseAsync([AsParameters] CachedAnswers which, AnswerCache cache, AppDb db, Trail trail, HttpContext http, CancellationToken ct)
    {
        new Check().OptionalText("/subjectId", which.SubjectId, Check.MaxIdLength).OptionalText("/task", which.Task, 100).OptionalText("/model", which.Model, 200).ThrowIfAny();
        var (tenant, erased) = (http.Caller().Company(), 0);
        await db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await db.ConnectionAsync(ct);
            erased = await cache.EraseAsync(connection, transaction, tenant, which, ct);
            await trail.RecordAsync(new AuditEvent(tenant, http.Caller().Id, "cache.erased", $"tenant:{tenant}", new { erased, ofOnePerson = which.SubjectId is not null, which.Task, which.Model }), ct);
        }, ct);
        return TypedResults.Ok(new CacheErased(true, erased));
    }
}
