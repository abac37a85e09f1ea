using System.Text;
using Shouldly;
using Steward.Privacy.Detection;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>Any string is read, and what is found keeps to its promises.</summary>
[Trait("Requirement", "T108")]
public sealed class PiiFuzzTests
{
    private static readonly string[] _pieces =
    [
        "@", ".", "-", " ", "\n", "+", "(", ")", "/", ":", "::", "4539 7543 2319 4872", "NO42 5123 4567 897", "bob@example.com", "912 34 567", "14038197097", "810517-1493", "536-22-8725",
        "198.51.100.23", "2001:db8::1", "My name is ", "Anna", "Dear ", "Regards,\n", "born ", "12.05.1980", "Storgata 4", " Baker Street", "phone", "BSN ", "PESEL", "1", "22", "333", "55555",
        "AB", "2A", "é", "І", "\uD83D", "\uDE00", "\0", "\u200D", "\u0336", "\uFF11", "١", "x", "von ", "Mrs. ", "NHS", "вул. ", "0",
    ];

    [Fact]
    public void Pieces_in_any_order_give_spans_in_order_within_the_text_apart_from_each_other()
    {
        var random = new Random(108);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => _pieces[random.Next(_pieces.Length)]));
            Check(text);
        }
    }

    [Fact]
    public void Random_characters_of_all_unicode_are_read()
    {
        var random = new Random(109);
        for (var round = 0; round < 2_000; round++)
        {
            Check(string.Create(200, random, (text, source) =>
            {
                foreach (ref var c in text) c = source.Next(3) == 0 ? (char)source.Next(0x10000) : (char)source.Next(0x20, 0x7F);
            }));
        }
    }

    [Fact]
    public void Each_character_may_stand_at_each_edge_of_each_kind()
    {
        string[] kinds = ["a@b.example", "4539754323194872", "14038197097", "+4791234567", "My name is Bo", "born 1.2.1980", "1 Baker Street", "L3R7K2XN48 Ausweis", "AB123456C", "288022A00403395"];
        foreach (var kind in kinds)
        {
            Check(string.Concat(Enumerable.Range(0, 0x10000).Select(c => $"{(char)c}{kind}{(char)c}")));
        }
    }

    [Fact]
    public void Where_two_kinds_claim_a_place_the_confirmed_one_stands_then_the_longer()
    {
        // The card number within is confirmed by its check digit and the name is not; the host of the address is part of the address.
        Types("My name is A 4539754323194872").ShouldBe([PiiType.Name, PiiType.Card]);
        Types("ola@198.51.100.23.example").ShouldBe([PiiType.Email]);
        Types("14038197097@example.com").ShouldBe([PiiType.Email]);
    }

    private static PiiType[] Types(string text) => [.. PiiDetector.Find(text).Select(span => span.Type)];

    private static void Check(string text)
    {
        var spans = PiiDetector.Find(text);
        var end = 0;
        foreach (var span in spans)
        {
            (span.Start >= end && span.Length > 0 && span.End <= text.Length && span.Confidence is > 0 and <= 1).ShouldBeTrue(Escaped(text));
            end = span.End;
        }

        var masked = PiiDetector.Redact(text, spans);
        (spans.Count == 0 ? ReferenceEquals(masked, text) : spans.All(span => masked.Contains(span.Type.Mask(), StringComparison.Ordinal))).ShouldBeTrue(Escaped(text));
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 400))) escaped.Append(c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:X4}");
        return escaped.ToString();
    }
}
