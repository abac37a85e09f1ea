using Shouldly;
using Steward.Impact.Evaluations;
using Xunit;

namespace Impact.Tests.Evaluations;

public sealed class ConfusionMatrixTests
{
    // Of ten texts: 3 hits, 1 miss, 2 false alarms, 4 rightly left alone.
    [Fact]
    public void Two_classes_give_the_textbook_numbers()
    {
        var matrix = Filled(["false", "true"], [[4, 2], [1, 3]]);

        matrix.Total.ShouldBe(10);
        matrix.Accuracy.ShouldBe(.7);
        matrix.Precision("true").ShouldBe(3 / 5.0);
        matrix.Recall("true").ShouldBe(3 / 4.0);
        matrix.F1("true").ShouldBe(6 / 9.0);
        matrix.Counts.ShouldBe([[4, 2], [1, 3]]);
    }

    [Fact]
    public void Each_of_several_classes_has_its_own_numbers()
    {
        var matrix = Filled(["none", "low", "medium", "high"], [[5, 0, 1, 0], [1, 2, 0, 0], [0, 1, 3, 1], [0, 0, 2, 4]]);

        matrix.Accuracy.ShouldBe(14 / 20.0);
        matrix.Precision("medium").ShouldBe(3 / 6.0);
        matrix.Recall("medium").ShouldBe(3 / 5.0);
        matrix.F1("medium").ShouldBe(6 / 11.0);
        matrix.Recall("low").ShouldBe(2 / 3.0);
        matrix.Precision("high").ShouldBe(4 / 5.0);
    }

    [Fact]
    public void What_cannot_be_computed_has_no_value()
    {
        var empty = Filled(["false", "true"], [[0, 0], [0, 0]]);
        empty.Accuracy.ShouldBeNull();
        empty.F1("true").ShouldBeNull();

        var neverGiven = Filled(["false", "true"], [[3, 0], [2, 0]]);
        neverGiven.Precision("true").ShouldBeNull();
        neverGiven.Recall("true").ShouldBe(0);
        neverGiven.F1("true").ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => neverGiven.Add("maybe", "true"));
    }

    private static ConfusionMatrix Filled(string[] classes, int[][] counts)
    {
        var matrix = new ConfusionMatrix(classes);
        for (var i = 0; i < classes.Length; i++)
        for (var j = 0; j < classes.Length; j++)
        for (var n = 0; n < counts[i][j]; n++)
            matrix.Add(classes[i], classes[j]);
        return matrix;
    }
}
