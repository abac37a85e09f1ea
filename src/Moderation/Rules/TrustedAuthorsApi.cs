using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Rules;

/// <summary>An author to trust.</summary>
internal sealed record TrustRequest(string? Platform, string? AuthorId, string? Note);

/// <summary>An author whose comments are not looked at for spam.</summary>
internal sealed record TrustedView(Guid Id, string Platform, string AuthorId, string? Note, string AddedBy, DateTime AddedAt)
{
    public static TrustedView Of(TrustedAuthor a) => new(a.Id, a.Platform, a.AuthorId, a.Note, a.AddedBy, a.AddedAt);
}

/// <summary>The authors that are trusted.</summary>
internal sealed record TrustedResponse(IReadOnlyList<TrustedView> Authors);

internal static class TrustedAuthorsApi
{
    private const int MostAuthors = 1000;

    public static void MapTrustedAuthors(this IEndpointRouteBuilder routes)
    {
        var trusted = routes.Moderation("/allow-list", "Rules");
        trusted.MapGet("", ListAsync).Require("moderation.read").WithSummary("Authors whose comments are not looked at for spam");
        trusted.MapPost("", AddAsync).Require("moderation.rules").WithSummary("Trust an author");
        trusted.MapDelete("/{id:guid}", RemoveAsync).Require("moderation.rules").WithSummary("Trust an author no more");
    }

    private static async Task<Ok<TrustedResponse>> ListAsync(AppDb db, CancellationToken ct) =>
        TypedResults.Ok(new TrustedResponse([.. (await db.Set<TrustedAuthor>().AsNoTracking().OrderBy(a => a.Id).Take(MostAuthors).ToListAsync(ct)).Select(TrustedView.Of)]));

    private static async Task<Ok<TrustedView>> AddAsync(TrustRequest body, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        new Check().OneOf("/platform", body.Platform, PlatformList.Names).Id("/author_id", body.AuthorId).OptionalText("/note", body.Note, ModerationModel.MaxNote).ThrowIfAny();
        var caller = http.Caller();
        var row = await tools.Db.InTransactionAsync(async () =>
        {
            var tenant = caller.Company();
            var known = await tools.Db.Set<TrustedAuthor>().SingleOrDefaultAsync(a => a.TenantId == tenant && a.Platform == body.Platform && a.AuthorId == body.AuthorId, ct);
            if (known is not null) return known;
            if (await tools.Db.Set<TrustedAuthor>().CountAsync(a => a.TenantId == tenant, ct) >= MostAuthors) throw Problem.Conflict("too_many_authors", $"At most {MostAuthors} authors.").AsException();
            var added = new TrustedAuthor
            {
                Id = Guid.CreateVersion7(), TenantId = tenant, Platform = body.Platform!, AuthorId = body.AuthorId!, Note = body.Note, AddedBy = caller.Id, AddedAt = tools.Time.GetUtcNow().UtcDateTime,
            };
            tools.Db.Add(added);
            await tools.Db.SaveChangesAsync(ct);
            await tools.Trail.RecordAsync(new AuditEvent(tenant, caller.Id, "author.trusted", $"author:{added.Id}", new { body.Platform }), ct);
            return added;
        }, ct);
        return TypedResults.Ok(TrustedView.Of(row));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, RuleTools tools, HttpContext http, CancellationToken ct)
    {
        var row = await tools.Db.Set<TrustedAuthor>().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw Problem.NotFound("Author", id.ToString()).AsException();
        await tools.Db.InTransactionAsync(async () =>
        {
            tools.Db.Remove(row);
            await tools.Db.SaveChangesAsync(ct);
            await tools.Trail.RecordAsync(new AuditEvent(row.TenantId, http.Caller().Id, "author.distrusted", $"author:{row.Id}", new { row.Platform }), ct);
        }, ct);
        return TypedResults.NoContent();
    }
}
