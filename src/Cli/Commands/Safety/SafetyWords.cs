using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Safety;

/// <summary>Says about estimates in words what fields say in values.</summary>
internal static class SafetyWords
{
    public static string Mean(ReviewEstimate estimate) => estimate.Mean.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Interval(ReviewEstimate estimate) => string.Create(CultureInfo.InvariantCulture, $"{estimate.Low:0.000} to {estimate.High:0.000}");
}
