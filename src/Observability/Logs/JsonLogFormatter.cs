using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Steward.Observability.Logs;

/// <summary>One JSON object per line: timestamp, level, message, context, and the exception where there is one.</summary>
internal sealed class JsonLogFormatter(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "steward-json";
    private const int MaxStack = 16_000;
    private const int MaxInner = 5;
    private const string Withheld = "(withheld: it may quote a text)";

    [ThreadStatic]
    private static Line? t_spare;

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // Taken, not shared: a value's ToString may itself log on this thread.
        var line = t_spare ?? new Line();
        t_spare = null;
        line.Context.Fill(entry.Category, entry.EventId, entry.State, scopeProvider);
        Write(line.Json, entry, line.Context);
        line.Json.Flush();
        textWriter.Write(Encoding.UTF8.GetString(line.Buffer.WrittenSpan));
        textWriter.Write('\n');
        line.Reset();
        t_spare = line;
    }

    private void Write<TState>(Utf8JsonWriter json, in LogEntry<TState> entry, LogContext context)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", LogFormats.Word(entry.LogLevel));
        WriteText(json, "message", LogMessage.Of(entry, context.HasSecret));
        json.WriteStartObject("context");
        foreach (var (name, value, _) in context.Fields) WriteField(json, name, value);
        json.WriteEndObject();
        if (entry.Exception is { } exception) WriteException(json, exception, entry.LogLevel >= LogLevel.Error);
        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, FieldName name, object? value)
    {
        if (value is null)
        {
            json.WriteNull(name.Text);
            return;
        }

        if (name.IsSecret)
        {
            json.WriteString(name.Text, LogScrubber.Redacted);
            return;
        }

        switch (value)
        {
            case bool b: json.WriteBoolean(name.Text, b); break;
            case int i: json.WriteNumber(name.Text, i); break;
            case long l: json.WriteNumber(name.Text, l); break;
            case double d when double.IsFinite(d): json.WriteNumber(name.Text, d); break;
            case decimal m: json.WriteNumber(name.Text, m); break;
            default: WriteText(json, name.Text, LogScrubber.Clean(LogContext.Text(value), LogContext.MaxValue)); break;
        }
    }

    private static void WriteException(Utf8JsonWriter json, Exception exception, bool withStack)
    {
        json.WriteStartObject("exception");
        json.WriteString("type", exception.GetType().FullName);
        WriteText(json, "message", Messages(exception));
        if ((withStack || MessageOf(exception) == Withheld) && exception.StackTrace is { } stack) WriteText(json, "stack", LogScrubber.Clean(stack, MaxStack));
        json.WriteEndObject();
    }

    public static string Messages(Exception exception)
    {
        var text = new StringBuilder(MessageOf(exception));
        var inner = exception.InnerException;
        for (var depth = 0; inner is not null && depth < MaxInner; depth++, inner = inner.InnerException)
            text.Append(CultureInfo.InvariantCulture, $" <- {inner.GetType().FullName}: {MessageOf(inner)}");
        return LogScrubber.Clean(text.ToString(), LogContext.MaxValue);
    }

    // Our own exceptions, the database's and the network's never quote people's texts; of all others nobody knows. The stack says where it was.
    private static string MessageOf(Exception exception) =>
        exception is DbException or IOException or SocketException or TimeoutException or OperationCanceledException or HttpRequestException
            || exception.GetType().Namespace?.StartsWith("Steward.", StringComparison.Ordinal) == true
            ? exception.Message : Withheld;

    // The writer refuses half a surrogate pair, which text from outside may hold.
    private static void WriteText(Utf8JsonWriter json, string name, string text) =>
        json.WriteString(name, Encoding.UTF8.GetBytes(text));

    private sealed class Line
    {
        private const int MaxKept = 64 * 1024;

        public Line() => Json = new Utf8JsonWriter(Buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        public LogContext Context { get; } = new();

        public ArrayBufferWriter<byte> Buffer { get; private set; } = new(1024);

        public Utf8JsonWriter Json { get; }

        public void Reset()
        {
            Context.Clear();
            if (Buffer.Capacity > MaxKept) Buffer = new ArrayBufferWriter<byte>(1024);
            else Buffer.ResetWrittenCount();
            Json.Reset(Buffer);
        }
    }
}
