using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;
using Steward.Platform.Errors;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Moderation.Comments;

/// <summary>Comments, newest first, or those that wait for a person by their due time.</summary>
internal sealed record CommentsResponse(IReadOnlyList<CommentView> Comments, Paging Pagination);

/// <summary>A comment with all that was done about it.</summary>
internal sealed record CommentResponse(CommentView Comment, IReadOnlyList<ActionView> Actions);

/// <summary>Where a comment is and how it came there.</summary>
internal sealed record StatusResponse(string CommentId, string CurrentStatus, string? OriginalAction, DateTime? ActionTimestamp, string PerformedBy, IReadOnlyList<HistoryEntry> History);

/// <summary>One step.</summary>
internal sealed record HistoryEntry(DateTime At, string Action, string By, string? State, string? Detail);

/// <summary>How comments are looked for.</summary>
internal sealed record CommentsQuery
{
    /// <summary>Where it is: pending, approved, flagged, escalated, hidden, removed, gone.</summary>
    public string? Status { get; init; }
    public string? Platform { get; init; }

    /// <summary>The platform's id of the author.</summary>
    [FromQuery(Name = "author_id")]
    public string? AuthorId { get; init; }

    /// <summary>True: only what waits for a person, the most urgent first.</summary>
    public bool? Due { get; init; }
    public int? Page { get; init; }

    [FromQuery(Name = "page_size")]
    public int? PageSize { get; init; }
    public string? Cursor { get; init; }
}

internal static class CommentsApi
{
    private const int UsualSize = 50;

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        var all = routes.Moderation("", "Comments");
        all.MapGet("/comments", ListAsync).Require("moderation.read").WithSummary("Comments, newest first; due=true: what waits for a person");
        all.MapGet("/comments/{id:guid}", GetAsync).Require("moderation.read").WithSummary("A comment with what was done about it");
        all.MapGet("/moderate/status/{id}", StatusAsync).Require("moderation.read").WithSummary("Where a comment is, by its own id or the platform's");
    }

    private static async Task<Ok<CommentsResponse>> ListAsync([AsParameters] CommentsQuery asked, AppDb db, CancellationToken ct)
    {
        var (page, size) = (asked.Page ?? 1, asked.PageSize ?? UsualSize);
        var check = new Check().Range("/page", page, 1, Paging.MostPages).Range("/page_size", size, 1, Cursor.MaxLimit).OptionalText("/author_id", asked.AuthorId, Check.MaxIdLength);
        if (asked.Status is not null) check.OneOf("/status", asked.Status, CommentStatus.All);
        if (asked.Platform is not null) check.OneOf("/platform", asked.Platform, PlatformList.Names);
        check.ThrowIfAny();
        var rows = db.Set<Comment>().AsNoTracking().Where(c => (asked.Status == null || c.Status == asked.Status) && (asked.Platform == null || c.Platform == asked.Platform)
            && (asked.AuthorId == null || c.AuthorId == asked.AuthorId) && (asked.Due != true || c.DueAt != null));
        var total = await rows.CountAsync(ct);
        var filters = $"comments {asked.Status} {asked.Platform} {asked.AuthorId} {asked.Due}";
        var skip = Cursor.Unpack<int>(asked.Cursor, filters) ?? (page - 1) * size;
        var ordered = asked.Due == true ? rows.OrderBy(c => c.DueAt).ThenBy(c => c.Id) : rows.OrderByDescending(c => c.Id);
        var found = await ordered.Skip(skip).Take(size).ToListAsync(ct);
        var next = skip + found.Count < total ? Cursor.Pack(FormattableString.Invariant($"{skip + found.Count}"), filters) : null;
        return TypedResults.Ok(new CommentsResponse([.. found.Select(CommentView.Of)], Paging.Of(skip / size + 1, size, total, next)));
    }

    private static async Task<Ok<CommentResponse>> GetAsync(Guid id, AppDb db, CancellationToken ct)
    {
        var comment = await db.Set<Comment>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw Problem.NotFound("Comment", id.ToString()).AsException();
        return TypedResults.Ok(new CommentResponse(CommentView.Of(comment), [.. (await ActionsOfAsync(comment, db, ct)).Select(ActionView.Of)]));
    }

    private static async Task<Ok<StatusResponse>> StatusAsync(string id, AppDb db, CancellationToken ct)
    {
        var own = Guid.TryParse(id, out var guid) ? guid : Guid.Empty;
        var comment = id.Length > Check.MaxIdLength ? null
            : await db.Set<Comment>().AsNoTracking().Where(c => c.Id == own || c.ExternalId == id).OrderByDescending(c => c.Id).FirstOrDefaultAsync(ct);
        if (comment is null) throw Problem.NotFound("Comment", id).AsException();
        var actions = await ActionsOfAsync(comment, db, ct);
        var history = actions.Select(a => new HistoryEntry(a.EndedAt ?? a.SentAt ?? a.CreatedAt, a.Kind, a.RequestedBy, a.State, a.Detail)).ToList();
        history.Add(new HistoryEntry(comment.ReceivedAt, "received", comment.Platform, null, null));
        if (comment.ModeratedAt is { } judged) history.Add(new HistoryEntry(judged, comment.Decision!, comment.Provider ?? "rules", null, comment.Severity));
        if (comment.DecidedAt is { } decided) history.Add(new HistoryEntry(decided, "decided", comment.DecidedBy!, null, comment.Note));
        var last = actions.FindLast(a => a.EndedAt is not null);
        return TypedResults.Ok(new StatusResponse(comment.ExternalId, comment.Status, comment.Decision, last?.EndedAt ?? comment.ModeratedAt,
            comment.DecidedBy ?? last?.RequestedBy ?? comment.Provider ?? "rules",
            [.. history.OrderBy(h => h.At)]));
    }

    internal static Task<List<CommentAction>> ActionsOfAsync(Comment comment, AppDb db, CancellationToken ct) =>
        db.Set<CommentAction>().AsNoTracking().Where(a => a.CommentId == comment.Id).OrderBy(a => a.Id).Take(1000).ToListAsync(ct);
}
