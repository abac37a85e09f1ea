using Microsoft.EntityFrameworkCore;
using Steward.Jobs.Queue;
using Steward.Moderation.Verdicts;
using Steward.Platform.Data;

namespace Steward.Moderation.Inbound;

/// <summary>What became of the events that were taken in.</summary>
/// <param name="New">Comments that are to be judged.</param>
/// <param name="Known">Events or texts that were here before.</param>
internal sealed record Taken(int New, int Known);

/// <summary>Takes comments in: the event, the comment and the job that judges it are one transaction. What was here before changes nothing.</summary>
internal sealed class CommentIntake(AppDb db, JobQueue jobs, TimeProvider time)
{
    public async Task<Taken> TakeAsync(Connection connection, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        try
        {
            return await TakeAllAsync(connection, events, ct);
        }
        catch (Exception error) when (db.Storage.IsUniqueViolation(error))
        {
            // Two events told of one new comment at once; the other's is there now.
            db.ChangeTracker.Clear();
            return await TakeAllAsync(connection, events, ct);
        }
    }

    private Task<Taken> TakeAllAsync(Connection connection, IReadOnlyList<IncomingEvent> events, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var (fresh, known) = (0, 0);
        foreach (var happened in events.Where(e => e.Comment.Fits && (e.Id?.Length ?? 0) <= 300))
        {
            if (await TakeAsync(connection, happened, ct)) fresh++;
            else known++;
        }

        return new Taken(fresh, known);
    }, ct);

    private async Task<bool> TakeAsync(Connection connection, IncomingEvent happened, CancellationToken ct)
    {
        if (!await IsNewAsync(connection, happened, ct)) return false;
        var said = happened.Comment;
        var comment = await db.Set<Comment>().SingleOrDefaultAsync(
            c => c.TenantId == connection.TenantId && c.Platform == connection.Platform && c.ConnectionId == connection.Id && c.ExternalId == said.Id, ct);
        if (happened.Type == IncomingEvent.Deleted)
        {
            if (comment is not null) (comment.Status, comment.DueAt) = (CommentStatus.Gone, null);
            await db.SaveChangesAsync(ct);
            return false;
        }

        if (happened.Type is not (IncomingEvent.Created or IncomingEvent.Updated)) return false;
        var text = Bounded(said.Text);
        if (comment is null) db.Add(comment = NewComment(connection, said, text));
        else if (text is null || comment.Text == text) return await LookAgainAsync(comment, happened, ct);
        else (comment.Text, comment.Version, comment.Status, comment.Likes) = (text, comment.Version + 1, CommentStatus.Pending, said.Likes);
        await db.SaveChangesAsync(ct);
        await jobs.EnqueueAsync(new ModerateComment(comment.Id, comment.Version, happened.Reported), null, ct);
        return true;
    }

    // Reported by somebody: known or not, a person looks at it.
    private async Task<bool> LookAgainAsync(Comment comment, IncomingEvent happened, CancellationToken ct)
    {
        comment.Likes = happened.Comment.Likes;
        await db.SaveChangesAsync(ct);
        if (!happened.Reported) return false;
        await jobs.EnqueueAsync(new ModerateComment(comment.Id, comment.Version, true), null, ct);
        return true;
    }

    private async Task<bool> IsNewAsync(Connection connection, IncomingEvent happened, CancellationToken ct) => happened.Id is null || await db.ExecuteAsync(
        """
        INSERT INTO moderation_events (id, tenant_id, connection_id, event_id, type, received_at) VALUES (@Id, @TenantId, @ConnectionId, @EventId, @Type, @ReceivedAt)
        ON CONFLICT (connection_id, event_id) DO NOTHING
        """, new
        {
            Id = Guid.CreateVersion7(), connection.TenantId, ConnectionId = connection.Id, EventId = happened.Id, Type = happened.Type.Length <= 50 ? happened.Type : happened.Type[..50],
            ReceivedAt = Now,
        }, ct) == 1;

    private Comment NewComment(Connection connection, IncomingComment said, string? text) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = connection.TenantId, ConnectionId = connection.Id, Platform = connection.Platform, ExternalId = said.Id, PostId = said.PostId,
        ParentId = said.ParentId, AuthorId = said.AuthorId, AuthorName = said.AuthorName, Text = text, Version = 1, Likes = said.Likes, PostedAt = said.PostedAt ?? Now, ReceivedAt = Now,
        Status = CommentStatus.Pending,
    };

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static string? Bounded(string? text) => text is not { Length: > IncomingComment.MaxText } ? text
        : text[..(char.IsHighSurrogate(text[IncomingComment.MaxText - 1]) ? IncomingComment.MaxText - 1 : IncomingComment.MaxText)];
}
