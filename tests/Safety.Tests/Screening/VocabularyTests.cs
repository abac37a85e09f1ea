using Shouldly;
using Steward.Safety.Screening.Words;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>How vocabularies are written.</summary>
public sealed class VocabularyTests
{
    private static readonly Dictionary<string, string> Sets = new(StringComparer.Ordinal) { ["s"] = "{,s}" };

    [Theory]
    [InlineData("foo", "foo")]
    [InlineData("fo{o,ol}<s>", "foo|foos|fool|fools")]
    [InlineData("a{b{c,d},e}", "abc|abd|ae")]
    [InlineData("go {right now}? home", "go right now home|go home")]
    [InlineData("go now? home", "go now home|go home")]
    [InlineData("can't well-known", "can t well known")]
    public void Short_forms_are_spelled_out(string pattern, string words) =>
        string.Join('|', Expansion.Expand(pattern, Sets)).ShouldBe(words);

    [Theory]
    [InlineData("{a,b")]
    [InlineData("{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}{0,1,2,3,4,5,6,7,8,9}")]
    public void Slips_are_refused(string pattern) => Should.Throw<FormatException>(() => Expansion.Expand(pattern, Sets).Count());

    [Theory]
    [InlineData("en")]
    [InlineData("uk")]
    [InlineData("no")]
    public void Every_vocabulary_has_terms_of_every_severity_exceptions_and_markers(string language)
    {
        var vocabulary = Vocabulary.Load(language);

        vocabulary.Terms.Select(term => term.Severity).Distinct().Order().ShouldBe([0, 1, 2, 3]);
        vocabulary.Terms.ShouldAllBe(term => term.Text.Length > 0 && term.Text == term.Text.ToLowerInvariant());
        vocabulary.Terms.ShouldContain(term => term.Category == Steward.Safety.Screening.Category.Exception);
        vocabulary.Markers.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_missing_vocabulary_is_named() =>
        Should.Throw<FileNotFoundException>(() => Vocabulary.Load("xx")).Message.ShouldContain("'xx'");
}
