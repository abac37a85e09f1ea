using System.Text.Json;
using Shouldly;
using Steward.Jobs.Cron;
using Steward.Tests.Support;
using Xunit;

namespace Jobs.Tests.Cron;

public sealed class CronVectorTests
{
    [Fact]
    public void Every_reference_vector_gives_its_runs()
    {
        foreach (var vector in Read<Vector>("cron/vectors.json"))
        {
            var name = $"{vector.Expr} after {vector.From:O} in {vector.Tz}";
            if (vector.Next.Count == 0)
            {
                Should.Throw<CronException>(() => CronSchedule.Parse(vector.Expr, vector.Tz), name);
                continue;
            }

            CronSchedule.Parse(vector.Expr, vector.Tz)
                .NextRuns(vector.From.UtcDateTime, vector.Next.Count)
                .ShouldBe(vector.Next.Select(run => run.UtcDateTime), name);
        }
    }

    [Fact]
    public void Every_invalid_expression_is_refused_and_its_field_named()
    {
        foreach (var invalid in Read<Invalid>("cron/invalid.json"))
        {
            Should.Throw<CronException>(() => CronSchedule.Parse(invalid.Expr), $"'{invalid.Expr}'")
                .Message.ShouldContain(invalid.Field, Case.Sensitive, $"'{invalid.Expr}'");
        }
    }

    private static IReadOnlyList<T> Read<T>(string file)
    {
        var data = SharedData.Path(file);
        if (data.FullPath is null)
        {
            Assert.Skip(data.SkipReason ?? "");
        }

        var items = JsonSerializer.Deserialize<List<T>>(File.ReadAllText(data.FullPath), JsonSerializerOptions.Web);
        items.ShouldNotBeNull().ShouldNotBeEmpty();
        return items;
    }

    private sealed record Vector(string Expr, DateTimeOffset From, string Tz, IReadOnlyList<DateTimeOffset> Next);

    private sealed record Invalid(string Expr, string Field);
}
