using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Steward.Observability.Logs;

/// <summary>Chooses the log's form and what is worth a line before configuration has its say.</summary>
internal static class LogFormats
{
    // Categories whose lines repeat what the request log says, or carry statements and addresses.
    private static readonly string[] Chatty =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions", "System.Net.Http.HttpClient"];

    public static void AddLogFormat(this ILoggingBuilder logging, LogFormat format, bool isDevelopment)
    {
        var asText = format == LogFormat.Text || (format == LogFormat.Auto && isDevelopment && !Console.IsOutputRedirected);
        logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<TextLogFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(console => console.FormatterName = asText ? TextLogFormatter.FormatName : JsonLogFormatter.FormatName);
        logging.SetMinimumLevel(isDevelopment ? LogLevel.Debug : LogLevel.Information);
        logging.Services.Configure<LoggerFilterOptions>(AddDefaults);
    }

    // The last of equal rules wins: at the front, these give way to what configuration says about the same category.
    private static void AddDefaults(LoggerFilterOptions options)
    {
        foreach (var category in Chatty) options.Rules.Insert(0, new LoggerFilterRule(null, category, LogLevel.Warning, null));
    }

    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
