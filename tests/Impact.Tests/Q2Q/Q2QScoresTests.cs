using Shouldly;
using Steward.Impact.Q2Q;
using Xunit;

namespace Impact.Tests.Q2Q;

public sealed class Q2QScoresTests
{
    [Fact]
    public void Without_evidence_every_score_is_that_of_no_label_and_no_finding()
    {
        var scores = Q2QScores.From(Labels.None);

        // Of language comfort there is no level that means nothing was said.
        scores.Select(s => (s.Dimension, s.Score)).ShouldBe([("confidence", .5), ("belonging", .5), ("job_readiness", .3), ("well_being", .9)]);
        scores.ShouldAllBe(s => s.Confidence == .1);
        scores.ShouldAllBe(s => !Q2QScores.IsFinding(s));
    }

    [Theory]
    [InlineData(true, false, .8)]
    [InlineData(false, true, .2)]
    [InlineData(true, true, .5)]
    public void Confidence_and_belonging_map_to_point_8_point_2_and_point_5(bool increase, bool decrease, double expected)
    {
        var labels = Labels.None with
        {
            ConfidenceIncrease = increase,
            ConfidenceDecrease = decrease,
            BelongingIncrease = increase,
            BelongingDecrease = decrease,
            Evidence =
            [
                .. increase ? [Labels.Quote("confidence_increase", 0), Labels.Quote("belonging_increase", 0)] : Array.Empty<EvidenceSnippet>(),
                .. decrease ? [Labels.Quote("confidence_decrease", 1), Labels.Quote("belonging_decrease", 1)] : Array.Empty<EvidenceSnippet>(),
            ],
        };

        Score(labels, "confidence").Score.ShouldBe(expected);
        Score(labels, "belonging").Score.ShouldBe(expected);
    }

    [Theory]
    [InlineData("low", .3)]
    [InlineData("medium", .6)]
    [InlineData("high", .9)]
    public void Language_comfort_maps_to_its_level(string comfort, double expected)
    {
        var labels = Labels.None with { LanguageComfort = comfort, Evidence = [Labels.Quote("language_comfort", 0)] };

        Score(labels, "lang_level_proxy").Score.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1, .45)]
    [InlineData(3, .75)]
    [InlineData(5, 1)]
    [InlineData(8, 1)]
    public void Each_employability_signal_adds_point_15_up_to_1(int signals, double expected)
    {
        string[] names = [.. Q2QVocabulary.EmployabilitySignals.Take(signals)];
        var labels = Labels.None with { EmployabilitySignals = names, Evidence = [.. names.Select((name, i) => Labels.Quote(name, i))] };

        Score(labels, "job_readiness").Score.ShouldBe(expected, 1e-9);
    }

    [Theory]
    [InlineData(1, .75)]
    [InlineData(4, .3)]
    [InlineData(8, .1)]
    public void Each_risk_cue_takes_point_15_of_point_9_down_to_point_1(int cues, double expected)
    {
        string[] names = [.. Q2QVocabulary.RiskCues.Take(cues)];
        var labels = Labels.None with { RiskCues = names, Evidence = [.. names.Select((name, i) => Labels.Quote(name, i))] };

        Score(labels, "well_being").Score.ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Well_being_without_risks_rests_on_good_news_alone()
    {
        var labels = Labels.None with { BelongingIncrease = true, Evidence = [Labels.Quote("belonging_increase", 0)] };

        Score(labels, "well_being").ShouldBe(new DimensionScore("well_being", .9, .25));
    }

    [Theory]
    [InlineData(1, .5)]
    [InlineData(2, .65)]
    [InlineData(3, .8)]
    [InlineData(4, .9)]
    [InlineData(9, .9)]
    public void Confidence_grows_with_the_quotes_and_not_with_the_score(int quotes, double expected)
    {
        var up = Labels.None with { ConfidenceIncrease = true, Evidence = Quotes("confidence_increase", quotes) };
        var down = Labels.None with { ConfidenceDecrease = true, Evidence = Quotes("confidence_decrease", quotes) };

        Score(up, "confidence").Confidence.ShouldBe(expected, 1e-9);
        Score(down, "confidence").Confidence.ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void The_same_quote_twice_is_one_piece_of_evidence()
    {
        var labels = Labels.None with
        {
            ConfidenceIncrease = true,
            Evidence = [Labels.Quote("confidence_increase", 0), Labels.Quote("confidence_increase", 0)],
        };

        Score(labels, "confidence").Confidence.ShouldBe(.5);
    }

    [Fact]
    public void Contradicting_evidence_halves_the_confidence()
    {
        var labels = Labels.None with
        {
            ConfidenceIncrease = true,
            ConfidenceDecrease = true,
            Evidence = [Labels.Quote("confidence_increase", 0), Labels.Quote("confidence_decrease", 1)],
        };

        Score(labels, "confidence").ShouldBe(new DimensionScore("confidence", .5, .325));
    }

    private static EvidenceSnippet[] Quotes(string label, int count) => [.. Enumerable.Range(0, count).Select(i => Labels.Quote(label, i))];

    private static DimensionScore Score(Q2QLabels labels, string dimension) => Q2QScores.From(labels).Single(s => s.Dimension == dimension);
}
