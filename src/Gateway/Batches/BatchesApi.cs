using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Gateway.Admission;
using Steward.Gateway.Front;
using Steward.Gateway.Providers;
using Steward.Gateway.Routing;
using Steward.Gateway.Spend;
using Steward.Jobs;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Steward.Gateway.Batches;

/// <summary>How many requests of a batch stand how.</summary>
internal sealed record BatchCounts(int Total, int Completed, int Failed);

/// <summary>A batch in OpenAI's form, with what it cost, whom it goes to and what is amiss with it. Times are seconds since 1970.</summary>
internal sealed record BatchResponse(Guid Id, string Object, string Endpoint, string Status)
{
    [JsonPropertyName("completion_window")]
    public string CompletionWindow => "24h";

    [JsonPropertyName("request_counts")]
    public required BatchCounts RequestCounts { get; init; }

    [JsonPropertyName("created_at")]
    public long CreatedAt { get; init; }

    [JsonPropertyName("in_progress_at")]
    public long? InProgressAt { get; init; }

    [JsonPropertyName("expires_at")]
    public long ExpiresAt { get; init; }

    [JsonPropertyName("finalizing_at")]
    public long? FinalizingAt { get; init; }

    [JsonPropertyName("cancelling_at")]
    public long? CancellingAt { get; init; }

    /// <summary>When it ended, however it did.</summary>
    [JsonPropertyName("ended_at")]
    public long? EndedAt { get; init; }

    public JsonNode? Metadata { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>It goes to the provider's own batches, at their price.</summary>
    [JsonPropertyName("at_batch_price")]
    public bool AtBatchPrice { get; init; }

    /// <summary>Of what has ended so far.</summary>
    [JsonPropertyName("cost_usd")]
    public decimal CostUsd { get; init; }

    /// <summary>The job that does it.</summary>
    [JsonPropertyName("job_id")]
    public Guid JobId { get; init; }

    public string? Note { get; init; }

    public static BatchResponse Of(BatchRow row) => new(row.Id, "batch", BatchRequest.Endpoint, row is { EndedAt: null, CancellingAt: not null } ? "cancelling" : row.Status)
    {
        RequestCounts = new BatchCounts(row.Total, row.Completed, row.Failed), CreatedAt = Seconds(row.CreatedAt)!.Value, ExpiresAt = Seconds(row.ExpiresAt)!.Value, InProgressAt = Seconds(row.InProgressAt),
        FinalizingAt = Seconds(row.FinalizingAt), CancellingAt = Seconds(row.CancellingAt), EndedAt = Seconds(row.EndedAt), Metadata = row.Metadata is null ? null : JsonNode.Parse(row.Metadata),
        Provider = row.Provider, Model = row.Model, AtBatchPrice = row.ByProvider, CostUsd = Money.UsdShown(row.CostPico), JobId = row.JobId, Note = row.Note,
    };

    private static long? Seconds(DateTime? at) => at is { } time ? new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds() : null;
}

/// <summary>Requests whose texts were erased.</summary>
internal sealed record BatchesErased(bool Success, int Erased);

/// <summary>What the routes of batches touch.</summary>
internal sealed record BatchTools(AppDb Db, BatchStore Store, ModelCatalog Models, ModelRouter Router, PriceTable Prices, JobQueue Jobs, Trail Trail, TimeProvider Time);

internal static class BatchesApi
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var batches = routes.MapGroup("/v1/batches").On(Service.Platform).WithTags("Batches").WithMetadata(ChatErrors.Shape);
        batches.MapPost("", CreateAsync).Require("gateway.chat").WithMetadata(new BodyLimit(BatchRequest.MostBodyBytes)).Accepts<CreateBatch>("application/json", "application/x-ndjson", "application/jsonl")
            .WithSummary("Ask many chats that nobody waits for, in JSON or as lines of OpenAI's input files").Idempotent();
        batches.MapGet("", ListAsync).Require("gateway.chat").WithSummary("Batches, newest first");
        batches.MapGet("/{id:guid}", GetAsync).Require("gateway.chat").WithSummary("How far a batch is");
        batches.MapGet("/{id:guid}/results", ResultsAsync).Require("gateway.chat").WithSummary("Its answers so far, as lines of OpenAI's output files in the order of the requests");
        batches.MapPost("/{id:guid}/cancel", CancelAsync).Require("gateway.chat").WithSummary("Cancel what has not been answered");
        batches.MapDelete("/{id:guid}", DeleteAsync).Require("gateway.chat").WithSummary("Delete a batch that has ended, with its answers");
        batches.MapDelete("", EraseAsync).Require("gateway.manage").WithSummary("Erase what a person's requests asked and were answered, in all batches");
    }

    private static async Task<Accepted<BatchResponse>> CreateAsync(BatchTools tools, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        var request = await BatchRequest.ReadAsync(http.Request, ct);
        var row = RowOf(request, caller, tools);
        var items = request.Lines.Select((line, number) => new BatchItem
        {
            Id = Guid.CreateVersion7(), TenantId = row.TenantId, BatchId = row.Id, Number = number, CustomId = line.CustomId, UserId = line.Chat.User ?? caller.Id, Request = line.Chat.Body.ToJsonString(), State = BatchItem.Waiting,
        }).ToList();
        await tools.Db.InTransactionAsync(async () =>
        {
            tools.Db.Add(row);
            await tools.Db.SaveChangesAsync(ct);
            var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
            await tools.Store.AddItemsAsync(connection, transaction, items, ct);
            await tools.Jobs.EnqueueAsync(new RunBatch(row.Id), new JobOptions(Id: row.JobId, UserId: caller.Id), ct);
        }, ct);
        return TypedResults.Accepted($"/v1/batches/{row.Id}", BatchResponse.Of(row));
    }

    private static async Task<Ok<Page<BatchResponse>>> ListAsync(AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var (take, tenant) = (Cursor.Limit(limit), http.Caller().Company());
        var before = Cursor.Unpack<Guid>(cursor, tenant.ToString());
        var rows = await db.Set<BatchRow>().AsNoTracking().Where(b => b.TenantId == tenant && (before == null || b.Id.CompareTo(before.Value) < 0)).OrderByDescending(b => b.Id).Take(take + 1).ToListAsync(ct);
        var page = rows.Take(take).Select(BatchResponse.Of).ToList();
        return TypedResults.Ok(new Page<BatchResponse>(page, rows.Count > take ? Cursor.Pack(page[^1].Id.ToString(), tenant.ToString()) : null));
    }

    private static async Task<Ok<BatchResponse>> GetAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct) => TypedResults.Ok(BatchResponse.Of(await FindAsync(id, db, http, ct)));

    private static async Task<PushStreamHttpResult> ResultsAsync(Guid id, AppDb db, BatchStore store, HttpContext http, CancellationToken ct)
    {
        var batch = await FindAsync(id, db, http, ct);
        return TypedResults.Stream(body => BatchResults.WriteAsync(body, store, batch.Id, ct), "application/x-ndjson", $"batch-{id}.jsonl");
    }

    private static async Task<Ok<BatchResponse>> CancelAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var batch = await FindAsync(id, db, http, ct);
        // The job sees it at its next step; the provider is told then.
        if (await db.ExecuteAsync($"UPDATE gateway_batches SET cancelling_at = coalesce(cancelling_at, {db.Storage.Now}) WHERE id = @id AND tenant_id = @TenantId AND ended_at IS NULL", new { id, batch.TenantId }, ct) == 0)
            throw Problem.Conflict("batch_ended", $"The batch has ended ({batch.Status}).").AsException();
        return TypedResults.Ok(BatchResponse.Of(await FindAsync(id, db, http, ct)));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, BatchTools tools, HttpContext http, CancellationToken ct)
    {
        var batch = await FindAsync(id, tools.Db, http, ct);
        if (batch.EndedAt is null) throw Problem.Conflict("batch_running", "The batch has not ended: cancel it first.").AsException();
        await tools.Db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
            await tools.Store.RemoveAsync(connection, transaction, id, ct);
            await tools.Trail.RecordAsync(new AuditEvent(batch.TenantId, http.Caller().Id, "batch.deleted", $"batch:{id}", new { batch.Total }), ct);
        }, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<BatchesErased>> EraseAsync(string? subjectId, BatchTools tools, HttpContext http, CancellationToken ct)
    {
        new Check().Id("/subjectId", subjectId).ThrowIfAny();
        var (tenant, erased) = (http.Caller().Company(), 0);
        await tools.Db.InTransactionAsync(async () =>
        {
            var (connection, transaction) = await tools.Db.ConnectionAsync(ct);
            erased = await tools.Store.EraseAsync(connection, transaction, tenant, subjectId!, ct);
            await tools.Trail.RecordAsync(new AuditEvent(tenant, http.Caller().Id, "batches.erased", $"tenant:{tenant}", new { erased }), ct);
        }, ct);
        return TypedResults.Ok(new BatchesErased(true, erased));
    }

    private static BatchRow RowOf(BatchRequest request, Caller caller, BatchTools tools)
    {
        var (choice, now) = (tools.Models.Resolve(request.Model), tools.Time.GetUtcNow().UtcDateTime);
        var targets = tools.Router.Order(choice, request.Lines[0].Chat).Targets;
        if (targets.Count > 0 && targets.All(t => tools.Prices.Find(t.Name, t.Model) is null)) throw ChatErrors.ProblemOf(ProviderException.NoPrice(targets[0])).AsException();
        var payer = Payer.Of(caller, BatchStore.Task);
        return new BatchRow
        {
            Id = Guid.CreateVersion7(), TenantId = payer.TenantId, Name = request.Model, Provider = targets.Count == 0 ? ProviderRoute.Builtin : targets[0].Name, Model = targets.Count == 0 ? "chat" : targets[0].Model,
            ByProvider = targets.Count > 0 && targets[0].Provider.TakesBatches && tools.Prices.Find(targets[0].Name, targets[0].Model)?.HasBatch == true, PriceVersion = tools.Prices.Version,
            Status = "validating", Metadata = request.Metadata?.ToJsonString(), JobId = Guid.CreateVersion7(), KeyId = payer.KeyId, Total = request.Lines.Count, CreatedAt = now, ExpiresAt = now + Window,
        };
    }

    private static async Task<BatchRow> FindAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().Company();
        return await db.Set<BatchRow>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id && b.TenantId == tenant, ct) ?? throw Problem.NotFound("Batch", id.ToString()).AsException();
    }
}

/// <summary>The answers of a batch as lines of OpenAI's output files, a page in memory at a time.</summary>
internal static class BatchResults
{
    private const int PageSize = 100;
    private static readonly byte[] EndOfLine = [.. "\n"u8];

    public static async Task WriteAsync(Stream body, BatchStore store, Guid batch, CancellationToken ct)
    {
        var from = 0;
        while (await store.ItemsAsync(batch, BatchItem.Ended, from, PageSize, ct) is { Count: > 0 } page)
        {
            foreach (var item in page)
            {
                await using (var line = new Utf8JsonWriter(body))
                    Write(line, item);
                await body.WriteAsync(EndOfLine, ct);
            }

            await body.FlushAsync(ct);
            from = page[^1].Number + 1;
        }
    }

    private static void Write(Utf8JsonWriter line, BatchItem item)
    {
        line.WriteStartObject();
        line.WriteString("id", $"batch_req_{item.Id:n}");
        line.WriteString("custom_id", item.CustomId);
        line.WritePropertyName("response");
        if (item.StatusCode is { } status)
        {
            line.WriteStartObject();
            line.WriteNumber("status_code", status);
            line.WriteString("request_id", (item.ReservationId ?? item.Id).ToString());
            line.WritePropertyName("body");
            line.WriteRawValue(item.Answer ?? "null", skipInputValidation: true);
            line.WriteEndObject();
        }
        else line.WriteNullValue();

        line.WritePropertyName("error");
        if (item.ErrorCode is { } code)
        {
            line.WriteStartObject();
            line.WriteString("code", code);
            line.WriteString("message", item.ErrorMessage ?? BatchCauses.Erased.Message);
            line.WriteEndObject();
        }
        else line.WriteNullValue();

        line.WriteEndObject();
    }
}
