using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Steward.Observability.Logs;

/// <summary>The message of an entry without the values that its fields may not show.</summary>
internal static class LogMessage
{
    public const int Max = 8000;

    public static string Of<TState>(in LogEntry<TState> entry, bool hasSecret)
    {
        var text = hasSecret ? Rendered(entry.State) : entry.Formatter?.Invoke(entry.State, entry.Exception);
        return LogScrubber.Clean(text ?? "", Max);
    }

    // The framework has only one finished text, with the secret in it: the template is filled again.
    private static string Rendered<TState>(TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return LogScrubber.Redacted;
        if (values.FirstOrDefault(v => v.Key == "{OriginalFormat}").Value is not string template) return LogScrubber.Redacted;
        var text = new StringBuilder(template.Length + 32);
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{' && template.IndexOf('}', i) is var end and > 0)
            {
                Fill(text, template.AsSpan(i + 1, end - i - 1), values);
                i = end;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static void Fill(StringBuilder text, ReadOnlySpan<char> hole, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var colon = hole.IndexOf(':');
        var format = colon < 0 ? null : hole[(colon + 1)..].ToString();
        var name = (colon < 0 ? hole : hole[..colon]).ToString().Split(',')[0].TrimStart('@', '$');
        var value = values.FirstOrDefault(v => v.Key.TrimStart('@', '$') == name).Value;
        if (FieldName.Of(name).IsSecret) text.Append(LogScrubber.Redacted);
        else if (value is null) text.Append("(null)");
        else if (value is IFormattable formattable && format is not null) text.Append(formattable.ToString(format, CultureInfo.InvariantCulture));
        else text.Append(LogContext.Text(value));
    }
}
