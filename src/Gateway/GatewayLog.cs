using Microsoft.Extensions.Logging;

namespace Steward.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(6001, LogLevel.Warning, "Provider {Provider} ({Model}) failed: {ErrorType}. {Reason}")]
    public static partial void ProviderFailed(ILogger log, string provider, string model, string errorType, string reason);

    [LoggerMessage(6002, LogLevel.Information,
        "{Task} for {ClientId} by {Provider}/{Model}: {Outcome}, {InputTokens} input, {CachedTokens} cached, {OutputTokens} output tokens in {LatencyMs} ms")]
    public static partial void Called(
        ILogger log, string task, Guid clientId, string provider, string model, string outcome, long inputTokens, long cachedTokens, long outputTokens, double latencyMs);

    [LoggerMessage(6004, LogLevel.Warning, "Files of batch {BatchId} could not be removed at {Provider}: {Reason}")]
    public static partial void BatchFilesLeft(ILogger log, Guid batchId, string provider, string reason);

    [LoggerMessage(6003, LogLevel.Warning, "The AI {What} of {ClientId} ({Limit}) is used to {Percent} percent this month")]
    public static partial void BudgetUsed(ILogger log, Guid clientId, string limit, string what, int percent);
}
