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
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("es")]
    [InlineData("pl")]
    [InlineData("sv")]
    [InlineData("da")]
    public void Every_vocabulary_has_terms_of_every_severity_exceptions_and_markers(string language)
    {
        var vocabulary = Vocabulary.Load(language);

        vocabulary.Terms.Select(term => term.Severity).Distinct().Order().ShouldBe([0, 1, 2, 3]);
        vocabulary.Terms.ShouldAllBe(term => term.Text.Length > 0 && term.Text == term.Text.ToLowerInvariant());
        vocabulary.Terms.ShouldContain(term => term.Category == Steward.Safety.Screening.Category.Exception);
        vocabulary.Terms.ShouldContain(term => term.Category == Steward.Safety.Screening.Category.Group);
        vocabulary.Markers.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_missing_vocabulary_is_named() =>
        Should.Throw<FileNotFoundException>(() => Vocabulary.Load("xx")).Message.ShouldContain("'xx'");

    [Theory]
    [InlineData("[terms]\nfoo", "A term needs a text, a category and a severity: 'foo'.")]
    [InlineData("[terms]\nfoo\tprofanity\t9", "The severity of 'foo' is 0 to 3, not '9'.")]
    [InlineData("[terms]\nfoo\tpolitics\t1", "'politics' is not a category.")]
    [InlineData("[terms]\n*ab*\tprofanity\t1", "'*ab*' needs 3 letters or more, and a star before, behind or both.")]
    [InlineData("[terms]\n@nobody smells\tprofanity\t1", "'@nobody smells' names a class that is not there.")]
    public void A_vocabulary_that_is_written_wrongly_says_where(string content, string message) =>
        Should.Throw<FormatException>(() => Steward.Safety.Screening.Screener.With(content)).Message.ShouldBe(message);

    [Theory]
    [InlineData("grumb", "what a grumb", true)]
    [InlineData("grumb", "grumbling", false)]
    [InlineData("grumb*", "Grumbling!", true)]
    [InlineData("grumb*", "megagrumb", false)]
    [InlineData("*grumb", "megagrumb", true)]
    [InlineData("*grumb", "megagrumbs", false)]
    [InlineData("*grumb*", "megagrumbs", true)]
    public void A_star_says_which_part_of_a_word_is_enough(string term, string text, bool found) =>
        Steward.Safety.Screening.Screener.With($"[terms]\n{term}\tprofanity\t2").Screen(text).Flags.Any().ShouldBe(found);

    [Fact]
    public void An_exception_takes_back_what_a_part_of_a_word_hits() =>
        Steward.Safety.Screening.Screener.With("[terms]\n*grumb*\tprofanity\t2\n[exceptions]\ngrumble").Screen("they grumble").Flags.ShouldBeEmpty();

    [Fact]
    public void New_terms_are_tried_on_innocent_words_before_they_are_used()
    {
        var terms = Steward.Safety.Screening.Bulk.TermCheck.Run("[terms]\n*grumb*\tprofanity\t2\nbosh\tprofanity\t1\nyou\tharassment\t1", ["do not grumble", "crumble"]);

        terms.Select(term => (term.Term, term.Hits > 0)).ShouldBe([("you", true), ("*grumb*", true), ("bosh", false)]);
        terms[1].Examples.ShouldBe(["do not grumble"]);
    }
}
