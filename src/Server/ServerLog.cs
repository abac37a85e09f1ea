using Microsoft.Extensions.Logging;

namespace Steward.Server;

internal static partial class ServerLog
{
    [LoggerMessage(9001, LogLevel.Warning, "{Warning}")]
    public static partial void PortSkipped(ILogger log, string warning);

    [LoggerMessage(9002, LogLevel.Information, "Serving {Service} at {Address}")]
    public static partial void Serving(ILogger log, string service, string address);

    [LoggerMessage(9003, LogLevel.Warning, "Development mode: requests from this machine without credentials act as the demo company's administrator")]
    public static partial void Development(ILogger log);

    [LoggerMessage(9004, LogLevel.Information, "Ready")]
    public static partial void Ready(ILogger log);
}
