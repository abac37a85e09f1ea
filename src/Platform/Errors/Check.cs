namespace Steward.Platform.Errors;

/// <summary>Gathers what is wrong with a request, then refuses it once with every pointer named.</summary>
public sealed class Check
{
    private readonly List<FieldError> _errors = [];

    /// <summary>Identifiers that come from outside are opaque text up to this many characters.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Adds an error unless <paramref name="holds"/>.</summary>
    public Check That(bool holds, string pointer, string code, string detail)
    {
        if (!holds) _errors.Add(new FieldError(pointer, code, detail));
        return this;
    }

    /// <summary>Required text of 1 to <paramref name="max"/> characters, without NUL.</summary>
    public Check Text(string pointer, string? value, int max) =>
        string.IsNullOrWhiteSpace(value) ? That(false, pointer, "required", $"A text of 1 to {max} characters is required.")
            : OptionalText(pointer, value, max);

    /// <summary>Absent, or text up to <paramref name="max"/> characters, without NUL.</summary>
    public Check OptionalText(string pointer, string? value, int max) =>
        That(value is null || value.Length <= max, pointer, "too_long", $"At most {max} characters; got {value?.Length}.")
            .That(value is null || !value.Contains('\0'), pointer, "invalid", "A NUL character is not allowed.");

    /// <summary>Required identifier from outside: 1 to 200 characters.</summary>
    public Check Id(string pointer, string? value) => Text(pointer, value, MaxIdLength);

    /// <summary>One of a closed list.</summary>
    public Check OneOf(string pointer, string? value, IReadOnlyCollection<string> allowed) =>
        That(value is not null && allowed.Contains(value), pointer, value is null ? "required" : "invalid",
            $"One of {string.Join(", ", allowed)} is required.");

    /// <summary>A number inside a range, both ends included; absent passes.</summary>
    public Check Range(string pointer, double? value, double min, double max) =>
        That(value is null || (value >= min && value <= max), pointer, "out_of_range",
            FormattableString.Invariant($"A number from {min} to {max} is required."));

    /// <summary>Refuses the request if anything was wrong.</summary>
    /// <exception cref="ProblemException">400 with all errors.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw Problem.Invalid(_errors).AsException();
    }
}
