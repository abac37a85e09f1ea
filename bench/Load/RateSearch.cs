namespace Steward.Bench.Load;

/// <summary>
/// Finds the highest rate that the target sustains: doubles until a step fails, then halves the interval until it is 5 % wide.
/// A step passes with p95 under the limit and under 1 % of arrivals failed or dropped.
/// </summary>
internal sealed class RateSearch(LoadGenerator generator, double limitMs, Action<RunResult, string> onStep)
{
    private const double MostFailures = .01;
    private const double Precision = 1.05;
    private const double LowestRate = 1;
    private const double HighestRate = 1_000_000;

    private readonly List<SearchStep> steps = [];

    public async Task<SearchResult> RunAsync(double firstRate, CancellationToken cancel)
    {
        double passed = 0;
        double failed = 0;
        for (var rate = firstRate; failed == 0 || passed == 0 || failed / passed > Precision;)
        {
            if (await PassesAsync(rate, cancel))
            {
                passed = rate;
            }
            else
            {
                failed = rate;
            }

            rate = Next(passed, failed);
            if (rate is < LowestRate or > HighestRate)
            {
                break;
            }
        }

        return new SearchResult(passed, limitMs, steps.Find(step => step.Result.Rate == passed && step.Verdict == "pass")?.Result, steps);
    }

    private static double Next(double passed, double failed) => (passed, failed) switch
    {
        (_, 0) => passed * 2,
        (0, _) => failed / 2,
        _ => Math.Round((passed + failed) / 2, 1),
    };

    private async Task<bool> PassesAsync(double rate, CancellationToken cancel)
    {
        var result = await generator.RunAsync(rate, cancel);
        var verdict = Judge(result);
        steps.Add(new SearchStep(verdict, result));
        onStep(result, verdict);
        return verdict == "pass";
    }

    private string Judge(RunResult result)
    {
        if (result.FailureShare < MostFailures && result.LatencyMs.P95 < limitMs)
        {
            return "pass";
        }

        // Where the generator itself is late by half of the limit, the target's own limit was not reached.
        return result.PacingDelayMs.P95 > limitMs / 2 ? "generator too slow"
            : result.FailureShare >= MostFailures ? "failures"
            : "p95";
    }
}

/// <summary>One rate tried.</summary>
/// <param name="Verdict"><c>pass</c>, or what was exceeded: <c>p95</c>, <c>failures</c>, <c>generator too slow</c>.</param>
/// <param name="Result">What was measured.</param>
internal sealed record SearchStep(string Verdict, RunResult Result);

/// <summary>The outcome of a search.</summary>
/// <param name="MaxRate">The highest rate that passed; 0 where none did.</param>
/// <param name="LimitP95Ms">The limit.</param>
/// <param name="Best">The run at that rate.</param>
/// <param name="Steps">All runs in order.</param>
internal sealed record SearchResult(double MaxRate, double LimitP95Ms, RunResult? Best, IReadOnlyList<SearchStep> Steps);
