using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Impact.Evaluations;

/// <summary>A data set, without its texts.</summary>
internal sealed record DatasetResponse(Guid Id, string Name, string? Description, int Samples, string CreatedBy, DateTime CreatedAt)
{
    public static DatasetResponse Of(Dataset row) => new(row.Id, row.Name, row.Description, row.Samples, row.CreatedBy, row.CreatedAt);
}

/// <summary>A data set that was kept.</summary>
internal sealed record UploadResponse(bool Success, Guid DatasetId, DatasetResponse Dataset);

/// <summary>Data sets, newest first.</summary>
internal sealed record DatasetsResponse(bool Success, IReadOnlyList<DatasetResponse> Datasets, string? Next);

/// <summary>A data set, and how often each class of each label is expected in it.</summary>
internal sealed record DatasetDetails(bool Success, DatasetResponse Dataset, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Labels);

/// <summary>One text and what is expected of it.</summary>
internal sealed record SampleResponse(int Number, string Text, string? Locale, IReadOnlyDictionary<string, string> Labels);

internal static class DatasetsApi
{
    private const int MostDatasets = 200;

    public static void MapDatasets(this IEndpointRouteBuilder routes)
    {
        foreach (var (prefix, old) in new[] { ("/v1/q2q/eval", false), ("/q2q/eval", true) })
        {
            var eval = routes.MapGroup(prefix).On(Service.Q2Q).WithTags("Evaluations");
            var mapped = new (string Path, RouteHandlerBuilder Route)[]
            {
                ("/upload", eval.MapPost("/upload", UploadAsync).Require("impact.evaluate").WithSummary("Keep up to 1,000 labelled texts").Idempotent()),
                ("/datasets", eval.MapGet("/datasets", ListAsync).Require("impact.read").WithSummary("The data sets, newest first")),
                ("/datasets/{id}", eval.MapGet("/datasets/{id:guid}", GetAsync).Require("impact.read").WithSummary("One data set")),
                ("/datasets/{id}/samples", eval.MapGet("/datasets/{id:guid}/samples", SamplesAsync).Require("impact.evaluate").WithSummary("Its texts")),
                ("/datasets/{id}", eval.MapDelete("/datasets/{id:guid}", DeleteAsync).Require("impact.evaluate").WithSummary("Erase its texts and what models said of each")),
            };
            if (!old) continue;
            foreach (var (path, route) in mapped) route.DeprecatedFor("/v1/q2q/eval" + path);
        }
    }

    private static async Task<Created<UploadResponse>> UploadAsync(UploadDataset body, AppDb db, Trail trail, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var (caller, id) = (http.Caller(), Guid.CreateVersion7());
        var samples = UploadedSamples.Read(body, id, caller.Company());
        if (await db.Set<Dataset>().CountAsync(d => d.TenantId == caller.TenantId, ct) >= MostDatasets)
            throw Problem.Conflict("too_many_datasets", $"At most {MostDatasets} data sets are kept; delete one.").AsException();
        var dataset = new Dataset
        {
            Id = id, TenantId = caller.TenantId, Name = body.Name!, Description = body.Description, Samples = samples.Count, CreatedBy = caller.Id, CreatedAt = time.GetUtcNow().UtcDateTime,
        };
        await db.InTransactionAsync(async () =>
        {
            db.Add(dataset);
            db.AddRange(samples);
            await db.SaveChangesAsync(ct);
            await trail.RecordAsync(new AuditEvent(dataset.TenantId, caller.Id, "dataset.uploaded", $"dataset:{id}", new { dataset.Name, dataset.Samples }), ct);
        }, ct);
        return TypedResults.Created($"/v1/q2q/eval/datasets/{id}", new UploadResponse(true, id, DatasetResponse.Of(dataset)));
    }

    private static async Task<Ok<DatasetsResponse>> ListAsync(AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var (take, tenant) = (Cursor.Limit(limit), http.Caller().TenantId);
        var before = Cursor.Unpack<Guid>(cursor, $"datasets {tenant}");
        var rows = await db.Set<Dataset>().AsNoTracking().Where(d => d.TenantId == tenant && (before == null || d.Id.CompareTo(before.Value) < 0))
            .OrderByDescending(d => d.Id).Take(take + 1).ToListAsync(ct);
        return TypedResults.Ok(new DatasetsResponse(true, [.. rows.Take(take).Select(DatasetResponse.Of)],
            rows.Count > take ? Cursor.Pack(rows[take - 1].Id.ToString(), $"datasets {tenant}") : null));
    }

    private static async Task<Ok<DatasetDetails>> GetAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var dataset = await LoadAsync(db, id, http.Caller(), ct);
        var expected = (await db.Set<DatasetSample>().AsNoTracking().Where(s => s.DatasetId == id).Select(s => s.Expected).ToListAsync(ct)).SelectMany(LabelsOf).ToLookup(l => l.Key, l => l.Value);
        return TypedResults.Ok(new DatasetDetails(true, DatasetResponse.Of(dataset), EvaluatedLabels.All.Where(l => expected.Contains(l.Key))
            .ToDictionary(l => l.Key, l => (IReadOnlyDictionary<string, int>)l.Value.ToDictionary(c => c, c => expected[l.Key].Count(e => e == c)))));
    }

    private static async Task<Ok<Page<SampleResponse>>> SamplesAsync(Guid id, AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var (take, after) = (Cursor.Limit(limit), Cursor.Unpack<int>(cursor, $"samples {id}") ?? 0);
        await LoadAsync(db, id, http.Caller(), ct);
        var rows = await db.Set<DatasetSample>().AsNoTracking().Where(s => s.DatasetId == id && s.Number > after).OrderBy(s => s.Number).Take(take + 1).ToListAsync(ct);
        return TypedResults.Ok(new Page<SampleResponse>([.. rows.Take(take).Select(s => new SampleResponse(s.Number, s.Text, s.Locale, LabelsOf(s.Expected)))],
            rows.Count > take ? Cursor.Pack($"{rows[take - 1].Number}", $"samples {id}") : null));
    }

    // Runs and their numbers stay; what can be traced to a text goes. A run that is under way finds its texts gone and ends.
    private static async Task<NoContent> DeleteAsync(Guid id, AppDb db, Trail trail, HttpContext http, CancellationToken ct)
    {
        var (dataset, caller) = (await LoadAsync(db, id, http.Caller(), ct), http.Caller());
        await db.InTransactionAsync(async () =>
        {
            await db.Set<EvaluationAnswer>().Where(a => db.Set<EvaluationRun>().Any(r => r.Id == a.RunId && r.DatasetId == id)).ExecuteDeleteAsync(ct);
            await db.Set<DatasetSample>().Where(s => s.DatasetId == id).ExecuteDeleteAsync(ct);
            await db.Set<Dataset>().Where(d => d.Id == id).ExecuteDeleteAsync(ct);
            await trail.RecordAsync(new AuditEvent(dataset.TenantId, caller.Id, "dataset.deleted", $"dataset:{id}", new { dataset.Name, dataset.Samples }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    internal static async Task<Dataset> LoadAsync(AppDb db, Guid id, Caller caller, CancellationToken ct) =>
        await db.Set<Dataset>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id && d.TenantId == caller.TenantId, ct) ?? throw Problem.NotFound("Data set", id.ToString()).AsException();

    private static Dictionary<string, string> LabelsOf(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}
