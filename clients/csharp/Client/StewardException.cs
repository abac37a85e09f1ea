namespace Steward.Client;

/// <summary>One thing wrong in what was sent.</summary>
/// <param name="Pointer">JSON pointer to the member, for example <c>/data/text</c>.</param>
/// <param name="Code">Stable word: <c>required</c>, <c>too_long</c>, <c>invalid</c> …</param>
/// <param name="Detail">What to change, for a person.</param>
public sealed record StewardFieldError(string Pointer, string Code, string Detail);

/// <summary>The server refused a call, or could not be reached.</summary>
public sealed class StewardException : Exception
{
    /// <summary>The code of a server that could not be reached or did not answer in time.</summary>
    public const string UnreachableCode = "unreachable";

    internal StewardException(int status, string code, string title, string detail, Exception? inner = null)
        : base(string.IsNullOrEmpty(detail) ? title : detail, inner) => (Status, Code, Title, Detail) = (status, code, title, detail);

    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; }

    /// <summary>Stable name of the problem, for example <c>not_found</c>; <see cref="UnreachableCode"/> when there was no answer.</summary>
    public string Code { get; }

    /// <summary>Short and the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>This occurrence, and what to do about it.</summary>
    public string Detail { get; }

    /// <summary>What is wrong where in the body; empty when nothing particular is.</summary>
    public IReadOnlyList<StewardFieldError> Errors { get; init; } = [];

    /// <summary>Finds the call in the server's log; null when there was no answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when there was no answer at all.</summary>
    public bool IsUnreachable => Status == 0;
}
