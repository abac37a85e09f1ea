using System.Text;

namespace Safety.Tests.Screening;

/// <summary>Rows of a comma-separated file with quoted fields, without its heading.</summary>
internal static class Csv
{
    public static IReadOnlyList<string[]> Rows(string path)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        var previous = '\0';
        foreach (var c in File.ReadAllText(path).ReplaceLineEndings("\n"))
        {
            if (c == '"')
            {
                // A doubled mark closes and opens again, and leaves one mark behind.
                quoted = !quoted;
                field.Append(quoted && previous == '"' ? "\"" : "");
            }
            else if (quoted || c is not (',' or '\n'))
            {
                field.Append(c);
            }
            else
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }

            previous = c;
        }

        return rows[1..];
    }
}
