namespace Steward.Client;

/// <summary>The queue and its reviewers in numbers.</summary>
/// <param name="Days">How far back.</param>
/// <param name="Queue">What waits now.</param>
/// <param name="Reviewers">Who decided, the busiest first.</param>
/// <param name="Agreement">How often a blind second opinion agreed.</param>
/// <param name="Kappa">Agreement beyond chance, 1 at most.</param>
/// <param name="Detectors">What reviewers made of each type of flag.</param>
public sealed record ReviewFigures(
    int Days, ReviewBacklog Queue, IReadOnlyList<ReviewerFigures> Reviewers, ReviewEstimate Agreement, double? Kappa, IReadOnlyList<DetectorFigures> Detectors);

/// <summary>What waits now.</summary>
/// <param name="Pending">To be decided.</param>
/// <param name="Escalated">Handed on.</param>
/// <param name="Leased">Of both, before a reviewer now.</param>
/// <param name="Overdue">Of both, those that should have been decided by now.</param>
/// <param name="OldestSeconds">Age of the oldest; null when nothing waits.</param>
public sealed record ReviewBacklog(int Pending, int Escalated, int Leased, int Overdue, long? OldestSeconds);

/// <summary>One reviewer's decisions.</summary>
/// <param name="Reviewer">Who.</param>
/// <param name="Decided">Items decided.</param>
/// <param name="Upheld">Flags upheld.</param>
/// <param name="Released">Texts let go.</param>
/// <param name="Escalated">Items handed on.</param>
/// <param name="MedianMinutes">From queued to decided.</param>
/// <param name="P95Minutes">The same of the slowest twentieth.</param>
/// <param name="Appealed">Appeals that were decided.</param>
/// <param name="Overturned">Of them those that let the text go.</param>
public sealed record ReviewerFigures(
    string Reviewer, int Decided, int Upheld, int Released, int Escalated, double MedianMinutes, double P95Minutes, int Appealed, int Overturned);

/// <summary>What reviewers made of a type of flag.</summary>
/// <param name="Type">profanity, spam, pii, toxicity or rule.</param>
/// <param name="Precision">The share that was upheld.</param>
public sealed record DetectorFigures(string Type, ReviewEstimate Precision);
