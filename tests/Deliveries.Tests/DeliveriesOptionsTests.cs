using Shouldly;
using Steward.Deliveries;
using Xunit;

namespace Deliveries.Tests;

public sealed class DeliveriesOptionsTests
{
    [Theory]
    [InlineData("https://api.benevity.example", false, null)]
    [InlineData("https://api.benevity.example/base/", false, null)]
    [InlineData("http://127.0.0.1:9000", true, null)]
    [InlineData("http://127.0.0.1:9000", false, "must begin with https")]
    [InlineData("https://user:pass@api.benevity.example", false, "must not hold a user name")]
    [InlineData("https://api.benevity.example/?a=1", false, "must not hold a query")]
    [InlineData("ftp://api.benevity.example", true, "must be an absolute https address")]
    [InlineData("api.benevity.example", false, "must be an absolute https address")]
    public void An_address_that_cannot_work_is_refused_at_start(string address, bool allowPrivate, string? fault)
    {
        var result = new DeliveriesOptionsRules().Validate(null,
            new DeliveriesOptions { AllowPrivateAddresses = allowPrivate, Benevity = new BenevityOptions { BaseUrl = address } });
        if (fault is null) result.Succeeded.ShouldBeTrue(result.FailureMessage);
        else result.FailureMessage.ShouldNotBeNull().ShouldContain(fault);
    }

    [Fact]
    public void A_refused_key_is_not_repeated()
    {
        var result = new DeliveriesOptionsRules().Validate(null, new DeliveriesOptions { Benevity = new BenevityOptions { ApiKey = "secret\nvalue" } });
        result.FailureMessage.ShouldNotBeNull().ShouldStartWith("Deliveries:Benevity:ApiKey");
        result.FailureMessage.ShouldNotContain("secret");
    }
}
