using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Jobs.Queue;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Idempotency;
using Steward.Platform.Tenancy;

namespace Examples.Praise;

// <shapes>
/// <summary>Thanks somebody.</summary>
/// <param name="From">Who thanks, as the sender's systems call him.</param>
/// <param name="To">Whom.</param>
/// <param name="Text">What for; 1 to 2,000 characters.</param>
internal sealed record AddPraise(string? From, string? To, string? Text);

/// <summary>A note as the API shows it; its theme is null until it was sorted.</summary>
internal sealed record PraiseResponse(Guid Id, string From, string To, string Text, string? Theme, string? SortedBy, bool Held, DateTime WrittenAt)
{
    public static PraiseResponse Of(PraiseNote note) => new(
        note.Id, note.From, note.To, note.Text, note.Theme, note.SortedBy, note.FlagId is not null, note.WrittenAt);
}
// </shapes>

internal static class PraiseApi
{
    // <routes>
    public static void MapPraiseNotes(this IEndpointRouteBuilder routes)
    {
        var praise = routes.MapGroup("/v1/praise").On(Service.Platform).WithTags("Praise");
        praise.MapPost("", AddAsync).Require("praise.write").WithSummary("Thank somebody").Idempotent();
        praise.MapGet("", ListAsync).Require("praise.read").WithSummary("The notes, oldest first");
        praise.MapGet("/{id:guid}", GetAsync).Require("praise.read").WithSummary("One note");
    }
    // </routes>

    // <add>
    private static async Task<Created<PraiseResponse>> AddAsync(
        AddPraise body, AppDb db, JobQueue jobs, Trail trail, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        new Check().Id("/from", body.From).Id("/to", body.To).Text("/text", body.Text, 2000).ThrowIfAny();
        var caller = http.Caller();
        var note = new PraiseNote
        {
            Id = Guid.CreateVersion7(), TenantId = caller.TenantId, From = body.From!, To = body.To!, Text = body.Text!,
            WrittenAt = time.GetUtcNow().UtcDateTime,
        };
        await db.InTransactionAsync(async () =>
        {
            db.Add(note);
            await jobs.EnqueueAsync(new SortPraise(note.Id), null, ct);
            await trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "praise.added", $"praise:{note.Id}", new { note.From, note.To }), ct);
        }, ct);
        return TypedResults.Created($"/v1/praise/{note.Id}", PraiseResponse.Of(note));
    }
    // </add>

    // <list>
    private static async Task<Ok<Page<PraiseResponse>>> ListAsync(AppDb db, HttpContext http, int? limit, string? cursor, CancellationToken ct)
    {
        var (take, tenant) = (Cursor.Limit(limit), http.Caller().TenantId);
        var after = Cursor.Unpack<Guid>(cursor, tenant.ToString()) ?? Guid.Empty;
        var rows = await db.Set<PraiseNote>().AsNoTracking()
            .Where(n => n.TenantId == tenant && n.Id.CompareTo(after) > 0).OrderBy(n => n.Id).Take(take + 1).ToListAsync(ct);
        var page = rows.Take(take).Select(PraiseResponse.Of).ToList();
        return TypedResults.Ok(new Page<PraiseResponse>(page, rows.Count > take ? Cursor.Pack(page[^1].Id.ToString(), tenant.ToString()) : null));
    }
    // </list>

    // <get>
    private static async Task<Ok<PraiseResponse>> GetAsync(Guid id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        var note = await db.Set<PraiseNote>().AsNoTracking().SingleOrDefaultAsync(n => n.Id == id && n.TenantId == tenant, ct)
            ?? throw Problem.NotFound("Note", id.ToString()).AsException();
        return TypedResults.Ok(PraiseResponse.Of(note));
    }
    // </get>
}
