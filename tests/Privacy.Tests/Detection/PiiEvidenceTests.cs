using Shouldly;
using Steward.Privacy.Detection;
using Steward.Tests.Support;
using Steward.Tools.ScorePii;
using Xunit;

namespace Privacy.Tests.Detection;

/// <summary>Floors under precision and recall (docs/reports/pii.md); a find counts where it overlaps a mark of its kind.</summary>
[Trait("Requirement", "T108")]
public sealed class PiiEvidenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(PiiType.Email, .99, .99)]
    [InlineData(PiiType.Card, .99, .99)]
    [InlineData(PiiType.Ssn, .99, .99)]
    [InlineData(PiiType.IpAddress, .99, .99)]
    [InlineData(PiiType.Iban, .99, .99)]
    [InlineData(PiiType.Phone, .95, .95)]
    [InlineData(PiiType.Name, .95, .1)]
    [InlineData(PiiType.Address, .95, .25)]
    public void Precision_and_recall_on_synthetic_sentences_reach_the_floor(PiiType type, double precision, double recall)
    {
        var file = SharedData.Path("safety/pii-synthetic.jsonl");
        Assert.SkipUnless(file.Exists, file.SkipReason ?? "");
        Reach(MarkedText.ReadReference(file.FullPath!), type, precision, recall);
    }

    [Fact]
    public void Each_kind_is_found_in_our_sentences_and_nothing_else_is()
    {
        var sentences = MarkedText.ReadSentences(Path.Combine(RepoRoot.Find(), "tools", "ScorePii", "sentences.txt"));
        foreach (var type in Enum.GetValues<PiiType>()) Reach(sentences, type, .98, .98);
    }

    private void Reach(IReadOnlyList<MarkedText> texts, PiiType type, double precision, double recall)
    {
        var (scores, misses) = KindScore.Of(texts);
        var score = scores.Single(score => score.Kind == type.Name());
        output.WriteLine($"{score}\n{string.Join('\n', misses.Where(miss => miss.Contains(type.Name(), StringComparison.Ordinal)).Take(10))}");
        score.Marked.ShouldBeGreaterThan(0);
        score.Precision.ShouldBeGreaterThanOrEqualTo(precision, score.Kind);
        score.Recall.ShouldBeGreaterThanOrEqualTo(recall, score.Kind);
    }
}
