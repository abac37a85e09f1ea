namespace Steward.Pages.Documents;

/// <summary>Something about a page that its author should know.</summary>
/// <param name="Pointer">JSON pointer into the document.</param>
/// <param name="Code">Stable word.</param>
/// <param name="Detail">What to change, for a person.</param>
/// <param name="Severity">error: keeps the page from being published. warning: does not.</param>
internal sealed record Finding(string Pointer, string Code, string Detail, string Severity)
{
    public const string ErrorSeverity = "error", WarningSeverity = "warning";

    public bool IsError => Severity == ErrorSeverity;

    public static Finding Error(string pointer, string code, string detail) => new(pointer, code, detail, ErrorSeverity);

    public static Finding Warning(string pointer, string code, string detail) => new(pointer, code, detail, WarningSeverity);
}
