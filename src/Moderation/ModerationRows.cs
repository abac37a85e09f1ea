using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Moderation;

/// <summary>An account on a platform whose comments are moderated.</summary>
internal sealed class Connection : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Platform { get; set; }

    /// <summary>What the platform calls the account: its events and routes name it.</summary>
    public required string Account { get; set; }

    /// <summary>Where comments are looked for, where the platform wants to be told: channels, separated by blanks.</summary>
    public string? Places { get; set; }

    /// <summary>The platform's address; its usual one where null.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>connected, refused (the credentials do not hold) or disconnected.</summary>
    public required string Status { get; set; }

    /// <summary>The credentials, encrypted; null once disconnected.</summary>
    public byte[]? Sealed { get; set; }
    public string? Trouble { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime UpdatedAt { get; set; }

    /// <summary>When a signed event came last.</summary>
    public DateTime? HeardAt { get; set; }
    public DateTime? PolledAt { get; set; }
}

/// <summary>An event that has come; its second delivery changes nothing.</summary>
internal sealed class InboundEvent : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; set; }
    public required string EventId { get; set; }
    public required string Type { get; set; }
    public DateTime ReceivedAt { get; set; }
}

/// <summary>A comment, what was found in it and what became of it.</summary>
internal sealed class Comment : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Empty for comments that were only sent for a verdict.</summary>
    public Guid ConnectionId { get; set; }
    public required string Platform { get; set; }
    public required string ExternalId { get; set; }
    public string? PostId { get; set; }
    public string? ParentId { get; set; }
    public required string AuthorId { get; set; }
    public string? AuthorName { get; set; }

    /// <summary>Null while it is still to be fetched, and once it is erased.</summary>
    public string? Text { get; set; }

    /// <summary>1 for what was first written; grows with every edit that changes the text.</summary>
    public int Version { get; set; }
    public int Likes { get; set; }
    public DateTime PostedAt { get; set; }
    public DateTime ReceivedAt { get; set; }

    /// <summary>See <see cref="CommentStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>What the rules decided; null until then.</summary>
    public string? Decision { get; set; }
    public string? Severity { get; set; }
    public double Confidence { get; set; }

    /// <summary>What was found, as JSON.</summary>
    public string? Violations { get; set; }
    public string? Provider { get; set; }
    public string? Model { get; set; }
    public long CostPico { get; set; }
    public long TookMs { get; set; }
    public string? PolicyVersion { get; set; }
    public DateTime? ModeratedAt { get; set; }

    /// <summary>Until when a person has to decide; null where nobody has to.</summary>
    public DateTime? DueAt { get; set; }
    public string? DecidedBy { get; set; }
    public DateTime? DecidedAt { get; set; }
    public string? Note { get; set; }
}

/// <summary>Where a comment is.</summary>
internal static class CommentStatus
{
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Flagged = "flagged";
    public const string Escalated = "escalated";
    public const string Hidden = "hidden";
    public const string Removed = "removed";

    /// <summary>Its author or the platform took it away.</summary>
    public const string Gone = "gone";

    public static readonly string[] All = [Pending, Approved, Flagged, Escalated, Hidden, Removed, Gone];
}

/// <summary>Something to be done on a platform, and how that ended. Noted before it is sent, so that a crash leaves a trace.</summary>
internal sealed class CommentAction : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid CommentId { get; set; }
    public Guid ConnectionId { get; set; }
    public required string Platform { get; set; }
    public required string Kind { get; set; }

    /// <summary>The words of a reply.</summary>
    public string? Text { get; set; }

    /// <summary>How long a time-out lasts.</summary>
    public int? Seconds { get; set; }

    /// <summary>See <see cref="ActionState"/>.</summary>
    public required string State { get; set; }

    /// <summary>The job's lease that sent it last: an older attempt that wakes up late may not.</summary>
    public long Lease { get; set; }
    public string? Detail { get; set; }
    public required string RequestedBy { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? SentAt { get; set; }
    public DateTime? EndedAt { get; set; }
}

/// <summary>How far an action is.</summary>
internal static class ActionState
{
    public const string Waiting = "waiting";

    /// <summary>The request may be under way or with the platform.</summary>
    public const string Sending = "sending";
    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>The platform cannot do it.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>It was sent, and whether it was done cannot be found out.</summary>
    public const string Unknown = "unknown";
}

/// <summary>A rule of a tenant.</summary>
internal sealed class StoredRule : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>Null: on every platform.</summary>
    public string? Platform { get; set; }

    /// <summary>draft, shadow, live or retired.</summary>
    public required string State { get; set; }

    /// <summary>What it looks for and what follows, as JSON.</summary>
    public required string Definition { get; set; }

    /// <summary>Grows with every change; the entity tag.</summary>
    public int Version { get; set; }
    public required string ChangedBy { get; set; }
    public DateTime ChangedAt { get; set; }
}

/// <summary>A rule that applied to a version of a comment.</summary>
internal sealed class RuleHit : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid CommentId { get; set; }
    public int CommentVersion { get; set; }

    /// <summary>The tenant's rule by its id, or one that comes with the program by its name.</summary>
    public required string RuleId { get; set; }
    public required string Severity { get; set; }
    public double Confidence { get; set; }

    /// <summary>The rule only watched.</summary>
    public bool Shadow { get; set; }
    public DateTime At { get; set; }
}

/// <summary>What a person said about a verdict.</summary>
internal sealed class VerdictFeedback : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid CommentId { get; set; }
    public int CommentVersion { get; set; }
    public required string RuleId { get; set; }

    /// <summary>false_positive, false_negative or correct.</summary>
    public required string Kind { get; set; }
    public string? Note { get; set; }
    public required string SaidBy { get; set; }
    public DateTime At { get; set; }
}

/// <summary>An author whose comments are not looked at for spam.</summary>
internal sealed class TrustedAuthor : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Platform { get; set; }
    public required string AuthorId { get; set; }
    public string? Note { get; set; }
    public required string AddedBy { get; set; }
    public DateTime AddedAt { get; set; }
}

/// <summary>What a connection has sent lately; locked while it is asked.</summary>
internal sealed class CallRate
{
    public Guid ConnectionId { get; set; }

    /// <summary>Calls of the last minute by the second.</summary>
    public required string Seconds { get; set; }

    /// <summary>Calls of the last hour by the minute.</summary>
    public required string Minutes { get; set; }
}

/// <summary>What a connection sent, and was held back from sending, in one minute; kept for the history.</summary>
internal sealed class CallMinute
{
    public Guid ConnectionId { get; set; }

    /// <summary>Minutes since 1970 by the database's clock.</summary>
    public long Minute { get; set; }
    public int Calls { get; set; }

    /// <summary>Requests that had to wait because the platform's limit was used up.</summary>
    public int Held { get; set; }

    /// <summary>When the last of them was held back, in milliseconds since 1970.</summary>
    public long? HeldAt { get; set; }
}

/// <summary>Grows with every change of a tenant's rules, in the same transaction: whoever remembers rules knows by it whether they still hold.</summary>
internal sealed class PolicyVersion : ITenantOwned
{
    public Guid TenantId { get; set; }
    public long Version { get; set; }
}

/// <summary>An address of the tenant's that is told what happens to comments.</summary>
internal sealed class OutgoingWebhook : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Platform { get; set; }
    public required string Url { get; set; }

    /// <summary>The events it wants, separated by blanks.</summary>
    public required string Events { get; set; }

    /// <summary>The secret that signs them, encrypted.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>See <see cref="WebhookStatus"/>.</summary>
    public required string Status { get; set; }
    public string? Trouble { get; set; }

    /// <summary>Events in a row that did not arrive.</summary>
    public int Failures { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? VerifiedAt { get; set; }

    /// <summary>When an event arrived last.</summary>
    public DateTime? ArrivedAt { get; set; }
}

/// <summary>Whether an address is told.</summary>
internal static class WebhookStatus
{
    /// <summary>It has not sent the challenge back yet.</summary>
    public const string Pending = "pending";
    public const string Active = "active";

    /// <summary>It said that it is gone, or too many events did not arrive: it has to be verified again.</summary>
    public const string Suspended = "suspended";
}

/// <summary>A sign-in at a platform that has begun. Used once.</summary>
internal sealed class SignInState : ITenantOwned
{
    /// <summary>SHA-256 of the state.</summary>
    public required string Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; set; }
    public required string RedirectUri { get; set; }
    public required string StartedBy { get; set; }
    public DateTime ExpiresAt { get; set; }
}
