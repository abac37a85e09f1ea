using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Steward.Platform.Errors;

namespace Steward.Platform.Http;

/// <summary>A place in an ordered list, opaque to the caller. It remembers which filters it belongs to; used with others it is refused.</summary>
public static class Cursor
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxLimit = 200;

    /// <summary>Packs the last row's key with a mark of the filters.</summary>
    public static string Pack(string key, string filters) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Mark(filters)}|{key}"));

    /// <summary>The key, or null when no cursor was given.</summary>
    /// <exception cref="ProblemException">400: not ours, or of a list with other filters.</exception>
    public static string? Unpack(string? cursor, string filters)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        if (cursor.Length <= 1000 && Base64Url.IsValid(cursor))
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|', 2);
            if (parts.Length == 2 && parts[0] == Mark(filters)) return parts[1];
        }

        throw Bad();
    }

    /// <summary>The key read as the list's own kind of value, or null when no cursor was given.</summary>
    /// <exception cref="ProblemException">400: not ours, or of a list with other filters.</exception>
    public static T? Unpack<T>(string? cursor, string filters) where T : struct, IParsable<T> =>
        Unpack(cursor, filters) is not { } key ? null : T.TryParse(key, CultureInfo.InvariantCulture, out var value) ? value : throw Bad();

    /// <summary>The page size asked for, or the default; 1 to <see cref="MaxLimit"/>.</summary>
    public static int Limit(int? asked, int otherwise = 50) =>
        asked is null or (>= 1 and <= MaxLimit) ? asked ?? otherwise
            : throw Problem.Invalid("/limit", "out_of_range", $"A number from 1 to {MaxLimit} is required.").AsException();

    private static ProblemException Bad() =>
        new Problem(400, "bad_cursor", "Bad cursor", "The cursor is not of this list with these filters; start without it.").AsException();

    private static string Mark(string filters) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(filters)))[..8];
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
