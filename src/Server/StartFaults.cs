using System.Data.Common;
using System.Net.Sockets;

namespace Steward.Server;

/// <summary>What commonly keeps a program from starting, in words for whoever started it.</summary>
internal static class StartFaults
{
    /// <summary>One line, or null when the error is none of these and its stack is of use.</summary>
    public static string? InWords(Exception error) => error switch
    {
        // The configuration's binder: names the setting, its inner error the value.
        InvalidOperationException when error.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => "Setting: " + error.Message,
        InvalidDataException => "steward.json cannot be read: " + Innermost(error).Message,
        SocketException or DbException or TimeoutException => "The database cannot be used: " + Innermost(error).Message,
        InvalidOperationException { InnerException: DbException } => "The database cannot be used: " + Innermost(error).Message,
        _ => null,
    };

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
