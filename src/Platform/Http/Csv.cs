namespace Steward.Platform.Http;

/// <summary>Cells of comma separated values (RFC 4180) that people open in spreadsheets.</summary>
public static class Csv
{
    /// <summary>
    /// A text as one cell. A leading = + - @, also after white space, is a formula to a spreadsheet, and a leading # a remark to some readers: an
    /// apostrophe before it makes it a text.
    /// </summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.AsSpan().TrimStart() is [var first, ..] && "=+-@".Contains(first) || "#\t\r\n".Contains(text[0])) text = "'" + text;
        return text.AsSpan().IndexOfAny(",;\"\t\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
