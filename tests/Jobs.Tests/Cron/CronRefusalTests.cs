using Shouldly;
using Steward.Jobs.Cron;
using Xunit;

namespace Jobs.Tests.Cron;

public sealed class CronRefusalTests
{
    [Theory]
    [InlineData("60 * * * *", "Minutes: '60' is not between 0 and 59.")]
    [InlineData("* */24 * * *", "Hours: the step '24' is not between 1 and 23.")]
    [InlineData("* * 99999999999999999999 * *", "Days of month: '99999999999999999999' is not between 1 and 31.")]
    [InlineData("* * * 0 *", "Months: '0' is not between 1 and 12.")]
    [InlineData("* * * * MONDAY", "Days of week: 'MONDAY' is not a number between 0 and 7 or a name such as SUN.")]
    [InlineData("L * * * *", "Minutes: 'L' is not a number between 0 and 59.")]
    [InlineData("1,,2 * * * *", "Minutes: an item of the list is empty.")]
    [InlineData("0/15 * * * *", "Minutes: '0/15' has a step after a single value; write '0-59/15'.")]
    [InlineData("0 22-2 * * *", "Hours: the range '22-2' runs backwards; write it as two ranges.")]
    [InlineData("0 -2 * * *", "Hours: a value is missing.")]
    [InlineData("0 0 31 2 *", "Days of month: no month of the expression has a day 31, so it would never run.")]
    [InlineData("0 0 31 4,6,9,11 *", "Days of month: no month of the expression has a day 31, so it would never run.")]
    [InlineData("0 0 0 * * *", "Five fields are needed, 6 were given; there is no field for seconds or years.")]
    [InlineData("0 0 *", "Five fields are needed, 3 were given. Missing: Months, Days of week.")]
    [InlineData("", "Five fields are needed, 0 were given. Missing: Minutes, Hours, Days of month, Months, Days of week.")]
    [InlineData("@reboot", "'@reboot' is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.")]
    [InlineData("* * * * *\n", "The expression holds a character that is not printable ASCII.")]
    [InlineData("٣ * * * *", "The expression holds a character that is not printable ASCII.")]
    public void The_message_names_the_field_and_the_reason(string expression, string message) =>
        Should.Throw<CronException>(() => CronSchedule.Parse(expression)).Message.ShouldBe(message);

    [Fact]
    public void An_expression_of_more_than_a_hundred_characters_is_refused_unread()
    {
        CronSchedule.Parse("* * * * *".PadRight(100)).Expression.ShouldBe("* * * * *");
        Should.Throw<CronException>(() => CronSchedule.Parse("* * * * *".PadRight(101)));
        Should.Throw<CronException>(() => CronSchedule.Parse(new string(',', 10_000_000)))
            .Message.ShouldBe("The expression is longer than 100 characters.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Europe/Atlantis")]
    [InlineData("/usr/share/zoneinfo/Europe/Oslo")]
    [InlineData("../zoneinfo/Europe/Oslo")]
    [InlineData("localtime")]
    [InlineData("right/Europe/Oslo")]
    [InlineData("Europe/Oslo\0")]
    public void A_zone_that_is_no_IANA_name_is_refused(string zone) =>
        Should.Throw<CronException>(() => CronSchedule.Parse("@daily", zone)).Message.ShouldStartWith("Time zone: ");
}
