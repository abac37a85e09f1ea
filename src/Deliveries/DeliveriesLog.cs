using Microsoft.Extensions.Logging;

namespace Steward.Deliveries;

internal static partial class DeliveriesLog
{
    [LoggerMessage(5201, LogLevel.Information, "Delivery {DeliveryId} reached {Platform} on attempt {Attempt}")]
    public static partial void Delivered(ILogger log, Guid deliveryId, string platform, int attempt);

    [LoggerMessage(5202, LogLevel.Warning, "Attempt {Attempt} of delivery {DeliveryId} to {Platform} ended {Outcome}: {Reason}")]
    public static partial void AttemptFailed(ILogger log, Guid deliveryId, string platform, int attempt, string outcome, string? reason);

    [LoggerMessage(5203, LogLevel.Error, "Delivery {DeliveryId} to {Platform} is over, {Status}: {Reason}")]
    public static partial void Over(ILogger log, Guid deliveryId, string platform, string status, string? reason);
}
