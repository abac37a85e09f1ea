using System.CommandLine;
using System.Globalization;

namespace Steward.Cli.Commands;

/// <summary>An option that is a day.</summary>
internal static class DayOption
{
    public static Option<DateOnly?> Of(string name, string description) => new(name)
    {
        Description = description, HelpName = "yyyy-MM-dd",
        CustomParser = given =>
        {
            if (DateOnly.TryParseExact(given.Tokens.Single().Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            given.AddError($"{name} is a day like 2026-11-30.");
            return null;
        },
    };
}
