using Microsoft.Extensions.Logging;

namespace Steward.Impact;

internal static partial class ImpactLog
{
    [LoggerMessage(8001, LogLevel.Warning, "Q2Q label {Label} ({Language}) of {ClientId} has drifted: PSI {Psi}, Jensen-Shannon {Js} over {SampleSize} texts")]
    public static partial void Drifted(ILogger log, Guid clientId, string label, string language, double psi, double js, int sampleSize);
}
