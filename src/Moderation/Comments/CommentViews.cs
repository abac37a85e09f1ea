using System.Text.Json;
using Steward.Gateway;
using Steward.Moderation.Verdicts;

namespace Steward.Moderation.Comments;

/// <summary>A comment with its verdict.</summary>
internal sealed record CommentView(
    Guid Id, string Platform, Guid? ConnectionId, string CommentId, string? PostId, string? ParentId, string AuthorId, string? AuthorName, string? Text, int Version, int Likes, DateTime CreatedAt,
    DateTime ReceivedAt, string Status, VerdictView? Verdict, DateTime? DueAt, string? DecidedBy, DateTime? DecidedAt, string? Note)
{
    public static CommentView Of(Comment c) => new(c.Id, c.Platform, c.ConnectionId == Guid.Empty ? null : c.ConnectionId, c.ExternalId, c.PostId, c.ParentId, c.AuthorId, c.AuthorName, c.Text, c.Version,
        c.Likes, c.PostedAt, c.ReceivedAt, c.Status, VerdictView.Of(c), c.DueAt, c.DecidedBy, c.DecidedAt, c.Note);
}

/// <summary>What was found in a version of a comment and decided.</summary>
internal sealed record VerdictView(
    string Decision, string? Severity, double Confidence, IReadOnlyList<ViolationView> Violations, string Provider, string Model, decimal CostUsd, long TookMs, string PolicyVersion, DateTime ModeratedAt)
{
    public static VerdictView? Of(Comment c) => c.Decision is null ? null : new VerdictView(c.Decision, c.Severity, c.Confidence,
        [.. JsonSerializer.Deserialize<Violation[]>(c.Violations ?? "[]", JsonSerializerOptions.Web)!.Select(ViolationView.Of)],
        c.Provider ?? "rules", c.Model ?? "rules", Money.UsdShown(c.CostPico), c.TookMs, c.PolicyVersion ?? "", c.ModeratedAt ?? c.ReceivedAt);
}

/// <summary>A rule that applies.</summary>
internal sealed record ViolationView(string RuleId, string Category, string Severity, double Confidence, string Reason, string? Action, bool Shadow)
{
    public static ViolationView Of(Violation v) => new(v.RuleId, v.Category, v.Severity, v.Confidence, v.Reason, v.Action, v.Shadow);
}

/// <summary>Something that was done, or was to be done, on a platform.</summary>
internal sealed record ActionView(Guid Id, string Action, string State, string? Detail, string RequestedBy, string? Text, int? Seconds, DateTime CreatedAt, DateTime? SentAt, DateTime? EndedAt)
{
    public static ActionView Of(CommentAction a) => new(a.Id, a.Kind, a.State, a.Detail, a.RequestedBy, a.Text, a.Seconds, a.CreatedAt, a.SentAt, a.EndedAt);
}
