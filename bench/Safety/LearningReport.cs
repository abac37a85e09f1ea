using System.Diagnostics;
using System.Globalization;
using System.Text;
using Steward.Safety.Learning;
using Steward.Safety.Screening;

namespace Steward.Bench.Safety;

/// <summary>The report on what a model learns where the rules are not sure: labels stand for reviewers' decisions.</summary>
internal static class LearningReport
{
    public static string Write(IReadOnlyList<Case> cases, IReadOnlyList<Verdict> verdicts)
    {
        var text = new StringBuilder(
            """

            ## Learnt models

            Of the texts in which the rules find something and are not as good as certain the labels are taken as reviewers' decisions, and a model is trained on them as a
            company's is (`POST /v1/safety/models`). Each fifth is judged by a model of the other four; texts that are nearly the same are kept in one fifth. AUC is how often
            a bad text is found worse than an innocent one; log-loss stands beside that of who only knows the share of bad texts.

            | texts | decided | bad | AUC of the rules | AUC of the model | log-loss | held from | of these bad | let pass up to | of these innocent | training |
            |---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var file in cases.Zip(verdicts).GroupBy(row => row.First.File))
        {
            var lessons = file.Select(row => (row.First, Sure: Sure(row.Second), Features: TextFeatures.Of(row.First.Text, row.Second))).Where(row => row.Sure is > 0 and < .9 && row.Features is not null)
                .Select(row => new Lesson(row.Features!, row.First.Bad, row.Sure)).ToList();
            var (bad, innocent) = (lessons.Count(l => l.Upheld), lessons.Count(l => !l.Upheld));
            if (!Decisions.Suffice(bad, innocent)) continue;
            var clock = Stopwatch.StartNew();
            var trained = Training.Train(lessons, _ => { }, CancellationToken.None);
            var (quality, holds, passes) = (trained.Quality, trained.Holds, trained.Passes);
            text.Append(CultureInfo.InvariantCulture, $"""
                | {file.Key} | {lessons.Count} | {bad} | {quality.RulesAuc:0.000} | {quality.Auc:0.000} | {quality.LogLoss:0.000} of {quality.BaseLogLoss:0.000} | {Bound(holds)} | {Right(holds)} | {Bound(passes)} | {Right(passes)} | {clock.Elapsed.TotalSeconds:0.0} s |

                """);
        }

        return text.ToString();
    }

    private static double Sure(Verdict verdict) => Screener.Combined(verdict.Flags, withPii: false);

    private static string Bound(Bound bound) => bound.From is { } from ? from.ToString("0.00", CultureInfo.InvariantCulture) : "never";

    private static string Right(Bound bound) => bound.From is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{bound.Right.Count} of {bound.Right.Of}");
}
