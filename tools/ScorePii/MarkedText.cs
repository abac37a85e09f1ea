using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steward.Privacy.Detection;

namespace Steward.Tools.ScorePii;

/// <summary>One place that a person marked.</summary>
/// <param name="Kind">The name of the kind, as verdicts have it.</param>
internal sealed record Mark(string Kind, int Start, int End)
{
    public bool Touches(PiiSpan span) => span.Start < End && Start < span.End;
}

/// <summary>A text and the personal data that somebody marked in it.</summary>
internal sealed partial record MarkedText(string Text, IReadOnlyList<Mark> Marks)
{
    private static readonly Dictionary<string, PiiType> _labels = new(StringComparer.Ordinal)
    {
        ["EMAIL_ADDRESS"] = PiiType.Email, ["PHONE_NUMBER"] = PiiType.Phone, ["CREDIT_CARD"] = PiiType.Card, ["US_SSN"] = PiiType.Ssn, ["IBAN_CODE"] = PiiType.Iban,
        ["IP_ADDRESS"] = PiiType.IpAddress, ["PERSON"] = PiiType.Name, ["STREET_ADDRESS"] = PiiType.Address,
    };

    /// <summary>Sentences of ours: <c>{kind:text}</c> marks a place.</summary>
    public static List<MarkedText> ReadSentences(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => Sentence(line.Replace("\\n", "\n", StringComparison.Ordinal)))];

    /// <summary>JSON lines with <c>text</c> and <c>spans</c>, whose offsets count code points.</summary>
    public static List<MarkedText> ReadReference(string path) => [.. File.ReadLines(path).Select(Reference)];

    private static MarkedText Sentence(string line)
    {
        var text = new StringBuilder();
        var marks = new List<Mark>();
        var done = 0;
        foreach (Match match in MarkPattern().Matches(line))
        {
            text.Append(line, done, match.Index - done);
            marks.Add(new Mark(match.Groups[1].Value, text.Length, text.Length + match.Groups[2].Length));
            text.Append(match.Groups[2].Value);
            done = match.Index + match.Length;
        }

        return new MarkedText(text.Append(line, done, line.Length - done).ToString(), marks);
    }

    private static MarkedText Reference(string line)
    {
        using var document = JsonDocument.Parse(line);
        var text = document.RootElement.GetProperty("text").GetString()!;
        var marks = document.RootElement.GetProperty("spans").EnumerateArray()
            .Where(span => _labels.ContainsKey(span.GetProperty("type").GetString()!))
            .Select(span => new Mark(
                _labels[span.GetProperty("type").GetString()!].Name(), Utf16(text, span.GetProperty("start").GetInt32()), Utf16(text, span.GetProperty("end").GetInt32())));
        return new MarkedText(text, [.. marks]);
    }

    private static int Utf16(string text, int codePoints) => text.EnumerateRunes().Take(codePoints).Sum(rune => rune.Utf16SequenceLength);

    [GeneratedRegex(@"\{([a-z_]+):([^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex MarkPattern();
}
