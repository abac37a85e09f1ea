using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steward.Platform.Http;

/// <summary>Times on the wire: RFC 3339 in UTC, with milliseconds only where there are any (<c>2025-12-01T00:00:00Z</c>).</summary>
internal sealed class UtcSecondsConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(value.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
