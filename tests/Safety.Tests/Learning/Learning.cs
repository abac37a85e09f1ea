using Steward.Safety.Learning;
using Steward.Safety.Screening;

namespace Safety.Tests.Learning;

/// <summary>What models see of texts, and how they are fitted.</summary>
public sealed class Learning
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Case_signs_and_repetition_do_not_change_what_is_seen_of_a_text()
    {
        var seen = Seen("My refund is missing")!;
        foreach (var same in (string[])["MY REFUND IS MISSING!!!", "  my   refund, is -- missing ", "My re\u200Bfund is missing"]) Seen(same)!.Places.ShouldBe(seen.Places);
        Seen("My refund is missing, refund")!.Places.ShouldNotBe(seen.Places, "another pair of words");
        Seen("ha ha ha")!.Places.ShouldBe(Seen("ha ha ha ha ha ha")!.Places);
        seen.Places.ShouldBeInOrder();
        (seen.Places.Length * seen.Value * seen.Value).ShouldBe(1, 1e-4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!?! \u200B\u0301")]
    public void Text_without_letters_is_left_to_the_rules(string text) => Seen(text).ShouldBeNull();

    [Fact]
    public void Text_that_is_too_long_is_left_to_the_rules_and_no_text_is_too_odd()
    {
        Seen(new string('a', TextFeatures.MostCharacters + 1)).ShouldBeNull();
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var odd = new string([.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => (char)random.Next(0, 0x10000))]);
            Seen(odd)?.Places.ShouldAllBe(p => p >= 0 && p < TextFeatures.Size);
        }

        Seen(new string('\uD800', 2000) + "a".PadLeft(0)).ShouldBeNull();
        Seen(new string('a', 2000))!.Places.Length.ShouldBeLessThan(20);
    }

    [Fact]
    public void Fit_is_where_the_slope_is_nothing()
    {
        // One word and a bias: what the method finds must fulfil the condition of the least, w = strength · Σ value · (y − p) and Σ (y − p) = 0.
        var (one, other) = (Seen("refund")!, Seen("train")!);
        Example[] examples = [.. Enumerable.Range(0, 40).Select(n => new Example(n % 2 == 0 ? one : other, n % 2 == 0 ? n % 8 != 0 : n % 7 == 0))];
        var model = LogisticRegression.Fit(examples, 10, Ct);
        examples.Sum(e => (e.Upheld ? 1 : 0) - model.Probability(e.Features)).ShouldBe(0, 1e-2);
        foreach (var text in (TextFeatures[])[one, other])
        {
            // All places of a text share one weight, so the sum over them is that weight times their number times the value; the marks, which both have, pull neither way.
            var slope = 10 * examples.Where(e => e.Features == text).Sum(e => (e.Upheld ? 1 : 0) - model.Probability(e.Features));
            (model.Logit(text) - model.Bias).ShouldBe(slope, 2e-2);
        }
    }

    [Fact]
    public void Stored_model_says_the_same_to_the_third_decimal_and_training_is_repeatable()
    {
        var lessons = Lessons(noise: .1);
        var (first, second) = (Training.Train(lessons, _ => { }, Ct), Training.Train(lessons, _ => { }, Ct));
        first.Model.ToBytes().ShouldBe(second.Model.ToBytes());
        var stored = LogisticRegression.From(first.Model.ToBytes(), first.Model.Bias);
        foreach (var lesson in lessons) stored.Probability(lesson.Text).ShouldBe(first.Model.Probability(lesson.Text), 5e-3);
    }

    [Fact]
    public void Probabilities_are_what_becomes_true_where_reviewers_disagree()
    {
        // Of texts about refunds nine in ten are upheld, of those about trains one in ten: nobody can know more.
        var trained = Training.Train(Lessons(noise: .1, each: 400), _ => { }, Ct);
        trained.Model.Probability(Seen("Damn crap, my refund 7 is still missing")!).ShouldBe(.9, .06);
        trained.Model.Probability(Seen("Damn crap, train 7 was late again")!).ShouldBe(.1, .06);
        trained.Quality.Useful.ShouldBeTrue();
        trained.Holds.From.ShouldNotBeNull("nine in ten is enough to hold");
        trained.Holds.Right.Low.ShouldBeGreaterThanOrEqualTo(Training.HoldsRight);
        trained.Passes.From.ShouldBeNull("nine in ten is not enough to let pass");
    }

    [Fact]
    public void Model_of_decisions_without_rhyme_or_reason_says_nothing()
    {
        var random = new Random(3);
        var lessons = Lessons(noise: 0).Select(l => l with { Upheld = random.Next(2) == 0 }).ToList();
        var trained = Training.Train(lessons, _ => { }, Ct);
        trained.Quality.Auc.ShouldBe(.5, .12);
        (trained.Holds.From, trained.Passes.From).ShouldBe((null, null));
    }

    [Fact]
    public void Calibration_finds_the_odds_behind_a_score_and_never_turns_it_round()
    {
        var random = new Random(5);
        var decided = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble() * 6 - 3).Select(s => (s, random.NextDouble() < 1 / (1 + Math.Exp(-(2 * s - 1))))).ToList();
        var (slope, shift) = Calibration.Of(decided);
        (slope, shift).ShouldSatisfyAllConditions(c => c.slope.ShouldBe(2, .15), c => c.shift.ShouldBe(-1, .15));
        Calibration.Of([.. decided.Select(d => (-d.s, d.Item2))]).Slope.ShouldBe(0);
    }

    private static TextFeatures? Seen(string text) => TextFeatures.Of(text, new Screener().Screen("Damn crap"));

    private static List<Lesson> Lessons(double noise, int each = 120)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, each).SelectMany(n => (Lesson[])
        [
            new Lesson(Seen($"Damn crap, my refund {n} is still missing")!, random.NextDouble() >= noise, .7),
            new Lesson(Seen($"Damn crap, train {n} was late again")!, random.NextDouble() < noise, .7),
        ])];
    }
}
