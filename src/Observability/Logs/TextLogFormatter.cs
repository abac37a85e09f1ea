using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Steward.Observability.Logs;

/// <summary><c>HH:mm:ss LEVEL message</c> in local time, for somebody who watches a terminal.</summary>
internal sealed class TextLogFormatter(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "steward-text";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var hasSecret = entry.State is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(v => FieldName.Of(v.Key).IsSecret);
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        textWriter.Write($" {LogFormats.Word(entry.LogLevel),-5} ");
        textWriter.Write(Visible(LogMessage.Of(entry, hasSecret)));
        textWriter.Write('\n');
        if (entry.Exception is not { } exception) return;
        textWriter.Write($"  {exception.GetType().FullName}: {Visible(JsonLogFormatter.Messages(exception))}\n");
        if (entry.LogLevel >= LogLevel.Error && exception.StackTrace is { } stack) textWriter.Write(stack + "\n");
    }

    /// <summary>Control characters spelt out: text from outside neither starts a line of its own nor moves the cursor.</summary>
    private static string Visible(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                _ when char.IsControl(c) => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => shown.Append(c),
            };
        }

        return shown.ToString();
    }
}
