namespace Steward.Jobs.Cron;

/// <summary>
/// A schedule that cannot be accepted. The message names the field and says why, and is meant for the person who wrote it.
/// </summary>
public sealed class CronException(string message) : FormatException(message);
