using Shouldly;
using Steward.Privacy.Detection;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>Telephone numbers of many countries.</summary>
[Trait("Requirement", "T108")]
public sealed class PhoneTests
{
    [Theory]
    [InlineData("+4791234567")]
    [InlineData("+46 (0)70-174 06 05")]
    [InlineData("+49 30 23125014")]
    [InlineData("+380 (44) 234-56-78")]
    [InlineData("+33 6 39 98 56 78")]
    [InlineData("+1 (415) 555-0134")]
    [InlineData("+353 20 915 1234")]
    [InlineData("+86 138 0013 8000")]
    [InlineData("+299 12 34 56")]
    [InlineData("0049 30 23125014")]
    [InlineData("912 34 567")]
    [InlineData("07700900123")]
    [InlineData("0671234567")]
    [InlineData("(11) 98765-4321")]
    [InlineData("8 (912) 345-67-89")]
    [InlineData("06.39.98.12.34")]
    public void A_number_with_the_shape_of_a_country_needs_no_word(string number)
    {
        var span = PiiDetector.Find($"or {number}, thanks").ShouldHaveSingleItem();

        (span.Type, span.Length).ShouldBe((PiiType.Phone, number.Length));
    }

    [Theory]
    [InlineData("Telefon: ", "601 234 567")]
    [InlineData("chiamami al ", "347 123 4567")]
    [InlineData("Дзвоніть ", "234-56-78")]
    [InlineData("Phone:\n", "555 0142")]
    [InlineData("llámame, móvil ", "612 34 56 78")]
    public void A_word_before_it_makes_other_numbers_telephones(string before, string number)
    {
        PiiDetector.Find(before + number).ShouldHaveSingleItem().Type.ShouldBe(PiiType.Phone);
        PiiDetector.Find("We have " + number).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("+999 123 456 789")]
    [InlineData("+47 123")]
    [InlineData("+0123456789")]
    [InlineData("I tell you 91 23 45 67 times")]
    [InlineData("call me about order 12345678")]
    [InlineData("my driver's license number is 6940579")]
    [InlineData("Nature (2019) 123-4567")]
    [InlineData("0012345678")]
    public void Other_numbers_are_none(string text) => PiiDetector.Find(text).ShouldBeEmpty();
}
