using System.Reflection;
using Microsoft.Extensions.Configuration;
using Steward.Deliveries;
using Steward.Gateway;
using Steward.Identity;
using Steward.Jobs;
using Steward.Moderation;
using Steward.Observability;
using Steward.Pages;
using Steward.Platform.Http;
using Steward.Safety;

namespace Steward.Server;

/// <summary>Refuses settings that there are not: a budget whose name is mistyped would otherwise silently be the default.</summary>
internal static class SettingNames
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Server"] = ["Host"], ["Database"] = ["Sqlite", "Postgres"], ["Ports"] = [.. Service.All.Select(s => s.Name)],
        ["Identity"] = Of<IdentityOptions>(), ["Limits"] = Of<LimitsOptions>(), ["Jobs"] = Of<JobsOptions>(), ["Gateway"] = Of<GatewayOptions>(),
        ["Deliveries"] = Of<DeliveriesOptions>(), ["Observability"] = Of<ObservabilityOptions>(), ["Pages"] = Of<PagesOptions>(),
        ["Safety"] = Of<SafetyOptions>(), ["Moderation"] = Of<ModerationOptions>(),
    };

    /// <summary>Checks all settings from wherever they come.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="ownSections">Whether the program may have sections of its own, as one that embeds the server does.</param>
    /// <exception cref="StartException">There is no setting of that name.</exception>
    public static void Check(IConfiguration configuration, bool ownSections)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (Known.TryGetValue(section.Key, out var names))
            {
                if (section.GetChildren().FirstOrDefault(s => !names.Contains(s.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
                    throw new StartException($"There is no setting '{unknown.Path}'; under {section.Key} there are {string.Join(", ", names)}.");
            }
            // A plain variable such as STEWARD_KEY is the command line client's.
            else if (!ownSections && section.Key != "Logging" && section.GetChildren().FirstOrDefault() is { } other)
            {
                throw new StartException($"There is no setting '{other.Path}'; the sections are {string.Join(", ", Known.Keys)}.");
            }
        }
    }

    private static string[] Of<T>() =>
        [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && !p.PropertyType.IsAssignableTo(typeof(Delegate))).Select(p => p.Name)];
}
