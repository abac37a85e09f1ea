using Steward.Jobs;

namespace Steward.Safety;

/// <summary>A text was flagged; published in the transaction that keeps the flag.</summary>
/// <param name="FlagId">The flag.</param>
/// <param name="ContentId">What the text is called by those who sent it.</param>
/// <param name="FlagReason">The flag's types, joined by a comma and a space.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="RequiresHumanReview">Whether it waits in the review queue.</param>
public sealed record SafetyFlagRaised(string FlagId, string ContentId, string FlagReason, double Confidence, bool RequiresHumanReview) : IJob
{
    /// <inheritdoc />
    public static string Kind => "safety.flag.raised";
}

/// <summary>A reviewer decided.</summary>
/// <param name="ReviewId">The queue item.</param>
/// <param name="FlagId">The flag it was about.</param>
/// <param name="ContentId">What the text is called by those who sent it.</param>
/// <param name="ReviewerId">Who decided, as signed in.</param>
/// <param name="Decision">approved (acceptable as it is), rejected (the flag was wrong), escalated or upheld (stays held).</param>
/// <param name="Notes">The reviewer's.</param>
/// <param name="CompletedAt">When.</param>
public sealed record SafetyReviewCompleted(
    string ReviewId, string FlagId, string ContentId, string ReviewerId, string Decision, string? Notes, DateTime CompletedAt) : IJob
{
    /// <inheritdoc />
    public static string Kind => "safety.review.completed";

    /// <summary>The text may go on.</summary>
    public bool Releases => Decision is "approved" or "rejected";
}

/// <summary>A decision was taken back: the text is held again until somebody has decided anew.</summary>
/// <param name="ReviewId">The queue item.</param>
/// <param name="FlagId">The flag it is about.</param>
/// <param name="ContentId">What the text is called by those who sent it.</param>
/// <param name="ReviewerId">Who took it back, as signed in.</param>
/// <param name="FlagReason">The flag's types, joined by a comma and a space.</param>
/// <param name="Undid">The decision that no longer holds: approved, rejected, escalated or upheld.</param>
/// <param name="Notes">Why.</param>
/// <param name="UndoneAt">When.</param>
public sealed record SafetyReviewUndone(
    string ReviewId, string FlagId, string ContentId, string ReviewerId, string FlagReason, string Undid, string? Notes, DateTime UndoneAt) : IJob
{
    /// <inheritdoc />
    public static string Kind => "safety.review.undone";
}
