using System.Text.Json;

namespace Steward.Moderation.Inbound;

/// <summary>A comment as a platform told of it.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="AuthorId">The platform's id of its author.</param>
internal sealed record IncomingComment(string Id, string AuthorId)
{
    public const int MaxText = 10_000;

    public string? AuthorName { get; init; }

    /// <summary>Null where the event does not bring it.</summary>
    public string? Text { get; init; }
    public string? PostId { get; init; }
    public string? ParentId { get; init; }
    public int Likes { get; init; }
    public DateTime? PostedAt { get; init; }

    /// <summary>Reads the normalised form; null when it is none.</summary>
    public static IncomingComment? From(JsonElement data) => Texts.Id(data, "id") is not { } id ? null : new IncomingComment(id, Texts.Id(data, "author_id") ?? "unknown")
    {
        AuthorName = Texts.Of(data, "author_name"), Text = Texts.Of(data, "text"), PostId = Texts.Id(data, "post_id"), ParentId = Texts.Id(data, "parent_id"),
        Likes = Numbers.Of(data, "likes") ?? 0, PostedAt = Texts.Time(data, "created_at"),
    };

    /// <summary>Whether its members can be kept.</summary>
    public bool Fits => new[] { Id, AuthorId, AuthorName, PostId, ParentId }.All(t => t is null || (t.Length <= 200 && !t.Contains('\0'))) && Id.Length > 0;
}

/// <summary>Something that happened to a comment.</summary>
/// <param name="Id">The event's id; the second of one id changes nothing. Null for what was asked for: there the text alone says whether something is new.</param>
/// <param name="Type">comment.created, comment.updated or comment.deleted; others are kept and nothing follows.</param>
/// <param name="Comment">The comment.</param>
internal sealed record IncomingEvent(string? Id, string Type, IncomingComment Comment)
{
    public const string Created = "comment.created";
    public const string Updated = "comment.updated";
    public const string Deleted = "comment.deleted";

    /// <summary>A person asked that somebody look at it.</summary>
    public bool Reported { get; init; }
}
