using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Steward.Audit;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Jobs.Control;

/// <summary>A dead letter as a line of an export.</summary>
internal sealed record DeadLetterLine(Guid JobId, Guid TenantId, bool CanRetry, string? Signature, JobResponse Job, JsonElement? Arguments);

/// <summary>Writes dead letters to a stream, newest first, a page in memory at a time: a JSON object a line with the arguments, or comma-separated values without.</summary>
internal static class DeadLetterExport
{
    private const int PageSize = 200;

    private static readonly string[] Headings =
        ["jobId", "tenantId", "kind", "queue", "enqueuedAt", "failedAt", "attempts", "errorType", "error", "canRetry", "signature", "provider", "model", "costUsd", "userId", "requestId"];

    public static async Task<PushStreamHttpResult> ExportAsync(
        string? format, [AsParameters] JobQuery query, JobReader jobs, AppDb db, Trail trail, HttpContext http, TimeProvider time, CancellationToken ct)
    {
        var (reach, filter) = (http.Reach(), query.ToFilter() with { Unsettled = true, States = [] });
        format ??= "jsonl";
        new Check().OneOf("/format", format, ["jsonl", "csv"]).ThrowIfAny();
        await db.InTransactionAsync(() => trail.RecordAsync(
            new AuditEvent(http.Caller().TenantId, http.Caller().Id, "deadletters.exported", "deadletters", new { format, filter = query.Marks }), ct), ct);
        var isCsv = format == "csv";
        return TypedResults.Stream(
            body => WriteAsync(body, isCsv, before => jobs.PageAsync(reach, filter, PageSize, before, withPayload: !isCsv, ct), ct),
            isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson", $"dead-letters-{time.GetUtcNow():yyyyMMdd-HHmmss}.{format}");
    }

    private static async Task WriteAsync(Stream body, bool isCsv, Func<Guid?, Task<JobPage>> pageAfter, CancellationToken ct)
    {
        await using var lines = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true) { NewLine = isCsv ? "\r\n" : "\n" };
        if (isCsv) await lines.WriteLineAsync(string.Join(',', Headings));
        Guid? before = null;
        do
        {
            var page = await pageAfter(before);
            foreach (var job in page.Jobs) await lines.WriteLineAsync(isCsv ? Line(job) : Json(job));
            await lines.FlushAsync(ct);
            before = page.Next;
        }
        while (before is not null);
    }

    private static string Json(JobLine job) => JsonSerializer.Serialize(
        new DeadLetterLine(job.Id, job.TenantId, job.CanRetry, job.Signature, JobResponse.Of(job), job.Payload.Json()), JsonSerializerOptions.Web);

    private static string Line(JobLine job) => string.Join(',', ((string?[])[
        job.Id.ToString(), job.TenantId.ToString(), job.Kind, job.Queue, Time(job.EnqueuedAt), Time(job.FinishedAt), job.Attempts.ToString(CultureInfo.InvariantCulture),
        job.ErrorType, job.Error, job.CanRetry ? "true" : "false", job.Signature, job.Provider, job.Model,
        job.CostPico is { } pico ? (pico / 1_000_000_000_000m).ToString(CultureInfo.InvariantCulture) : null, job.UserId, job.RequestId]).Select(Csv.Cell));

    private static string? Time(DateTime? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
