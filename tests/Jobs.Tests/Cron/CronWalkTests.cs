using Shouldly;
using Steward.Jobs.Cron;
using Xunit;

namespace Jobs.Tests.Cron;

/// <summary>The search compared with the plainest possible one: every minute of the days around a change of the clocks.</summary>
public sealed class CronWalkTests
{
    private static readonly (string Zone, DateTime Change)[] Changes =
    [
        ("Europe/Oslo", new(2026, 3, 29)), ("Europe/Oslo", new(2026, 10, 25)),
        ("America/New_York", new(2026, 3, 8)), ("America/New_York", new(2026, 11, 1)),
        ("Australia/Lord_Howe", new(2026, 4, 5)), ("Australia/Lord_Howe", new(2026, 10, 4)),
        ("America/Santiago", new(2026, 4, 5)), ("America/Santiago", new(2026, 9, 6)),
        ("Africa/Casablanca", new(2026, 2, 15)), ("Africa/Casablanca", new(2026, 3, 22)),
        ("Asia/Hebron", new(2022, 3, 27)), ("America/Sao_Paulo", new(2018, 2, 18)),
        ("Europe/Moscow", new(2014, 10, 26)), ("Pacific/Apia", new(2011, 12, 30)), ("Asia/Kathmandu", new(2026, 1, 1)),
    ];

    private static readonly string[] Times =
    [
        "* *", "*/20 *", "17 *", "30 */2", "*/30 2", "0,30 2", "0 0", "30 1", "15,45 1,2,3", "59 23", "30 0", "5-10 0-3", "0 1,13",
    ];

    [Fact]
    public void The_runs_around_a_change_of_the_clocks_are_those_of_a_walk_over_the_minutes()
    {
        foreach (var (zone, change) in Changes)
        {
            foreach (var times in Times)
            {
                var from = DateTime.SpecifyKind(change.AddDays(-2), DateTimeKind.Utc);
                var walked = Walk(TimeZoneInfo.FindSystemTimeZoneById(zone), times, from, from.AddDays(4));
                var schedule = CronSchedule.Parse($"{times} * * *", zone);
                foreach (var start in Enumerable.Range(0, 4 * 24 * 4).Select(quarter => from.AddMinutes(quarter * 15)))
                {
                    var expected = walked.FirstOrDefault(run => run > start);
                    if (expected != default)
                    {
                        schedule.NextAfter(start).ShouldBe(expected, $"{times} after {start:O} in {zone}");
                    }
                }
            }
        }
    }

    private static List<DateTime> Walk(TimeZoneInfo zone, string times, DateTime from, DateTime to)
    {
        var parts = times.Split(' ');
        var isInterval = times.AsSpan().ContainsAny("*-/");
        var (minutes, hours) = (Numbers(parts[0], 60), Numbers(parts[1], 24));
        var seen = new HashSet<DateTime>();
        var runs = new List<DateTime>();
        var expected = default(DateTime);
        for (var at = from.AddDays(-1); at < to; at = at.AddMinutes(1))
        {
            var local = DateTime.SpecifyKind(at + zone.GetUtcOffset(at), DateTimeKind.Unspecified);
            var runsNow = Matches(local) && (isInterval || !seen.Contains(local));
            for (var left = expected; expected != default && left < local; left = left.AddMinutes(1))
            {
                runsNow |= Matches(left);
            }

            seen.Add(local);
            expected = local.AddMinutes(1);
            if (runsNow && at > from)
            {
                runs.Add(at);
            }
        }

        return runs;

        bool Matches(DateTime local) => minutes.Contains(local.Minute) && hours.Contains(local.Hour);
    }

    private static HashSet<int> Numbers(string field, int count) => field switch
    {
        "*" => [.. Enumerable.Range(0, count)],
        ['*', '/', .. var step] => [.. Enumerable.Range(0, count).Where(n => n % int.Parse(step) == 0)],
        _ when field.Split('-') is [var low, var high] => [.. Enumerable.Range(int.Parse(low), int.Parse(high) - int.Parse(low) + 1)],
        _ => [.. field.Split(',').Select(int.Parse)],
    };
}
