using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Gateway;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Evaluations;

/// <summary>Completed runs as the client's contract has them, newest first.</summary>
internal sealed record EvaluationsResponse(bool Success, IReadOnlyList<EvaluationResponse> Evaluations, string? Next);

/// <summary>A completed run in short. <paramref name="Samples"/> are the texts that were judged.</summary>
internal sealed record EvaluationResponse(Guid EvalId, string ModelName, EvaluationMetrics Metrics, int Samples, DateTime Timestamp);

/// <summary>Runs, newest first.</summary>
internal sealed record RunsResponse(bool Success, IReadOnlyList<RunResponse> Results, string? Next);

/// <summary>One run.</summary>
internal sealed record RunDetails(bool Success, RunResponse Result);

/// <summary>
/// A run: running, completed, failed or cancelled. Held and failed texts are not judged. The cost is that of its texts, calls without success included;
/// metrics are null until it is completed.
/// </summary>
internal sealed record RunResponse(
    Guid EvalId, Guid DatasetId, string DatasetName, string Provider, string Model, string PromptVersion, IReadOnlyDictionary<string, double> Thresholds, Guid JobId, string Status,
    string? ErrorType, int Samples, int Classified, int Held, int Failed, long Tokens, decimal CostUsd, EvaluationMetrics? Metrics, DateTime CreatedAt, DateTime? FinishedAt)
{
    public static RunResponse Of(EvaluationRun run) => new(run.Id, run.DatasetId, run.DatasetName, run.Provider, run.Model, run.PromptVersion,
        JsonSerializer.Deserialize<Dictionary<string, double>>(run.Thresholds)!, run.JobId, run.Status, run.ErrorType, run.Samples, run.Classified, run.Held, run.Failed,
        run.Tokens, Money.UsdShown(run.CostPico), ReportOf(run)?.Metrics, run.CreatedAt, run.FinishedAt);

    public static EvaluationReport? ReportOf(EvaluationRun run) => run.Report is null ? null : JsonSerializer.Deserialize<EvaluationReport>(run.Report, JsonSerializerOptions.Web);
}

/// <summary>A completed run with its confusion matrices.</summary>
internal sealed record ReportResponse(bool Success, RunResponse Result, EvaluationReport Report);

internal static class ResultsApi
{
    public static void MapResults(this IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, old) in new[] { ("/v1/q2q/eval", false), ("/q2q/eval", true) })
        {
            var eval = routes.MapGroup(prefix).On(Service.Q2Q).Require("impact.read").WithTags("Evaluations");
            var mapped = new (string Path, RouteHandlerBuilder Route)[]
            {
                ("", eval.MapGet("", EvaluationsAsync).WithSummary("Completed runs in short, newest first")),
                ("/{id}", eval.MapGet("/{id:guid}", EvaluationAsync).WithSummary("One completed run in short")),
                ("/results", eval.MapGet("/results", ListAsync).WithSummary("The runs, newest first")),
                ("/results/{id}", eval.MapGet("/results/{id:guid}", GetAsync).WithSummary("One run: how far it has come, what it cost")),
                ("/results/{id}/report", eval.MapGet("/results/{id:guid}/report", ReportAsync).WithSummary("Confusion matrices by label, as JSON or text")),
                ("/results/{id}/comparison/{otherId}", eval.MapGet("/results/{id:guid}/comparison/{otherId:guid}", CompareAsync).WithSummary("What another run of the data set changed")),
            };
            if (!old) continue;
            foreach (var (path, route) in mapped) route.DeprecatedFor("/v1/q2q/eval" + path);
        }
    }

    private static async Task<Ok<EvaluationsResponse>> EvaluationsAsync(AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var (rows, next) = await PageAsync(db, http.Caller().TenantId, "completed", limit, cursor, ct);
        return TypedResults.Ok(new EvaluationsResponse(true, [.. rows.Select(InShort)], next));
    }

    private static async Task<Ok<EvaluationsResponse>> EvaluationAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new EvaluationsResponse(true, [InShort(Completed(await LoadAsync(db, id, http.Caller(), ct)))], null));

    private static async Task<Ok<RunsResponse>> ListAsync(AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var (rows, next) = await PageAsync(db, http.Caller().TenantId, null, limit, cursor, ct);
        return TypedResults.Ok(new RunsResponse(true, [.. rows.Select(RunResponse.Of)], next));
    }

    private static async Task<Ok<RunDetails>> GetAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new RunDetails(true, RunResponse.Of(await LoadAsync(db, id, http.Caller(), ct))));

    private static async Task<Results<Ok<ReportResponse>, ContentHttpResult>> ReportAsync(Guid id, string? format, AppDb db, HttpContext http, CancellationToken ct)
    {
        var run = await LoadAsync(db, id, http.Caller(), ct);
        new Check().OneOf("/format", format ?? "json", ["json", "text"]).ThrowIfAny();
        var report = RunResponse.ReportOf(Completed(run))!;
        return format == "text" ? TypedResults.Text(ReportText.Write(run, report), "text/plain; charset=utf-8") : TypedResults.Ok(new ReportResponse(true, RunResponse.Of(run), report));
    }

    private static async Task<Ok<ComparisonResponse>> CompareAsync(Guid id, Guid otherId, AppDb db, HttpContext http, CancellationToken ct)
    {
        var (before, after) = (await LoadAsync(db, id, http.Caller(), ct), await LoadAsync(db, otherId, http.Caller(), ct));
        if (before.DatasetId != after.DatasetId) throw Problem.Conflict("other_dataset", "The runs are of two data sets; only runs of one can be compared.").AsException();
        var comparison = RunComparison.Of(RunResponse.ReportOf(Completed(before))!, RunResponse.ReportOf(Completed(after))!,
            await AnsweredText.OfRunAsync(db, before, ct), await AnsweredText.OfRunAsync(db, after, ct));
        return TypedResults.Ok(new ComparisonResponse(true, RunResponse.Of(before), RunResponse.Of(after), Money.UsdShown(after.CostPico - before.CostPico), comparison));
    }

    private static async Task<(List<EvaluationRun> Rows, string? Next)> PageAsync(AppDb db, Guid tenant, string? status, int? limit, string? cursor, CancellationToken ct)
    {
        var (take, filters) = (Cursor.Limit(limit), $"evaluations {tenant} {status}");
        var before = Cursor.Unpack<Guid>(cursor, filters);
        var rows = await db.Set<EvaluationRun>().AsNoTracking()
            .Where(r => r.TenantId == tenant && (status == null || r.Status == status) && (before == null || r.Id.CompareTo(before.Value) < 0))
            .OrderByDescending(r => r.Id).Take(take + 1).ToListAsync(ct);
        return ([.. rows.Take(take)], rows.Count > take ? Cursor.Pack(rows[take - 1].Id.ToString(), filters) : null);
    }

    private static async Task<EvaluationRun> LoadAsync(AppDb db, Guid id, Caller caller, CancellationToken ct) =>
        await db.Set<EvaluationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.TenantId == caller.TenantId, ct) ?? throw Problem.NotFound("Evaluation", id.ToString()).AsException();

    private static EvaluationRun Completed(EvaluationRun run) => run.Status == "completed" ? run
        : throw Problem.Conflict("not_completed", $"The evaluation is {run.Status}; see /v1/q2q/eval/results/{run.Id}.").AsException();

    private static EvaluationResponse InShort(EvaluationRun run) =>
        new(run.Id, $"{run.Provider}/{run.Model}", RunResponse.ReportOf(run)!.Metrics, run.Classified, run.FinishedAt!.Value);
}
