namespace Steward.Client;

/// <summary>Time-outs and retries of a <see cref="StewardClient"/>.</summary>
public sealed record StewardClientOptions
{
    /// <summary>How long one attempt may take. Defaults to 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call that may be repeated is tried again, 0 to 10. Defaults to 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The longest wait before an attempt; a server that asks for more is taken at its word and the call fails. Defaults to 30 seconds.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock for waits. Defaults to the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
