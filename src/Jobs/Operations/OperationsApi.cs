using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Steward.Audit;
using Steward.Jobs.Control;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Operations;

/// <summary>Which jobs an operation is for; what is absent does not matter. The members are those of the lists of jobs.</summary>
internal sealed record OperationFilter(
    string? Status, string? Kind, string? Queue, string? Provider, string? ErrorType, string? Signature, DateTimeOffset? From, DateTimeOffset? To, string? Text, bool? CanRetry)
{
    public JobFilter ToFilter() => new JobQuery
    {
        Status = Status, Kind = Kind, Queue = Queue, Provider = Provider, ErrorType = ErrorType, Signature = Signature, From = From, To = To, Text = Text, CanRetry = CanRetry,
    }.ToFilter("/filter");

    public static OperationFilter Of(JobFilter filter) => new(
        string.Join(',', filter.States.Select(JobWords.Of)), filter.Kind, filter.Queue, filter.Provider, filter.ErrorType, filter.Signature, filter.From, filter.To, filter.Text, filter.CanRetry);
}

/// <summary>What is to be done to all jobs that match.</summary>
/// <param name="Action">retry, discard or cancel.</param>
/// <param name="Filter">Which jobs; an empty object is every job that the action applies to.</param>
/// <param name="Reason">Why, up to 500 characters; required to discard.</param>
internal sealed record OperationRequest(string? Action, OperationFilter? Filter, string? Reason);

/// <summary>What the operation would do now.</summary>
/// <param name="Action">What.</param>
/// <param name="Matched">Jobs that match.</param>
/// <param name="AtLeast">True when counting was given up: there may be more.</param>
/// <param name="Examples">The newest of them.</param>
internal sealed record PreviewResponse(string Action, long Matched, bool AtLeast, IReadOnlyList<JobResponse> Examples);

/// <summary>An operation. <c>matched</c> are the jobs it has come to so far: those it was done to and those it was not.</summary>
internal sealed record OperationResponse(
    Guid Id, string Action, OperationFilter Filter, string? Reason, string Status, long Matched, long Done, long Skipped, string StartedBy, DateTime StartedAt, DateTime? FinishedAt, string? Error)
{
    public static OperationResponse Of(OperationLine o) => new(
        o.Id, o.Action, OperationFilter.Of(o.Filter), o.Reason, o.Status, o.Done + o.Skipped, o.Done, o.Skipped, o.StartedBy, o.StartedAt, o.FinishedAt, o.Error);
}

internal static class OperationsApi
{
    private static readonly Dictionary<string, OperationAction> Actions = Enum.GetValues<OperationAction>().ToDictionary(JobOperations.WordOf);

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/v1/jobs/operations").On(Service.Platform).WithTags("Jobs");
        operations.MapGet("", ListAsync).Require("jobs.read").WithSummary("What was done to many jobs at once, newest first");
        operations.MapGet("/{id:guid}", GetAsync).Require("jobs.read").WithSummary("How far an operation has come");
        operations.MapPost("", StartAsync).Require("jobs.operate").Idempotent()
            .WithSummary("Retry, discard or cancel all jobs that match, in the background; with preview=true count them and do nothing. Needs the action's own permission too");
        operations.MapPost("/{id:guid}/stop", StopAsync).Require("jobs.operate").WithSummary("End an operation where it is; what it has done stays done");
    }

    private static async Task<Results<Ok<PreviewResponse>, Accepted<OperationResponse>>> StartAsync(
        OperationRequest body, bool? preview, JobOperations operations, AppDb db, Trail trail, IAuthorizationService rights, HttpContext http, CancellationToken ct)
    {
        var wish = WishOf(body);
        if (!(await rights.AuthorizeAsync(http.User, null, new PermissionRequirement("jobs." + body.Action))).Succeeded) throw Problem.Forbidden("jobs." + body.Action).AsException();
        if (preview == true)
        {
            var seen = await operations.PreviewAsync(http.Reach(), wish, ct);
            return TypedResults.Ok(new PreviewResponse(body.Action!, seen.Matched.Count, seen.Matched.AtLeast, [.. seen.Examples.Select(JobResponse.Of)]));
        }

        var started = await db.InTransactionAsync(async () =>
        {
            var id = await operations.StartAsync(http.Reach(), wish, http.Caller().Id, ct);
            await trail.RecordAsync(new AuditEvent(http.Caller().TenantId, http.Caller().Id, "operation.started", $"operation:{id}", body), ct);
            return (await operations.FindAsync(http.Reach(), id, ct))!;
        }, ct);
        return TypedResults.Accepted($"/v1/jobs/operations/{started.Id}", OperationResponse.Of(started));
    }

    private static async Task<Ok<Page<OperationResponse>>> ListAsync(int? limit, string? cursor, JobOperations operations, HttpContext http, CancellationToken ct)
    {
        var (take, reach) = (Cursor.Limit(limit), http.Reach());
        var marks = $"operations|{reach}";
        var found = await operations.ListAsync(reach, take + 1, Cursor.Unpack<Guid>(cursor, marks), ct);
        var page = found.Take(take).ToList();
        return TypedResults.Ok(new Page<OperationResponse>([.. page.Select(OperationResponse.Of)], found.Count > take ? Cursor.Pack(page[^1].Id.ToString(), marks) : null));
    }

    private static async Task<Ok<OperationResponse>> GetAsync(Guid id, JobOperations operations, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(OperationResponse.Of(await operations.FindAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Operation", id.ToString()).AsException()));

    private static async Task<Ok<OperationResponse>> StopAsync(Guid id, JobOperations operations, AppDb db, Trail trail, HttpContext http, CancellationToken ct)
    {
        var stopped = await db.InTransactionAsync(async () =>
        {
            var was = await operations.StopAsync(http.Reach(), id, ct);
            var found = await operations.FindAsync(http.Reach(), id, ct) ?? throw Problem.NotFound("Operation", id.ToString()).AsException();
            if (!was) throw Problem.Conflict("already_ended", $"The operation is {found.Status}; there is nothing to stop.").AsException();
            await trail.RecordAsync(OperationEnd.Event(found, http.Caller().Id, "stopped"), ct);
            return found;
        }, ct);
        return TypedResults.Ok(OperationResponse.Of(stopped));
    }

    private static OperationWish WishOf(OperationRequest body)
    {
        new Check().OneOf("/action", body.Action, Actions.Keys).That(body.Filter is not null, "/filter", "required", "An object is required; an empty one is every job that the action applies to.")
            .OptionalText("/reason", body.Reason, 500).ThrowIfAny();
        if (body.Action == "discard") new Check().Text("/reason", body.Reason, 500).ThrowIfAny();
        return new OperationWish(Actions[body.Action!], body.Filter!.ToFilter(), body.Reason);
    }
}
