using System.Globalization;

namespace Steward.Cli.Commands.Gateway;

/// <summary>Says about money in words what fields say in values.</summary>
internal static class GatewayWords
{
    public static string Usd(decimal? value) => value is { } usd ? Usd(usd) : "–";

    public static string Usd(decimal value) => (value < 0 ? "-$" : "$") + Math.Abs(value).ToString(CultureInfo.InvariantCulture);
}
