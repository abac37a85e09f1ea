using System.Text.Json;
using Steward.Privacy.Detection;
using Steward.Safety.Gate;

namespace Steward.Safety.Screening.Bulk;

/// <summary>
/// Screens a stream of lines, each a JSON object with <c>id</c> and <c>text</c>, and writes a line with the verdict for each, in the same
/// order. Holds one line at a time, so memory does not grow with the stream.
/// </summary>
/// <param name="screener">Judges the texts.</param>
public sealed class LineScreener(Screener screener)
{
    private const int LongestId = 200;
    private const int OutputAtOnce = 1 << 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly JsonWriterOptions Plain = new() { SkipValidation = true };

    /// <summary>Screens all lines. A line that cannot be read becomes <c>{"line":3,"error":"…"}</c>; empty lines are passed over.</summary>
    /// <param name="input">UTF-8.</param>
    /// <param name="output">Where the verdicts go.</param>
    /// <param name="ct">Ends it between two lines.</param>
    /// <returns>How many lines could not be read.</returns>
    public async Task<long> RunAsync(Stream input, Stream output, CancellationToken ct)
    {
        var lines = new LineReader(input);
        using var buffer = new MemoryStream(2 * OutputAtOnce);
        await using var writer = new Utf8JsonWriter(buffer, Plain);
        long number = 0, wrong = 0;
        while (await lines.NextAsync(ct) is { } line)
        {
            number++;
            if (line.Length == 0 && !lines.TooLong) continue;
            var error = lines.TooLong ? $"A line holds at most {LineReader.Longest} bytes." : Answer(line, writer);
            if (error is not null)
            {
                wrong++;
                writer.Reset(buffer);
                JsonSerializer.Serialize(writer, new { line = number, error }, Json);
            }

            writer.Flush();
            writer.Reset(buffer);
            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= OutputAtOnce) await PassOnAsync(buffer, output, ct);
        }

        await PassOnAsync(buffer, output, ct);
        await output.FlushAsync(ct);
        return wrong;
    }

    private static async Task PassOnAsync(MemoryStream buffer, Stream output, CancellationToken ct)
    {
        await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ct);
        buffer.SetLength(0);
    }

    private string? Answer(ReadOnlyMemory<byte> line, Utf8JsonWriter writer)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return "A line is a JSON object with id and text.";
            if (!root.TryGetProperty("id", out var id) || !IsId(id)) return $"/id is a string of up to {LongestId} characters or a number.";
            if (!root.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String) return "/text is a string.";
            Write(id, text.GetString()!, writer);
            return null;
        }
        catch (JsonException)
        {
            return "This is not JSON.";
        }
        catch (InvalidOperationException)
        {
            return "/text or /id holds half a character.";
        }
    }

    private static bool IsId(JsonElement id) => id.ValueKind == JsonValueKind.Number || (id.ValueKind == JsonValueKind.String && id.GetString()!.Length is > 0 and <= LongestId);

    private void Write(JsonElement id, string text, Utf8JsonWriter writer)
    {
        var verdict = screener.Screen(text);
        writer.WriteStartObject();
        writer.WritePropertyName("id");
        id.WriteTo(writer);
        writer.WriteBoolean("safe", verdict.Safe);
        writer.WriteNumber("confidence", Math.Round(verdict.Confidence, 3));
        writer.WriteStartArray("flags");
        foreach (var flag in verdict.Flags) JsonSerializer.Serialize(writer, FlagResponse.From(flag), Json);
        writer.WriteEndArray();
        writer.WriteBoolean("requiresReview", verdict.RequiresReview);
        writer.WriteStartArray("pii");
        if (verdict.Flags.Any(flag => flag.Type == FlagType.Pii))
        {
            foreach (var span in PiiDetector.Find(text)) WritePii(span, writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePii(PiiSpan span, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", span.Type.Name());
        writer.WriteNumber("start", span.Start);
        writer.WriteNumber("length", span.Length);
        writer.WriteEndObject();
    }
}
