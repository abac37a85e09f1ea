using Shouldly;
using Steward.Jobs.Cron;
using Xunit;

namespace Jobs.Tests.Cron;

public sealed class CronWordsTests
{
    [Theory]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("*/15 * * * *", "Every 15 minutes")]
    [InlineData("0,30 * * * *", "Every 30 minutes")]
    [InlineData("*/7 * * * *", "At minutes 0, 7 and so on by 7 up to 56 of every hour")]
    [InlineData("0 * * * *", "Every hour")]
    [InlineData("5 * * * *", "Every hour at minute 5")]
    [InlineData("5,20 * * * *", "At minutes 5 and 20 of every hour")]
    [InlineData("0 */4 * * *", "Every 4 hours")]
    [InlineData("30 */4 * * *", "Every 4 hours at minute 30")]
    [InlineData("1-58 */2 * * *", "At minutes 1 to 58 of every 2nd hour from 00:00 to 22:59 every day")]
    [InlineData("*/20 9-17 * * 1-5", "Every 20 minutes from 09:00 to 17:59 from Monday to Friday")]
    [InlineData("* 11 * * *", "Every minute from 11:00 to 11:59")]
    [InlineData("30 9-17 * * *", "At minute 30 of every hour from 09:00 to 17:59 every day")]
    [InlineData("30 1-9/2 * * *", "At 01:30, 03:30, 05:30, 07:30 and 09:30 every day")]
    [InlineData("*/20 1-9/2 * * *", "Every 20 minutes in every 2nd hour from 01:00 to 09:59")]
    [InlineData("5-8,19,20,35-41 5 * * *", "At minutes 5 to 8, 19, 20 and 35 to 41 of hour 05 every day")]
    [InlineData("* 3-5,10,11,13-17 * * *", "Every minute in the hours 03 to 05, 10, 11 and 13 to 17")]
    [InlineData("*/30 1 * * *", "At 01:00 and 01:30 every day")]
    [InlineData("0 0,12 * * SAT,SUN", "At 00:00 and 12:00 every Saturday and Sunday")]
    [InlineData("0 6 * * 1,3,5", "At 06:00 every Monday, Wednesday and Friday")]
    [InlineData("0 6 * * 0-6", "At 06:00 every day")]
    [InlineData("0 0 */3 * *", "At 00:00 on every 3rd day of the month from day 1 to 31")]
    [InlineData("0 0 * 5-8 *", "At 00:00 every day from May to August")]
    [InlineData("* * * DEC *", "Every minute in December")]
    public void The_sentence_says_when_it_runs(string expression, string words) =>
        CronSchedule.Parse(expression).InWords().ShouldBe(words);

    [Theory]
    [InlineData("0 0 1 * MON", "At 00:00 on day 1 of the month or every Monday. Both day fields are set: a day that matches either of them counts")]
    [InlineData("* * 1-31 * MON", "Every minute every day or every Monday. Both day fields are set: a day that matches either of them counts")]
    [InlineData("0 0 31 * *", "At 00:00 on day 31 of the month (months without day 31 skip it)")]
    [InlineData("0 0 15,30 * *", "At 00:00 on days 15 and 30 of the month (months without day 30 skip it)")]
    [InlineData("0 0 31 1,3 *", "At 00:00 on day 31 of the month in January and March")]
    [InlineData("0 0 29 2 *", "At 00:00 on day 29 of the month in February (day 29 in leap years only)")]
    [InlineData("0 0 10,20 * *", "At 00:00 on days 10 and 20 of the month (twice a month)")]
    [InlineData("0 0,12 10,20 * *", "At 00:00 and 12:00 on days 10 and 20 of the month")]
    public void What_surprises_is_said(string expression, string words) =>
        CronSchedule.Parse(expression).InWords().ShouldBe(words);
}
