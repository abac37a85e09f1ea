using Shouldly;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Q2Q;

public sealed class Q2QValidatorTests
{
    private static readonly Q2QRequest Request = new("I am proud. I am also tired of it.", "en");

    [Fact]
    public void Sound_labels_have_no_problems() => Problems(Proud(Labels.Quote("confidence_increase", "I am proud.", 0))).ShouldBeEmpty();

    [Fact]
    public void A_quote_that_is_not_in_the_text_is_named_by_its_place() =>
        Problems(Proud(Labels.Quote("confidence_increase", "I am happy.", 0))).ShouldBe(["/evidence/0/snippet: does not occur in the text"]);

    [Fact]
    public void Wrong_positions_are_no_problem_and_are_repaired()
    {
        var labels = Proud(Labels.Quote("confidence_increase", "tired of it", 900));

        Problems(labels).ShouldBeEmpty();
        var quote = Q2QValidator.Repair(Request, labels).Evidence.Single();
        Request.Text[quote.PositionStart..quote.PositionEnd].ShouldBe("tired of it");
    }

    [Fact]
    public void A_quote_in_other_letter_case_is_repaired_to_the_words_of_the_text() =>
        Q2QValidator.Repair(Request, Proud(Labels.Quote("confidence_increase", "i AM proud", 0))).Evidence.Single().Snippet.ShouldBe("I am proud");

    [Fact]
    public void Repair_removes_repeats()
    {
        var labels = Labels.None with { RiskCues = ["isolation", "isolation"], Topics = ["CV", "CV"] };

        var repaired = Q2QValidator.Repair(Request, labels);

        repaired.RiskCues.ShouldBe(["isolation"]);
        repaired.Topics.ShouldBe(["CV"]);
    }

    [Fact]
    public void Words_outside_the_vocabularies_are_refused()
    {
        var problems = Problems(Labels.None with
        {
            EmployabilitySignals = ["juggling"], RiskCues = ["gloom"], Topics = ["cv"], LanguageComfort = "fluent", Language = "nb",
        });

        foreach (var pointer in new[] { "/employability_signals/0", "/risk_cues/0", "/topics/0", "/language_comfort", "/language" })
        {
            problems.ShouldContain(problem => problem.StartsWith(pointer + ": is none of", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_label_without_a_quote_is_refused()
    {
        var problems = Problems(Labels.None with { ConfidenceIncrease = true, LanguageComfort = "low", RiskCues = ["anxiety"] });

        problems.Count(problem => problem.EndsWith("has no quote in /evidence", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void A_quote_for_a_label_that_is_not_given_is_refused() =>
        Problems(Labels.None with { Evidence = [Labels.Quote("isolation", "I am proud.", 0)] })
            .ShouldBe(["/evidence/0/label_type: supports isolation, which is not given"]);

    [Fact]
    public void Increase_and_decrease_may_not_rest_on_the_same_words()
    {
        var both = Labels.None with
        {
            ConfidenceIncrease = true,
            ConfidenceDecrease = true,
            Evidence = [Labels.Quote("confidence_increase", "I am proud.", 0), Labels.Quote("confidence_decrease", "I am proud.", 0)],
        };

        Problems(both).ShouldBe(["/confidence_decrease: rests on the same quotes as confidence_increase"]);
        Problems(both with { Evidence = [both.Evidence[0], Labels.Quote("confidence_decrease", "I am also tired of it.", 12)] }).ShouldBeEmpty();
    }

    [Fact]
    public void Null_where_a_list_is_promised_is_a_problem_and_no_crash() =>
        Problems(Labels.None with { Topics = null!, Evidence = [null!] })
            .ShouldBe(["/topics: is or holds null", "/evidence: is or holds null"]);

    [Fact]
    public void Too_much_is_refused()
    {
        Problems(Labels.None with { Evidence = [.. Enumerable.Repeat(Labels.Quote("isolation", 0), 65)] })
            .ShouldContain("/evidence: holds more than 64 quotes");
        Problems(Proud(Labels.Quote("confidence_increase", "I am proud.", 0) with { Reasoning = new string('x', 501) }))
            .ShouldBe(["/evidence/0/reasoning: must be at most 500 characters"]);
    }

    [Fact]
    public void Problems_never_repeat_the_text()
    {
        var problems = Problems(Proud(Labels.Quote("secret-label", "secret words", 0)) with { RiskCues = ["secret-cue"], Language = "secret" });

        problems.ShouldNotBeEmpty();
        problems.Where(p => p.Contains("secret words", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static Q2QLabels Proud(EvidenceSnippet quote) => Labels.None with { ConfidenceIncrease = true, Evidence = [quote] };

    private static IReadOnlyList<string> Problems(Q2QLabels labels) => Q2QValidator.Problems(Request, labels);
}
