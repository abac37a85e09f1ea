using Shouldly;
using Steward.Deliveries;
using Steward.Deliveries.Runs;
using Xunit;

namespace Deliveries.Tests.Runs;

[Trait("Requirement", "T101")]
public sealed class RetryTests
{
    [Fact]
    public void Retries_come_after_5_10_and_20_minutes_and_then_end()
    {
        var options = new DeliveriesOptions();
        Enumerable.Range(1, 4).Select(options.RetryAfterAttempt).ShouldBe(
            [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), null]);
    }

    [Fact]
    public void Settings_replace_the_pauses()
    {
        new DeliveriesOptions { RetryMinutes = [0.5] }.RetryAfterAttempt(1).ShouldBe(TimeSpan.FromSeconds(30));
        new DeliveriesOptions { RetryMinutes = [] }.RetryAfterAttempt(1).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, 300)]
    [InlineData(-60, 300)]
    [InlineData(10, 300)]
    [InlineData(400, 400)]
    [InlineData(86_400, 600)]
    public void A_partner_may_lengthen_the_pause_up_to_twice(int? askedSeconds, int expectedSeconds) =>
        Courier.Pause(TimeSpan.FromMinutes(5), askedSeconds is { } s ? TimeSpan.FromSeconds(s) : null).ShouldBe(TimeSpan.FromSeconds(expectedSeconds));
}
