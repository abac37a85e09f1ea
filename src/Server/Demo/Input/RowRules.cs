using System.Globalization;

namespace Steward.Server.Demo.Input;

/// <summary>What the server takes, checked before anything is sent so that a report can name the line.</summary>
internal static class RowRules
{
    public const int MaxText = 10_000;
    private const int MaxId = 200;
    private const int MaxLocale = 35;

    /// <summary>Why the text cannot be sent; null when it can.</summary>
    public static string? Wrong(string text) =>
        text.Length > MaxText ? string.Create(CultureInfo.InvariantCulture, $"text has {text.Length} characters; at most {MaxText}")
        : text.Contains('\0') ? "text contains a NUL character"
        : null;

    public static string? WrongId(string name, string? id) =>
        id is null ? null
        : id.Length > MaxId ? $"{name} is longer than {MaxId} characters"
        : id.Contains('\0') ? $"{name} contains a NUL character"
        : null;

    public static string? WrongLocale(string? locale) => locale?.Length > MaxLocale ? $"locale is longer than {MaxLocale} characters" : null;
}
