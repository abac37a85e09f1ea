using Microsoft.Extensions.Logging;

namespace Steward.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(6001, LogLevel.Warning, "Provider {Provider} ({Model}) failed: {ErrorType}. {Reason}")]
    public static partial void ProviderFailed(ILogger log, string provider, string model, string errorType, string reason);
}
