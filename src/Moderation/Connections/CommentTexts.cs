using Microsoft.EntityFrameworkCore;
using Steward.Jobs;
using Steward.Moderation.Platforms;
using Steward.Platform.Data;

namespace Steward.Moderation.Connections;

/// <summary>Fetches the text of a comment whose event did not bring it.</summary>
internal sealed class CommentTexts(AppDb db, PlatformCalls calls, CallRates rates, Vault vault)
{
    /// <summary>False where the comment is gone.</summary>
    /// <exception cref="JobException">The platform could not be asked, or has too many requests.</exception>
    public async Task<bool> FetchAsync(Comment comment, CancellationToken ct)
    {
        var platform = PlatformList.Of(comment.Platform);
        var connection = await db.Set<Connection>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == comment.ConnectionId && c.Sealed != null, ct);
        if (connection is null) throw new JobException(JobErrorType.Auth, "The account is not connected any more.");
        var account = new Account(connection, vault.Open(connection.Id, connection.Sealed));
        if (platform.TextRequestFor(account, comment) is not { } request) return false;
        if (await rates.AskAsync(connection.Id, platform.Limits, ct) is { Ticks: > 0 } wait) throw new JobException(JobErrorType.RateLimit, "The platform's limit is used up.", wait);
        var end = await calls.SendAsync(platform.Name, request, ct);
        if (end.Reply is null) throw new JobException(JobErrorType.Unavailable, end.Fault!);
        switch (platform.Judge(end.Reply))
        {
            case Answer.Wait: throw new JobException(JobErrorType.RateLimit, "The platform has too many requests.", end.RetryAfter ?? TimeSpan.FromMinutes(1));
            case Answer.Unsure: throw new JobException(JobErrorType.Unavailable, $"The platform answered {end.Reply.Status}.");
            case Answer.Refused: throw new JobException(JobErrorType.Auth, "The platform refuses the credentials.");
            default: break;
        }

        if (platform.ReadText(end.Reply, comment) is not { } found) return false;
        (comment.Text, comment.AuthorId, comment.AuthorName, comment.Likes) = (found.Text, found.AuthorId, found.AuthorName ?? comment.AuthorName, found.Likes);
        return true;
    }
}
