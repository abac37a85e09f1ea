using System.Globalization;

namespace Steward.Cli.Commands.Keys;

/// <summary>Says about keys in words what their fields say in values.</summary>
internal static class KeyWords
{
    public static string Scopes(IReadOnlyList<string> scopes) => scopes.Count == 0 ? "" : ", only " + string.Join(", ", scopes);

    public static string Time(DateTimeOffset? at, string otherwise) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? otherwise;
}
