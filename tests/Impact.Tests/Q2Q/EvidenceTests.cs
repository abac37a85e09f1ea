using Shouldly;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Q2Q;

public sealed class EvidenceTests
{
    private const string Text = "We met on Monday. I felt so lonely in the big hall! Then my buddy helped me, and I am proud of it.";

    [Fact]
    public void Every_quote_is_exact_and_stands_where_it_says()
    {
        var labels = Q2QEngine.Classify(new Q2QRequest(Text, "en"));

        labels.Evidence.ShouldNotBeEmpty();
        foreach (var quote in labels.Evidence)
        {
            Text[quote.PositionStart..quote.PositionEnd].ShouldBe(quote.Snippet);
        }
    }

    [Fact]
    public void The_quote_is_the_sentence_that_says_it()
    {
        var quote = Q2QEngine.Classify(new Q2QRequest(Text, "en")).Evidence.Single(e => e.LabelType == "isolation");

        quote.Snippet.ShouldBe("I felt so lonely in the big hall!");
        quote.Reasoning.ShouldContain("\"lonely\"");
    }

    [Fact]
    public void A_long_sentence_is_quoted_around_the_words_that_count()
    {
        var filler = string.Join(' ', Enumerable.Repeat("and the bus went on", 60));
        var quote = Q2QEngine.Classify(new Q2QRequest($"{filler} while I felt lonely {filler}", "en")).Evidence.First(e => e.LabelType == "isolation");

        quote.Snippet.ShouldContain("lonely");
        quote.Snippet.Length.ShouldBeLessThanOrEqualTo(203);
    }

    [Fact]
    public void A_label_has_at_most_three_quotes()
    {
        var text = string.Concat(Enumerable.Repeat("I am so lonely. ", 30));

        Q2QEngine.Classify(new Q2QRequest(text, "en")).Evidence.Count(e => e.LabelType == "isolation").ShouldBe(3);
    }

    [Fact]
    public void Every_answer_on_the_samples_passes_the_validator()
    {
        foreach (var sample in LabelledFeedback.Samples())
        {
            var request = new Q2QRequest(sample.Text, sample.Locale);
            Q2QValidator.Problems(request, Q2QEngine.Classify(request)).ShouldBeEmpty(sample.Id);
        }
    }
}
