namespace Steward.Platform.Errors;

/// <summary>One thing wrong in a request body.</summary>
/// <param name="Pointer">JSON pointer to the member, for example <c>/data/text</c>.</param>
/// <param name="Code">Stable word: <c>required</c>, <c>too_long</c>, <c>invalid</c> …</param>
/// <param name="Detail">What to change, for a person.</param>
public sealed record FieldError(string Pointer, string Code, string Detail);

/// <summary>
/// An outcome that is not success, as RFC 9457 knows it. <see cref="Code"/> is stable and becomes the last part of <c>type</c>; the older contracts'
/// members (<c>error</c>, <c>message</c>, <c>success</c>) are added on the wire.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable name, lower case with underscores.</param>
/// <param name="Title">Short and the same for every occurrence.</param>
/// <param name="Detail">This occurrence, and what to do about it.</param>
public sealed record Problem(int Status, string Code, string Title, string Detail)
{
    /// <summary>What is wrong where in the body.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>Further members of the answer.</summary>
    public IReadOnlyDictionary<string, object?> Members { get; init; } = new Dictionary<string, object?>();

    /// <summary>When to come back; becomes <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The problem as an exception, to leave the current method.</summary>
    public ProblemException AsException() => new(this);

    /// <summary>404: there is none, or it is another tenant's.</summary>
    public static Problem NotFound(string what, string id) =>
        new(404, "not_found", $"{what} not found", $"There is no {what.ToLowerInvariant()} '{Short(id)}'.");

    /// <summary>400: members of the body are wrong.</summary>
    public static Problem Invalid(IReadOnlyList<FieldError> errors) =>
        new(400, "validation", "Validation failed", string.Join(" ", errors.Select(e => e.Pointer.Length == 0 ? e.Detail : $"{e.Pointer}: {e.Detail}"))) { Errors = errors };

    /// <summary>400: one member of the body is wrong.</summary>
    public static Problem Invalid(string pointer, string code, string detail) => Invalid([new FieldError(pointer, code, detail)]);

    /// <summary>401: no credentials, or none that hold.</summary>
    public static Problem Unauthorized(string detail) => new(401, "unauthorized", "Unauthorized", detail);

    /// <summary>403: known, but not allowed.</summary>
    public static Problem Forbidden(string permission) =>
        new(403, "forbidden", "Forbidden", $"This needs the permission '{permission}'.");

    /// <summary>409: the state does not allow it.</summary>
    public static Problem Conflict(string code, string detail) => new(409, code, "Conflict", detail);

    /// <summary>503: too much at once; nothing was stored.</summary>
    public static Problem Overloaded(string detail) =>
        new(503, "overloaded", "Service overloaded", detail) { RetryAfter = TimeSpan.FromSeconds(1) };

    private static string Short(string id) => id.Length <= 100 ? id : id[..100] + "…";
}

/// <summary>Leaves the current method with a <see cref="Problem"/>; answered once, at the edge.</summary>
public sealed class ProblemException(Problem problem) : Exception($"{problem.Code}: {problem.Detail}")
{
    /// <summary>What went wrong.</summary>
    public Problem Problem { get; } = problem;
}
