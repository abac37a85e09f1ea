using System.Data.Common;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Steward.Server;

/// <summary>What commonly keeps a program from starting, in words for whoever started it.</summary>
internal static partial class StartFaults
{
    /// <summary>A line or more, or null when the error is none of these and its stack is of use.</summary>
    public static string? InWords(Exception error) => error switch
    {
        OptionsValidationException invalid => string.Join('\n', invalid.Failures.Select(f => "Setting: " + Reason(invalid.OptionsType, f))),
        // The configuration's binder: names the setting, its inner error the value.
        InvalidOperationException when error.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => "Setting: " + error.Message,
        InvalidDataException => "steward.json cannot be read: " + Innermost(error).Message,
        SocketException or DbException or TimeoutException => "The database cannot be used: " + Innermost(error).Message,
        InvalidOperationException { InnerException: DbException } => "The database cannot be used: " + Innermost(error).Message,
        _ => null,
    };

    // Data annotations wrap their reason in the names of type and member; a section is called as its type without "Options".
    private static string Reason(Type options, string failure) => Annotation().Match(failure) is { Success: true } match
        ? $"{options.Name.Replace("Options", "", StringComparison.Ordinal)}:{match.Groups["member"].Value}: {match.Groups["reason"].Value}" : failure;

    [GeneratedRegex("members: '(?<member>[^']*)' with the error: '(?<reason>.*)'", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Annotation();

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
