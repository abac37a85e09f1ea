using Microsoft.Extensions.Logging;

namespace Steward.Moderation;

internal static partial class ModerationLog
{
    [LoggerMessage(8401, LogLevel.Warning, "Action {ActionId} ({Kind} on {Platform}) ended {State}: {Detail}")]
    public static partial void ActionEnded(ILogger log, Guid actionId, string kind, string platform, string state, string? detail);

    [LoggerMessage(8402, LogLevel.Warning, "{Platform} refuses the credentials of connection {ConnectionId}")]
    public static partial void Refused(ILogger log, string platform, Guid connectionId);

    [LoggerMessage(8403, LogLevel.Warning, "An event of {Platform} was refused: {Reason}")]
    public static partial void EventRefused(ILogger log, string platform, string reason);
}
