using Shouldly;
using Steward.Privacy.Detection;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>What only the words around it make personal data.</summary>
[Trait("Requirement", "T108")]
public sealed class NamesBirthsStreetsTests
{
    [Theory]
    [InlineData("My name is Ingrid Solheim and I teach", PiiType.Name, "Ingrid Solheim")]
    [InlineData("Dear Amara,\nthank you", PiiType.Name, "Amara")]
    [InlineData("Dear Mrs. Okafor,", PiiType.Name, "Okafor")]
    [InlineData("It was good.\n\nKind regards,\nJ. R. Hartley", PiiType.Name, "J. R. Hartley")]
    [InlineData("Jeg heter Åse Nygård.", PiiType.Name, "Åse Nygård")]
    [InlineData("Мене звати Оксана Гнатюк", PiiType.Name, "Оксана Гнатюк")]
    [InlineData("З повагою,\nТарас", PiiType.Name, "Тарас")]
    [InlineData("Ich heiße Jürgen von der Heide.", PiiType.Name, "Jürgen von der Heide")]
    [InlineData("Je m'appelle Jean-Luc D'Arcy", PiiType.Name, "Jean-Luc D'Arcy")]
    [InlineData("Nazywam się Zofia Wójcik", PiiType.Name, "Zofia Wójcik")]
    [InlineData("my name is Tom's", PiiType.Name, "Tom")]
    [InlineData("Name: ANNA BERG", PiiType.Name, "ANNA BERG")]
    [InlineData("born on 12.05.1980 in Oslo", PiiType.DateOfBirth, "12.05.1980")]
    [InlineData("DOB 1980-05-12", PiiType.DateOfBirth, "1980-05-12")]
    [InlineData("Født 3. mars 1975", PiiType.DateOfBirth, "3. mars 1975")]
    [InlineData("date of birth: May 12, 1980", PiiType.DateOfBirth, "May 12, 1980")]
    [InlineData("народилася 1 вересня 2001 року", PiiType.DateOfBirth, "1 вересня 2001")]
    [InlineData("I live at 221 Baker Street, London", PiiType.Address, "221 Baker Street")]
    [InlineData("Jeg bor i Storgata 4B, Oslo", PiiType.Address, "Storgata 4B")]
    [InlineData("Hauptstraße 17, 10115 Berlin", PiiType.Address, "Hauptstraße 17")]
    [InlineData("вул. Лесі Українки, 12", PiiType.Address, "вул. Лесі Українки, 12")]
    [InlineData("14 rue des Lilas, Lyon", PiiType.Address, "14 rue des Lilas")]
    public void Words_around_it_make_it_personal_data(string text, PiiType type, string value)
    {
        var span = PiiDetector.Find(text).ShouldHaveSingleItem();

        (span.Type, text.Substring(span.Start, span.Length), span.Validated).ShouldBe((type, value, false));
    }

    [Theory]
    [InlineData("my name is on the list")]
    [InlineData("MY NAME IS ON THE LIST")]
    [InlineData("Dear Sir or Madam,")]
    [InlineData("Hello World! Hello there, hi again.")]
    [InlineData("My dear Watson would not agree")]
    [InlineData("Sehr geehrte Damen und Herren,")]
    [InlineData("Шановні колеги!")]
    [InlineData("Thanks, Oslo was lovely.")]
    [InlineData("The file name: Report is taken.")]
    [InlineData("Ingrid Solheim")]
    [InlineData("The meeting is on 12.05.2026, Bornholm 12.05.2026")]
    [InlineData("Founded 12 May 1980 in Bergen")]
    [InlineData("Chapter 3 The Road Ahead")]
    [InlineData("On the way 5 people left")]
    [InlineData("Navigate 3 steps via Zoom 4 with Smith et al. Nature 12")]
    [InlineData("In 2019 Supreme Court and 2024 Times Square")]
    [InlineData("in the name of Bergen")]
    public void Without_them_it_is_not(string text) => PiiDetector.Find(text).ShouldBeEmpty();
}
