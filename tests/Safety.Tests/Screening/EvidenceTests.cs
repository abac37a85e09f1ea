using Shouldly;
using Steward.Safety.Screening;
using Steward.Tests.Support;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Measured quality on public data sets, with the floors below which it must not fall (T153).</summary>
[Trait("Requirement", "T153")]
public sealed class EvidenceTests(ITestOutputHelper output)
{
    private readonly Screener _screener = new();

    [Theory]
    [InlineData("safety/innocent-words.csv", .005)]
    [InlineData("safety/innocent-phrases.csv", .005)]
    public void Innocent_text_is_hardly_ever_flagged(string path, double most)
    {
        var rows = Rows(path);
        var flagged = rows.Where(row => IsFlagged(row[0])).ToList();

        output.WriteLine($"{path}: {flagged.Count} of {rows.Count} flagged");
        ((double)flagged.Count / rows.Count).ShouldBeLessThanOrEqualTo(most);
    }

    [Fact]
    public void Profane_cases_are_found_and_their_innocent_neighbours_are_not()
    {
        var rows = Rows("safety/profanity-cases.csv");
        foreach (var kind in rows.GroupBy(row => (Kind: row[2], Profane: row[1] == "1")).OrderBy(kind => kind.Key))
        {
            var right = kind.Count(row => IsFlagged(row[0]) == kind.Key.Profane);
            output.WriteLine($"{kind.Key.Kind}, profane {kind.Key.Profane}: {right} of {kind.Count()} right");
        }

        Share(rows.Where(row => row[1] == "1")).ShouldBeGreaterThanOrEqualTo(.875);
        Share(rows.Where(row => row[1] == "0")).ShouldBeLessThanOrEqualTo(.02);
    }

    [Fact]
    public void Counter_speech_and_talk_about_groups_is_never_held_and_hate_mostly_is()
    {
        var rows = Rows("safety/hatecheck-en.csv");
        foreach (var functionality in rows.GroupBy(row => row[0]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{functionality.Key}: {functionality.Count(row => IsHate(row[2]))} of {functionality.Count()} called hate");
        }

        string[] innocent = ["counter_quote_nh", "counter_ref_nh", "ident_neutral_nh", "ident_pos_nh", "negate_neg_nh", "slur_reclaimed_nh", "slur_homonym_nh"];
        rows.Where(row => innocent.Contains(row[0]) && !_screener.Screen(row[2]).Safe).Select(row => row[1]).ShouldBeEmpty();
        rows.Where(row => row[3] == "hateful").Average(row => _screener.Screen(row[2]).Safe ? 0 : 1).ShouldBeGreaterThanOrEqualTo(.9);
    }

    private double Share(IEnumerable<string[]> rows) => rows.Average(row => IsFlagged(row[0]) ? 1.0 : 0);

    private bool IsFlagged(string text) => _screener.Screen(text).Flags.Any(flag => flag.Type is FlagType.Profanity or FlagType.Toxicity);

    private bool IsHate(string text) => _screener.Screen(text).Flags.Any(flag =>
        flag.Type == FlagType.Toxicity
        && flag.Confidence >= Thresholds.Default.Medium
        && (string)flag.Details["category"] == "hate");

    private static IReadOnlyList<string[]> Rows(string path)
    {
        var file = SharedData.Path(path);
        Assert.SkipUnless(file.Exists, file.SkipReason ?? "");
        return Csv.Rows(file.FullPath!);
    }
}
