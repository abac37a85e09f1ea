using System.Text.Json;

namespace Steward.Server.Demo.Input;

/// <summary>JSON lines: one object a line with <c>text</c>, and optionally <c>id</c>, <c>userId</c> and <c>locale</c>; other members are left aside.</summary>
internal static class JsonLines
{
    public static IEnumerable<ReadRow> Read(IEnumerable<RawLine> lines, string people)
    {
        foreach (var line in lines)
        {
            if (line.Text is null) yield return ReadRow.Rejected(line.Number, line.Wrong!);
            else if (!string.IsNullOrWhiteSpace(line.Text)) yield return Parse(line.Number, line.Text, people);
        }
    }

    private static ReadRow Parse(int number, string line, string people)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Row(number, json.RootElement, people) : ReadRow.Rejected(number, "not a JSON object");
        }
        catch (JsonException error)
        {
            return ReadRow.Rejected(number, $"malformed JSON at byte {error.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            return ReadRow.Rejected(number, "a member is not valid Unicode");
        }
    }

    private static ReadRow Row(int number, JsonElement row, string people)
    {
        if (!row.TryGetProperty("text", out var member) || member.ValueKind == JsonValueKind.Null) return ReadRow.Rejected(number, "text is missing");
        if (member.ValueKind != JsonValueKind.String) return ReadRow.Rejected(number, "text is not a string");
        var text = member.GetString()!;
        if (string.IsNullOrWhiteSpace(text)) return ReadRow.Rejected(number, "text is empty");
        var (id, user, locale) = (Word(row, "id"), Word(row, "userId"), Word(row, "locale"));
        var wrong = RowRules.Wrong(text) ?? RowRules.WrongId("id", id) ?? RowRules.WrongId("userId", user) ?? RowRules.WrongLocale(locale);
        if (wrong is not null) return ReadRow.Rejected(number, wrong);
        var key = id ?? $"line {number}";
        return ReadRow.Of(new FeedbackRow(number, key, text, user ?? People.Named(people, id ?? number.ToString()), locale));
    }

    private static string? Word(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out var member)) return null;
        var word = member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.Number => member.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(word) ? null : word;
    }
}
