using System.Globalization;

namespace Steward.Scaffold;

/// <summary>Identifiers: <c>yyyyMMddHHmmss_Name</c>, the time in UTC, so that file order is the order of application.</summary>
internal static class MigrationId
{
    private const string Stamp = "yyyyMMddHHmmss";

    internal const int StampLength = 14;

    /// <summary>A new identifier: now, or a second after <paramref name="last"/> where a clock was ahead.</summary>
    internal static string After(string? last, string name, TimeProvider time)
    {
        var at = time.GetUtcNow().UtcDateTime;
        if (last is not null)
        {
            var earliest = DateTime.ParseExact(last[..StampLength], Stamp, CultureInfo.InvariantCulture).AddSeconds(1);
            if (at < earliest) at = earliest;
        }

        return $"{at.ToString(Stamp, CultureInfo.InvariantCulture)}_{name}";
    }

    /// <summary>A stamp and a name; a designer part's file name (<c>….Designer</c>) is none.</summary>
    internal static bool IsValid(string value) =>
        value.Length > StampLength + 1 && value[StampLength] == '_' && IsName(value[(StampLength + 1)..])
        && value.AsSpan(0, StampLength).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>A class name in Pascal case of 3 to 60 letters and digits.</summary>
    internal static bool IsName(string value) =>
        value.Length is >= 3 and <= 60 && char.IsAsciiLetterUpper(value[0]) && value.All(char.IsAsciiLetterOrDigit);
}
