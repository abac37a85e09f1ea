using System.Text.Json;
using Shouldly;
using Steward.Privacy.Detection;
using Steward.Tests.Support;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>Precision and recall on synthetic sentences with marked spans; a find counts where it overlaps a mark of its type.</summary>
[Trait("Requirement", "T108")]
public sealed class PiiEvidenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(PiiType.Email, "EMAIL_ADDRESS", .97, .97)]
    [InlineData(PiiType.Card, "CREDIT_CARD", .97, .97)]
    [InlineData(PiiType.Ssn, "US_SSN", .97, .97)]
    [InlineData(PiiType.IpAddress, "IP_ADDRESS", .97, .97)]
    [InlineData(PiiType.Iban, "IBAN_CODE", .97, .97)]
    [InlineData(PiiType.Phone, "PHONE_NUMBER", .85, .8)]
    public void Precision_and_recall_on_synthetic_sentences_reach_the_floor(PiiType type, string label, double precision, double recall)
    {
        var file = SharedData.Path("safety/pii-synthetic.jsonl");
        Assert.SkipUnless(file.Exists, file.SkipReason ?? "");
        int found = 0, right = 0, marked = 0, seen = 0;
        foreach (var line in File.ReadLines(file.FullPath!))
        {
            var (text, marks) = Parse(line, label);
            var spans = PiiDetector.Find(text).Where(span => span.Type == type).ToList();
            found += spans.Count;
            marked += marks.Count;
            right += spans.Count(span => marks.Any(mark => Overlap(span, mark)));
            seen += marks.Count(mark => spans.Any(span => Overlap(span, mark)));
        }

        output.WriteLine($"{type}: precision {right}/{found}, recall {seen}/{marked}");
        ((double)right / found).ShouldBeGreaterThanOrEqualTo(precision);
        ((double)seen / marked).ShouldBeGreaterThanOrEqualTo(recall);
    }

    // Offsets of the data count code points.
    private static (string Text, List<(int Start, int End)> Marks) Parse(string line, string label)
    {
        using var document = JsonDocument.Parse(line);
        var text = document.RootElement.GetProperty("text").GetString()!;
        var marks = new List<(int Start, int End)>();
        foreach (var span in document.RootElement.GetProperty("spans").EnumerateArray())
        {
            if (span.GetProperty("type").GetString() == label)
            {
                marks.Add((Utf16(text, span.GetProperty("start").GetInt32()), Utf16(text, span.GetProperty("end").GetInt32())));
            }
        }

        return (text, marks);
    }

    private static int Utf16(string text, int codePoints) => text.EnumerateRunes().Take(codePoints).Sum(rune => rune.Utf16SequenceLength);

    private static bool Overlap(PiiSpan span, (int Start, int End) mark) => span.Start < mark.End && mark.Start < span.End;
}
