namespace Steward.Deliveries.Sending;

/// <summary>How one attempt ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>Begun and not ended.</summary>
    Sending,

    /// <summary>The partner took it.</summary>
    Delivered,

    /// <summary>The partner says that an earlier attempt has arrived.</summary>
    AlreadyDelivered,

    /// <summary>It would be refused again.</summary>
    Refused,

    /// <summary>It did not arrive this time.</summary>
    Failed,

    /// <summary>It was sent, and no answer came: the partner may have it.</summary>
    Unknown,

    /// <summary>Settings are missing; nothing was sent.</summary>
    NotConfigured,

    /// <summary>The destination is an address that deliveries may not connect to; nothing was sent.</summary>
    Blocked,
}

/// <summary>How one attempt ended and what the partner said.</summary>
/// <param name="Outcome">Decides what happens next.</param>
/// <param name="Error">For people; never holds a secret.</param>
/// <param name="StatusCode">The partner's HTTP status, when there was one.</param>
/// <param name="Snippet">The start of the answer, cleaned.</param>
/// <param name="RetryAfter">When the partner wants to be asked again.</param>
internal sealed record SendResult(AttemptOutcome Outcome, string? Error = null, int? StatusCode = null, string? Snippet = null, TimeSpan? RetryAfter = null)
{
    public bool Arrived => Outcome is AttemptOutcome.Delivered or AttemptOutcome.AlreadyDelivered;

    /// <summary>Whether another attempt may end better.</summary>
    public bool MayRetry => Outcome is AttemptOutcome.Failed or AttemptOutcome.Unknown;

    /// <summary>The outcome as it is stored and shown.</summary>
    public static string Name(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.AlreadyDelivered => "already_delivered",
        AttemptOutcome.NotConfigured => "not_configured",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
