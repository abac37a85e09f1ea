using Shouldly;
using Steward.Privacy.Detection;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>Numbers that states give to persons; every number here was made up, with the check digits that its rule wants.</summary>
[Trait("Requirement", "T108")]
public sealed class NationalIdTests
{
    [Theory]
    [InlineData("fødselsnummer 14038197097", PiiType.NorwegianId, "14038197097")]
    [InlineData("(021197 15450)", PiiType.NorwegianId, "021197 15450")]
    [InlineData("D-number 52069040411 of a foreign worker", PiiType.NorwegianId, "52069040411")]
    [InlineData("test person 09857966608", PiiType.NorwegianId, "09857966608")]
    [InlineData("personnummer 8105171493", PiiType.SwedishId, "8105171493")]
    [InlineData("in 810517-1493 we trust", PiiType.SwedishId, "810517-1493")]
    [InlineData("19810517-1493", PiiType.SwedishId, "19810517-1493")]
    [InlineData("198105171493", PiiType.SwedishId, "198105171493")]
    [InlineData("samordningsnummer 880774-9406", PiiType.SwedishId, "880774-9406")]
    [InlineData("CPR 110885-1542", PiiType.DanishId, "110885-1542")]
    [InlineData("cpr-nr. 0306090950", PiiType.DanishId, "0306090950")]
    [InlineData("sag 230172-9548", PiiType.DanishId, "230172-9548")]
    [InlineData("NI number: AB 12 34 56 C.", PiiType.NationalInsurance, "AB 12 34 56 C")]
    [InlineData("JG103759A", PiiType.NationalInsurance, "JG103759A")]
    [InlineData("my nino is jg103759a", PiiType.NationalInsurance, "jg103759a")]
    [InlineData("NHS 515 265 2099", PiiType.NhsNumber, "515 265 2099")]
    [InlineData("Steuer-ID 16 810 973 427", PiiType.GermanTaxId, "16 810 973 427")]
    [InlineData("96201748320", PiiType.GermanTaxId, "96201748320")]
    [InlineData("Personalausweis L3R7K2XN48", PiiType.GermanIdCard, "L3R7K2XN48")]
    [InlineData("Ausweisnummer T22P000H1", PiiType.GermanIdCard, "T22P000H1")]
    [InlineData("n° 1 84 06 75 112 043 08", PiiType.FrenchNir, "1 84 06 75 112 043 08")]
    [InlineData("288022A00403395", PiiType.FrenchNir, "288022A00403395")]
    [InlineData("1761 12B 033901 39", PiiType.FrenchNir, "1761 12B 033901 39")]
    [InlineData("sécurité sociale 2910313055127", PiiType.FrenchNir, "2910313055127")]
    [InlineData("BSN 857482300", PiiType.DutchBsn, "857482300")]
    [InlineData("burgerservicenummer: 1799.95.339", PiiType.DutchBsn, "1799.95.339")]
    [InlineData("PESEL: 83041233743", PiiType.PolishPesel, "83041233743")]
    [InlineData("urodzony po 2000: 04250981335", PiiType.PolishPesel, "04250981335")]
    [InlineData("NIP 729-561-87-15", PiiType.PolishNip, "729-561-87-15")]
    [InlineData("РНОКПП 2921641195", PiiType.UkrainianTaxNumber, "2921641195")]
    [InlineData("ІПН: 3124920246", PiiType.UkrainianTaxNumber, "3124920246")]
    public void A_number_of_a_person_is_found_with_its_place(string text, PiiType type, string value)
    {
        var span = PiiDetector.Find(text).ShouldHaveSingleItem();

        (span.Type, text.Substring(span.Start, span.Length)).ShouldBe((type, value));
        span.Confidence.ShouldBeInRange(.6, 1);
    }

    [Theory]
    [InlineData("fødselsnummer 14038197098")]
    [InlineData("fødselsnummer 14938197097")]
    [InlineData("personnummer 810517-1494")]
    [InlineData("personnummer 811517-1493")]
    [InlineData("sag 230172-9549")]
    [InlineData("NHS 515 265 2098")]
    [InlineData("NHS 0000000000")]
    [InlineData("Steuer-ID 16810973428")]
    [InlineData("Steuer-ID 12345678903")]
    [InlineData("Personalausweis L3R7K2XN47")]
    [InlineData("Ausweis ANGEBOT12")]
    [InlineData("1 84 06 75 112 043 09")]
    [InlineData("BSN 857482301")]
    [InlineData("PESEL 83041233744")]
    [InlineData("PESEL 83131233740")]
    [InlineData("NIP 729-561-87-16")]
    [InlineData("РНОКПП 2921641196")]
    [InlineData("NI number BG 12 34 56 C")]
    [InlineData("NI number AB 12 34 56 E")]
    public void A_wrong_check_digit_date_or_letter_is_nobodys_number(string text) => PiiDetector.Find(text).ShouldBeEmpty();

    [Theory]
    [InlineData("8105171493")]
    [InlineData("sag 0306090950")]
    [InlineData("515 265 2099 parts")]
    [InlineData("857482300")]
    [InlineData("7295618715")]
    [InlineData("2921641195")]
    [InlineData("L3R7K2XN48")]
    [InlineData("2910313055127")]
    [InlineData("ab123456c")]
    public void What_many_numbers_look_like_needs_a_word_beside_it(string text) => PiiDetector.Find(text).ShouldBeEmpty();

    [Fact]
    public void The_word_beside_a_number_decides_between_countries()
    {
        Single("PESEL 83041233743").Confidence.ShouldBeGreaterThan(Single("83041233743").Confidence);
        Single("CPR 230172-9548").Type.ShouldBe(PiiType.DanishId);
        Single("telefon 83041233743").Type.ShouldBe(PiiType.Phone);
    }

    [Fact]
    public void Danish_numbers_of_after_2007_are_not_called_validated()
    {
        Single("CPR 0306090950").Validated.ShouldBeFalse();
        Single("CPR 1108851542").Validated.ShouldBeTrue();
    }

    private static PiiSpan Single(string text) => PiiDetector.Find(text).ShouldHaveSingleItem();
}
