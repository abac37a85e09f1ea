using System.Text;
using CsvHelper;

namespace Steward.Server.Demo.Input;

/// <summary>A record of a CSV file, or why it is none.</summary>
internal readonly record struct CsvRecord(int Line, string[]? Fields, string? Wrong);

/// <summary>
/// Splits lines into records. A quoted field may span lines; a quote that never closes spoils its own line only: the lines after it are read
/// again as records of their own.
/// </summary>
internal sealed class CsvRecords(char separator)
{
    private const int MostLines = 500;
    private const int MostCharacters = 1024 * 1024;
    private readonly List<RawLine> _ahead = [];

    public IEnumerable<CsvRecord> Read(IEnumerable<RawLine> lines)
    {
        using var source = lines.GetEnumerator();
        while (_ahead.Count > 0 || Fetch(source))
        {
            var first = _ahead[0];
            var (record, taken) = first.Text is null ? (new CsvRecord(first.Number, null, first.Wrong), 1)
                : string.IsNullOrWhiteSpace(first.Text) ? (default, 1)
                : Take(source, first);
            _ahead.RemoveRange(0, taken);
            if (record.Line > 0) yield return record;
        }
    }

    private (CsvRecord Record, int Lines) Take(IEnumerator<RawLine> source, RawLine first)
    {
        var (fields, wrong) = Parse(first.Text!);
        if (wrong != CsvMalformedReason.UnterminatedQuote) return (Judge(first.Number, fields, wrong), 1);
        if (Join(source) is not { } joined) return (new CsvRecord(first.Number, null, "a quote is not closed"), 1);
        (fields, wrong) = Parse(joined.Text);
        var record = Judge(first.Number, fields, wrong);
        return (record, record.Fields is null ? 1 : joined.Lines);
    }

    private static CsvRecord Judge(int line, string[]? fields, CsvMalformedReason? wrong) => wrong switch
    {
        // Inches in an unquoted field are what people write; the quote is text then.
        null or CsvMalformedReason.StrayQuote when fields is not null => new CsvRecord(line, fields, null),
        CsvMalformedReason.TextAfterClosingQuote => new CsvRecord(line, null, "text follows a closing quote"),
        CsvMalformedReason.UnterminatedQuote => new CsvRecord(line, null, "a quote is not closed"),
        _ => new CsvRecord(line, null, "a carriage return stands outside quotes"),
    };

    /// <summary>The lines up to the one that closes the first one's quote; null when none does within the limits.</summary>
    private (string Text, int Lines)? Join(IEnumerator<RawLine> source)
    {
        var text = new StringBuilder(_ahead[0].Text);
        for (var taken = 1; taken < MostLines && text.Length < MostCharacters && (taken < _ahead.Count || Fetch(source)); taken++)
        {
            if (_ahead[taken].Text is not { } line) return null;
            text.Append('\n').Append(line);
            if (line.Count(c => c == '"') % 2 == 1) return (text.ToString(), taken + 1);
        }

        return null;
    }

    /// <summary>The only record of a text, and what is wrong with it; no fields when there are several.</summary>
    private (string[]? Fields, CsvMalformedReason? Wrong) Parse(string text)
    {
        CsvMalformedReason? wrong = null;
        using var csv = CsvReader.FromText(text, new CsvReaderOptions { HasHeader = false, Separator = separator, OnMalformedRecord = m => wrong ??= m.Reason });
        var fields = csv.Read() ? csv.Current.ToArray() : null;
        return (csv.Read() ? null : fields, wrong);
    }

    private bool Fetch(IEnumerator<RawLine> source)
    {
        if (!source.MoveNext()) return false;
        _ahead.Add(source.Current);
        return true;
    }
}
