using Shouldly;
using Steward.Privacy.Detection;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>Personal data in free text (T108).</summary>
[Trait("Requirement", "T108")]
public sealed class PiiDetectorTests
{
    [Theory]
    [InlineData("Write to anna.berg+csr@example.org, please", PiiType.Email, "anna.berg+csr@example.org")]
    [InlineData("mail ola@post.uio.no.", PiiType.Email, "ola@post.uio.no")]
    [InlineData("?email=kari@example.no&x=1", PiiType.Email, "kari@example.no")]
    [InlineData("пишіть на тарас@приклад.укр сьогодні", PiiType.Email, "тарас@приклад.укр")]
    [InlineData("card 4111 1111 1111 1111, thanks", PiiType.Card, "4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111", PiiType.Card, "4111-1111-1111-1111")]
    [InlineData("Amex 3782 822463 10005 is mine", PiiType.Card, "3782 822463 10005")]
    [InlineData("paid with 5555555555554444 12/29", PiiType.Card, "5555555555554444")]
    [InlineData("my ssn is 536-90-4399", PiiType.Ssn, "536-90-4399")]
    [InlineData("536904399 is my social security number", PiiType.Ssn, "536904399")]
    [InlineData("konto NO93 8601 1117 947 takk", PiiType.Iban, "NO93 8601 1117 947")]
    [InlineData("IBAN: GB82WEST12345698765432.", PiiType.Iban, "GB82WEST12345698765432")]
    [InlineData("from 203.0.113.7:8080", PiiType.IpAddress, "203.0.113.7")]
    [InlineData("host [2001:db8::8a2e:370:7334]", PiiType.IpAddress, "2001:db8::8a2e:370:7334")]
    [InlineData("call +47 22 12 34 56 now", PiiType.Phone, "+47 22 12 34 56")]
    [InlineData("(415) 555-0132", PiiType.Phone, "(415) 555-0132")]
    [InlineData("415-555-0132 ext", PiiType.Phone, "415-555-0132")]
    [InlineData("London 020 7946 0018", PiiType.Phone, "020 7946 0018")]
    [InlineData("телефон 067 123 45 67", PiiType.Phone, "067 123 45 67")]
    [InlineData("ring meg på 91 23 45 67", PiiType.Phone, "91 23 45 67")]
    [InlineData("tlf 91234567", PiiType.Phone, "91234567")]
    public void Personal_data_is_found_with_its_place(string text, PiiType type, string value)
    {
        var span = PiiDetector.Find(text).ShouldHaveSingleItem();

        span.Type.ShouldBe(type);
        text.Substring(span.Start, span.Length).ShouldBe(value);
        span.Confidence.ShouldBeInRange(.5, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("card 9999999999999999")]
    [InlineData("0.4111111111111111")]
    [InlineData("id4111111111111111x")]
    [InlineData("1700000000000")]
    [InlineData("000-12-3456 and 666-12-3456 and 912-34-5678")]
    [InlineData("123-00-4567 or 123-45-0000")]
    [InlineData("GB83WEST12345698765432")]
    [InlineData("version 1.2.3.4 of the driver")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.1.1.1")]
    [InlineData("at 10:20:30 we met")]
    [InlineData("on 2024-05-17 and 17.05.2024 and 05/17/2024")]
    [InlineData("we raised 12 345 678 kroner from 91234567 people")]
    [InlineData("user@localhost, @mention, a@b, x@.com, @@@@")]
    [InlineData("std::vector and Face::Bad1")]
    [InlineData("150 volunteers gave 1 200 hours in 2023")]
    public void What_only_looks_like_personal_data_is_not_reported(string text) => PiiDetector.Find(text).ShouldBeEmpty();

    [Fact]
    public void A_card_number_with_a_right_check_digit_is_validated_and_a_phone_number_is_not()
    {
        var spans = PiiDetector.Find("4111111111111111, +47 22 12 34 56");

        spans.Select(span => span.Validated).ShouldBe([true, false]);
    }

    [Fact]
    public void Spans_come_in_order_and_do_not_overlap()
    {
        var spans = PiiDetector.Find("bob4111111111111111@example.com 203.0.113.7, bob@example.com, NO9386011117947, 415-555-0132");

        spans.Select(span => span.Type).ShouldBe([PiiType.Email, PiiType.IpAddress, PiiType.Email, PiiType.Iban, PiiType.Phone]);
        spans.Zip(spans.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start);
    }

    [Fact]
    public void Redaction_names_the_type_and_keeps_the_rest()
    {
        const string Text = "Mail bob@example.com or call +47 22 12 34 56, card 4111111111111111.";

        PiiDetector.Redact(Text, PiiDetector.Find(Text)).ShouldBe("Mail [email] or call [phone], card [card].");
    }

    [Fact]
    public void Redaction_of_unordered_and_overlapping_spans_leaks_nothing()
    {
        PiiSpan[] spans = [Span(6, 4), Span(0, 4), Span(2, 6)];

        PiiDetector.Redact("abcdefghijkl", spans).ShouldBe("[email]kl");
    }

    [Fact]
    public void Redaction_refuses_a_span_outside_the_text() =>
        Should.Throw<ArgumentOutOfRangeException>(() => PiiDetector.Redact("abc", [Span(1, 3)]));

    [Fact]
    public void Hostile_text_is_read_to_its_end()
    {
        string[] pieces = ["@", "1", "1 ", "a@", "1.1.", "GB82", "::1", "+1(", "\uD83D", "0\u0336", "4111 1111 1111 1111 ", "a@b.c"];
        foreach (var piece in pieces)
        {
            var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
            var spans = PiiDetector.Find(text);
            Should.NotThrow(() => PiiDetector.Redact(text, spans));
        }
    }

    [Fact]
    public void Every_character_of_unicode_is_accepted()
    {
        var all = string.Concat(Enumerable.Range(0, 0x10000).Select(c => $"a@{(char)c}1.2.3.4{(char)c}"));

        Should.NotThrow(() => PiiDetector.Redact(all, PiiDetector.Find(all)));
    }

    private static PiiSpan Span(int start, int length) => new(PiiType.Email, start, length, 1, true);
}
