using Steward.Jobs;

namespace Steward.Moderation;

/// <summary>Event: a comment has its verdict; told in the transaction that keeps it.</summary>
/// <param name="CommentId">The comment, as this program calls it.</param>
/// <param name="Platform">Where it was written.</param>
/// <param name="Decision">approve, flag, hide, delete or escalate.</param>
/// <param name="Severity">The gravest finding: low, medium, high, critical; null without any.</param>
public sealed record CommentModerated(Guid CommentId, string Platform, string Decision, string? Severity) : IJob
{
    /// <inheritdoc />
    public static string Kind => "moderation.comment.moderated";
}

/// <summary>Event: an action on a platform has ended.</summary>
/// <param name="ActionId">The action.</param>
/// <param name="CommentId">The comment it was about.</param>
/// <param name="Platform">Where.</param>
/// <param name="Action">allow, hide, delete, reply, pin, timeout or ban.</param>
/// <param name="Outcome">done, failed, unsupported or unknown.</param>
public sealed record ActionExecuted(Guid ActionId, Guid CommentId, string Platform, string Action, string Outcome) : IJob
{
    /// <inheritdoc />
    public static string Kind => "moderation.action.executed";
}
