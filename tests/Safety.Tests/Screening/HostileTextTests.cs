using System.Globalization;
using Shouldly;
using Steward.Safety.Screening;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>No text makes screening fail, and every span lies within the text.</summary>
public sealed class HostileTextTests
{
    private const int Megabyte = 1_000_000;
    private readonly Screener _screener = new();

    [Theory]
    [InlineData("a")]
    [InlineData("fuck ")]
    [InlineData("f u c k ")]
    [InlineData("f*")]
    [InlineData("***f")]
    [InlineData("1l!|")]
    [InlineData("sh1t-")]
    [InlineData("f\u0336\u0335u\u0336")]
    [InlineData("\u202Ef\u200B")]
    [InlineData("\uD83D")]
    [InlineData("\uDE00\uD83D")]
    [InlineData("п1зд")]
    [InlineData("\"i hate all the women\" ")]
    [InlineData("moby dick ")]
    [InlineData("http://a ")]
    [InlineData("www.")]
    [InlineData("say women are \"they are vermin\" ")]
    [InlineData("killallthe")]
    [InlineData("i will really just kill ")]
    [InlineData("r e f u g e e s ")]
    [InlineData("fu ck ")]
    [InlineData("a b ")]
    [InlineData("|_|")]
    [InlineData("/\\/ ")]
    [InlineData("()() ")]
    [InlineData("$ @ ")]
    [InlineData("8===")]
    [InlineData("( . ")]
    [InlineData("_|")]
    [InlineData("IHateAll")]
    [InlineData("ʞɔ")]
    [InlineData("🍆💦")]
    [InlineData("\r\n\t")]
    public void A_megabyte_of_anything_is_judged(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Megabyte / piece.Length));

        Check(text);
    }

    [Fact]
    public void Every_assigned_character_of_unicode_is_judged()
    {
        for (var page = 0; page < 0x110000; page += 0x400)
        {
            var characters = Enumerable.Range(page, 0x400).Where(IsAssigned).Select(char.ConvertFromUtf32);
            Check(string.Concat(characters.Select(c => $"f{c}ck{c} ")));
        }
    }

    [Fact]
    public void Random_mixtures_are_judged_alike_each_time()
    {
        string[] pieces =
        [
            "f", "u", "ck", "*", "@", "$", " ", "\n", "4", "1", "sh", "it", "\u0301", "\u200D", "\uD800", "\uDC00", "с", "ука", "ø", "\"", "!",
            "-", ".", "i hate", "women", "bob@example.com", "🖕",
        ];
        var random = new Random(20_240_517);
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
            Check(text).ShouldBe(Check(text));
        }
    }

    private static bool IsAssigned(int c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private string Check(string text)
    {
        var verdict = _screener.Screen(text);
        verdict.Confidence.ShouldBeInRange(0, .99);
        foreach (var span in verdict.Flags.SelectMany(flag => flag.Spans))
        {
            span.Start.ShouldBeGreaterThanOrEqualTo(0);
            span.Length.ShouldBeGreaterThan(0);
            (span.Start + span.Length).ShouldBeLessThanOrEqualTo(text.Length);
        }

        return $"{verdict.Reason} {verdict.Confidence}";
    }
}
