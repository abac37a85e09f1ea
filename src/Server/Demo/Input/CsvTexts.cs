using System.Globalization;

namespace Steward.Server.Demo.Input;

/// <summary>Texts from columns of a CSV file with a header row. Blank cells are left out; each row is a person of its own.</summary>
internal sealed class CsvTexts(IReadOnlyList<string> columns, char separator)
{
    public IEnumerable<ReadRow> Read(IEnumerable<RawLine> lines, string people)
    {
        int[]? wanted = null;
        foreach (var record in new CsvRecords(separator).Read(lines))
        {
            if (wanted is null) wanted = Find(record);
            else if (record.Fields is null) yield return ReadRow.Rejected(record.Line, record.Wrong!);
            else
            {
                foreach (var column in wanted.Where(c => c < record.Fields.Length))
                    if (Cell(record, column, people) is { } row) yield return row;
                if (wanted.Any(c => c >= record.Fields.Length)) yield return ReadRow.Rejected(record.Line, Short(record, wanted.Max()));
            }
        }

        if (wanted is null) throw new InputException("The CSV file is empty; its first row names the columns.");
    }

    private static ReadRow? Cell(CsvRecord record, int column, string people)
    {
        var text = record.Fields![column];
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (RowRules.Wrong(text) is { } wrong) return ReadRow.Rejected(record.Line, wrong);
        var key = string.Create(CultureInfo.InvariantCulture, $"line {record.Line} column {column}");
        return ReadRow.Of(new FeedbackRow(record.Line, key, text, People.Named(people, record.Line.ToString(CultureInfo.InvariantCulture)), null));
    }

    private static string Short(CsvRecord record, int column) =>
        string.Create(CultureInfo.InvariantCulture, $"ends after column {record.Fields!.Length - 1}; a text was to be in column {column} (counted from zero)");

    private int[] Find(CsvRecord header)
    {
        if (header.Fields is not { } names) throw new InputException($"The CSV file's header (line {header.Line}) cannot be read: {header.Wrong}.");
        if (columns.Count == 0) throw new InputException($"Say with --text-column where the CSV file's texts are. Its columns: {Columns(names)}.");
        return [.. columns.Select(c => Find(names, c)).Distinct()];
    }

    private static int Find(string[] names, string asked)
    {
        var at = Array.FindIndex(names, n => n.Trim().Equals(asked.Trim(), StringComparison.OrdinalIgnoreCase));
        if (at >= 0) return at;
        if (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < names.Length) return index;
        throw new InputException($"The CSV file has no column '{asked}'. Its columns: {Columns(names)}.");
    }

    // A file that is not a table has its whole first line as the name.
    private static string Columns(string[] names) =>
        string.Join(", ", names.Take(30).Select(n => n.Length <= 60 ? n : n[..60] + "…")) + (names.Length > 30 ? $" and {names.Length - 30} more" : "");
}
