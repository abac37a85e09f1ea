using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Audit;
using Steward.Moderation.Inbound;
using Steward.Moderation.Rules;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Comments;

/// <summary>Everything that is kept of one author.</summary>
internal sealed record AuthorResponse(string AuthorId, IReadOnlyList<CommentResponse> Comments, IReadOnlyList<TrustedView> AllowList, bool Complete);

/// <summary>What was erased.</summary>
internal sealed record ErasedResponse(string AuthorId, int CommentsErased, int AllowListErased);

/// <summary>
/// What is kept of an author, handed out and erased. Comments go with what was found in them and done about them; the trail keeps that something was done, without a text.
/// </summary>
internal static class AuthorsApi
{
    private const int MostComments = 1000;

    public static void MapAuthors(this IEndpointRouteBuilder routes)
    {
        var authors = routes.Moderation("/authors/{id}", "Authors");
        authors.MapGet("", ExportAsync).Require("moderation.erase").WithSummary("Everything that is kept of an author");
        authors.MapDelete("", EraseAsync).Require("moderation.erase").WithSummary("Erase everything that is kept of an author");
    }

    private static async Task<Ok<AuthorResponse>> ExportAsync(string id, AppDb db, HttpContext http, CancellationToken ct)
    {
        var tenant = http.Caller().TenantId;
        var comments = await db.Set<Comment>().AsNoTracking().Where(c => c.TenantId == tenant && c.AuthorId == id).OrderBy(c => c.Id).Take(MostComments + 1).ToListAsync(ct);
        var trusted = await db.Set<TrustedAuthor>().AsNoTracking().Where(a => a.TenantId == tenant && a.AuthorId == id).OrderBy(a => a.Id).ToListAsync(ct);
        if (comments.Count == 0 && trusted.Count == 0) throw Problem.NotFound("Author", id).AsException();
        var ids = comments.Select(c => c.Id).ToList();
        var actions = (await db.Set<CommentAction>().AsNoTracking().Where(a => ids.Contains(a.CommentId)).OrderBy(a => a.Id).ToListAsync(ct)).ToLookup(a => a.CommentId);
        return TypedResults.Ok(new AuthorResponse(id, [.. comments.Take(MostComments).Select(c => new CommentResponse(CommentView.Of(c), [.. actions[c.Id].Select(ActionView.Of)]))],
            [.. trusted.Select(TrustedView.Of)], comments.Count <= MostComments));
    }

    private static async Task<Ok<ErasedResponse>> EraseAsync(string id, AppDb db, Trail trail, HttpContext http, CancellationToken ct)
    {
        var caller = http.Caller();
        return TypedResults.Ok(await db.InTransactionAsync(async () =>
        {
            var ids = await db.Set<Comment>().Where(c => c.TenantId == caller.TenantId && c.AuthorId == id).Select(c => c.Id).ToListAsync(ct);
            foreach (var page in ids.Chunk(500)) await Retention.RemoveAsync(db, page, ct);
            var trusted = await db.Set<TrustedAuthor>().Where(a => a.TenantId == caller.TenantId && a.AuthorId == id).ExecuteDeleteAsync(ct);
            if (ids.Count == 0 && trusted == 0) throw Problem.NotFound("Author", id).AsException();
            await trail.RecordAsync(new AuditEvent(caller.TenantId, caller.Id, "moderation.author.erased", "author", new { comments = ids.Count, trusted }), ct);
            return new ErasedResponse(id, ids.Count, trusted);
        }, ct));
    }
}
