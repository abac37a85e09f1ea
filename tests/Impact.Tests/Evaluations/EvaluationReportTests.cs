using System.Text.Json;
using Impact.Tests.Q2Q;
using Shouldly;
using Steward.Impact.Evaluations;
using Steward.Impact.Q2Q;
using Steward.Platform.Errors;
using Xunit;

namespace Impact.Tests.Evaluations;

public sealed class EvaluationReportTests
{
    // confidence_increase: hit, miss, false alarm: precision 1/2, recall 1/2, F1 1/2. language_comfort: high and high, low for medium: accuracy 1/2; high 1, 1, 1;
    // medium expected and never given (0, 0, 0); low given and never expected (0, 0, 0): means 1/3. isolation: rightly absent, which says nothing of F1.
    private static readonly (IReadOnlyDictionary<string, string> Expected, IReadOnlyDictionary<string, string> Given)[] Texts =
    [
        (Expect(("confidence_increase", "true"), ("language_comfort", "high")), Given(Labels.None with { ConfidenceIncrease = true, LanguageComfort = "high" })),
        (Expect(("confidence_increase", "true"), ("language_comfort", "medium")), Given(Labels.None with { LanguageComfort = "low" })),
        (Expect(("confidence_increase", "false"), ("isolation", "false")), Given(Labels.None with { ConfidenceIncrease = true })),
    ];

    [Fact]
    public void Numbers_of_a_run_are_means_over_the_labels_that_occurred()
    {
        var report = EvaluationReport.Of(Texts);

        report.Judged.ShouldBe(6);
        report.WhollyRight.ShouldBe(1);
        report.Metrics.Accuracy.ShouldBe(.5);
        report.Metrics.Precision.ShouldBe(.4167);
        report.Metrics.Recall.ShouldBe(.4167);
        report.Metrics.F1Score.ShouldBe(.4167);
        report.Labels.Select(l => (l.Label, l.Judged, l.Accuracy, l.F1Score)).ShouldBe(
            [("confidence_increase", 3, .3333, .5), ("language_comfort", 2, .5, .3333), ("isolation", 1, 1.0, null)]);
        report.Labels[1].Classes.ShouldBe(["none", "low", "medium", "high"]);
        report.Labels[1].Matrix.ShouldBe([[0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]);
        report.Labels[1].ByClass[1].ShouldBe(new ClassReport("low", 0, 1, 0, null, 0));
    }

    [Fact]
    public void Without_a_judgement_there_is_no_number()
    {
        var report = EvaluationReport.Of([]);

        report.Metrics.ShouldBe(new EvaluationMetrics(null, null, null, null));
        report.Labels.ShouldBeEmpty();
    }

    [Fact]
    public void Labels_that_are_not_named_are_not_judged_and_a_group_is_judged_as_a_whole()
    {
        var check = new Check();
        var expected = Read("""{"risk_cues":["anxiety"],"topics":"CV; dev","employability_signals":null,"belonging_increase":false,"language_comfort":"none","language":""}""", check);

        check.ThrowIfAny();
        expected["anxiety"].ShouldBe("true");
        expected.Where(e => Q2QVocabulary.RiskCues.Contains(e.Key)).Count(e => e.Value == "false").ShouldBe(7);
        expected.Where(e => e.Key.StartsWith("topic:", StringComparison.Ordinal) && e.Value == "true").Select(e => e.Key).ShouldBe(["topic:CV", "topic:dev"]);
        expected["language_comfort"].ShouldBe("none");
        expected.Keys.ShouldNotContain("job_search");
        expected.Keys.ShouldNotContain("language");
        expected.Count.ShouldBe(8 + 6 + 2);
    }

    [Theory]
    [InlineData("""{"happiness":true}""", "/happiness")]
    [InlineData("""{"confidence_increase":"maybe"}""", "/confidence_increase")]
    [InlineData("""{"language_comfort":true}""", "/language_comfort")]
    [InlineData("""{"risk_cues":["sadness"]}""", "/risk_cues")]
    [InlineData("""{"topics":7}""", "/topics")]
    public void Wrong_labels_are_refused_where_they_stand(string labels, string pointer)
    {
        var check = new Check();
        Read(labels, check);

        Should.Throw<ProblemException>(check.ThrowIfAny).Problem.Errors.ShouldHaveSingleItem().Pointer.ShouldBe(pointer);
    }

    private static Dictionary<string, string> Read(string labels, Check check) =>
        EvaluatedLabels.Read(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(labels)!, name => "/" + name, check);

    private static Dictionary<string, string> Expect(params (string Label, string Class)[] labels) => labels.ToDictionary(l => l.Label, l => l.Class);

    private static Dictionary<string, string> Given(Q2QLabels labels) => EvaluatedLabels.Of(labels);
}
