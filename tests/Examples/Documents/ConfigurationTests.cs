using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Steward.Deliveries;
using Steward.Gateway;
using Steward.Identity;
using Steward.Jobs;
using Steward.Moderation;
using Steward.Observability;
using Steward.Pages;
using Steward.Platform.Http;
using Steward.Safety;

namespace Examples.Documents;

/// <summary>The table of settings is that of the code: names, defaults, nothing missing, nothing invented.</summary>
public sealed partial class ConfigurationTests
{
    private static readonly Dictionary<Type, string> Sections = new()
    {
        [typeof(IdentityOptions)] = "Identity", [typeof(LimitsOptions)] = "Limits", [typeof(JobsOptions)] = "Jobs", [typeof(GatewayOptions)] = "Gateway",
        [typeof(DeliveriesOptions)] = "Deliveries", [typeof(ObservabilityOptions)] = "Observability", [typeof(PagesOptions)] = "Pages",
        [typeof(SafetyOptions)] = "Safety", [typeof(ModerationOptions)] = "Moderation",
    };

    private static readonly Type[] Nested = [typeof(ProviderOptions), typeof(BatchingProviderOptions), typeof(BenevityOptions)];

    // Worked out when the program starts, not a value that can be printed.
    private static readonly string[] Computed = ["Observability:Version", "Identity:Development"];

    private static readonly Dictionary<string, string> InCode = Sections.SelectMany(s => Settings(s.Value, Activator.CreateInstance(s.Key)!))
        .Concat(Service.All.Select(s => KeyValuePair.Create($"Ports:{s.Name}", s.DefaultPort.ToString(CultureInfo.InvariantCulture))))
        .Append(KeyValuePair.Create("Server:Host", "127.0.0.1")).Append(KeyValuePair.Create("Database:Sqlite", "")).Append(KeyValuePair.Create("Database:Postgres", ""))
        .ToDictionary();

    private static readonly Dictionary<string, string> InTable = Markdown.Of("docs/configuration.md").Rows.Skip(1)
        .ToDictionary(r => r[0].Trim('`'), r => r[1] == "–" ? "" : r[1].Trim('`'));

    [Fact]
    public void Every_setting_is_in_the_table() => InCode.Keys.Except(InTable.Keys).ShouldBeEmpty();

    [Fact]
    public void Every_setting_of_the_table_is_in_the_code() => InTable.Keys.Except(InCode.Keys).ShouldBeEmpty();

    [Fact]
    public void Defaults_are_those_of_the_code() =>
        InCode.Where(s => !Computed.Contains(s.Key) && InTable.TryGetValue(s.Key, out var said) && said != s.Value)
            .Select(s => $"{s.Key} is '{s.Value}', the table says '{InTable[s.Key]}'").ShouldBeEmpty();

    [Fact]
    public void No_class_of_settings_is_forgotten()
    {
        var modules = Sections.Keys.Select(t => t.Assembly).Append(typeof(Steward.Impact.ImpactModule).Assembly);
        modules.Distinct().SelectMany(a => a.GetExportedTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetConstructor([]) is not null)
            .Except(Sections.Keys).Except(Nested).ShouldBeEmpty();
    }

    [Fact]
    public void Settings_that_are_read_by_name_are_in_the_table() =>
        (from file in Directory.EnumerateFiles(Path.Combine(Markdown.Root, "src"), "*.cs", SearchOption.AllDirectories)
         from match in ByName().Matches(File.ReadAllText(file))
         let name = match.Groups[1].Value
         where !InTable.ContainsKey(name)
         select $"{Path.GetFileName(file)}: {name}").Distinct().ShouldBeEmpty();

    [Fact]
    public void Settings_that_documents_name_exist() =>
        (from document in Markdown.All
         from text in document.Spans.Concat(document.Blocks.Select(b => b.Text))
         from match in Named().Matches(text)
         let name = match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)
         where !InTable.Keys.Any(s => s == name || s.StartsWith(name + ":", StringComparison.Ordinal) || name.StartsWith(s + ":", StringComparison.Ordinal))
         select $"{document.Path}: {name}").ShouldBeEmpty();

    [Fact]
    public void A_module_readme_names_every_setting_of_the_module() =>
        (from section in Sections
         let module = section.Key.Assembly.GetName().Name!.Split('.')[1]
         let readme = string.Join('\n', Markdown.Of($"src/{module}/README.md").Prose)
         from setting in InCode.Keys.Where(k => k.StartsWith(section.Value + ":", StringComparison.Ordinal))
         where setting != "Observability:Version" && !readme.Contains(setting, StringComparison.Ordinal) && !readme.Contains($"`{setting.Split(':')[^1]}`", StringComparison.Ordinal)
         select $"src/{module}/README.md: {setting}").ShouldBeEmpty();

    private static IEnumerable<KeyValuePair<string, string>> Settings(string section, object options) =>
        from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite && !property.PropertyType.IsAssignableTo(typeof(Delegate))
        from setting in Nested.Contains(property.PropertyType)
            ? Settings($"{section}:{property.Name}", property.GetValue(options)!)
            : [KeyValuePair.Create($"{section}:{property.Name}", Text(property.GetValue(options)))]
        select setting;

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable many => many.Cast<object>().Any() ? "a list" : "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    [GeneratedRegex("""(?:configuration\[|GetValue<[^>]+>\()"([A-Z]\w+:\w+)"[\])]""", RegexOptions.IgnoreCase)]
    private static partial Regex ByName();

    [GeneratedRegex(@"(?<![\w:])(?:STEWARD_)?((?:Server|Ports|Database|Identity|Limits|Jobs|Gateway|Deliveries|Observability|Pages|Safety)(?:(?::|__)[A-Za-z][\w-]*?)+)(?=[^\w:-]|__|:\d|$)")]
    private static partial Regex Named();
}
