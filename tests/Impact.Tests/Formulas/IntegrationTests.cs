using Shouldly;
using Steward.Impact.Formulas;
using Xunit;

namespace Impact.Tests.Formulas;

public sealed class IntegrationTests
{
    [Theory]
    [InlineData("A1", .17)]
    [InlineData("A2", .33)]
    [InlineData("B1", .50)]
    [InlineData("b2", .67)]
    [InlineData("C1", .83)]
    [InlineData("C2", 1)]
    public void Language_follows_the_CEFR_level(string level, double expected) => Integration.Language(level).ShouldBe(expected);

    [Fact]
    public void An_unknown_level_is_refused_by_name() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Integration.Language("D1")).ParamName.ShouldBe("cefrLevel");

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, .4)]
    [InlineData(3, 5, 10, 1)]
    [InlineData(1, 50, 100, 1)]
    [InlineData(0, 2, 5, .27)]
    public void Social_counts_a_match_events_and_checkins(int matches, int events, int checkins, double expected) =>
        Integration.Social(new SocialContacts(matches, events, checkins)).ShouldBe(expected, 1e-9);

    [Theory]
    [InlineData(true, 0, 0, 1)]
    [InlineData(false, 2, 1, .4)]
    [InlineData(false, 10, 0, .6)]
    [InlineData(false, 10, 10, 1)]
    [InlineData(false, 0, 0, 0)]
    public void Job_counts_employment_or_courses(bool employed, int completed, int inProgress, double expected) =>
        Integration.Job(new JobProgress(employed, completed, inProgress)).ShouldBe(expected, 1e-9);

    [Theory]
    [InlineData(.5, .7, .4, 53, "medium")]
    [InlineData(0, 0, 0, 0, "low")]
    [InlineData(1, 1, 1, 100, "high")]
    [InlineData(.33, .4, .3, 34.2, "medium")]
    [InlineData(.67, .67, .67, 67, "high")]
    [InlineData(.33, .33, .33, 33, "low")]
    public void Score_weighs_the_parts_and_names_the_level(double language, double social, double job, double score, string level) =>
        Integration.Score(language, social, job).ShouldBe(new IntegrationScore(score, level));

    [Fact]
    public void Each_part_out_of_range_is_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Integration.Score(1.1, 0, 0)).ParamName.ShouldBe("language");
        Should.Throw<ArgumentOutOfRangeException>(() => Integration.Score(0, -1, 0)).ParamName.ShouldBe("social");
        Should.Throw<ArgumentOutOfRangeException>(() => Integration.Score(0, 0, double.NaN)).ParamName.ShouldBe("job");
        Should.Throw<ArgumentOutOfRangeException>(() => Integration.Social(new SocialContacts(0, -1, 0))).ParamName.ShouldBe("Events");
        Should.Throw<ArgumentOutOfRangeException>(() => Integration.Job(new JobProgress(false, -1, 0))).ParamName.ShouldBe("CompletedCourses");
    }
}
