using Shouldly;
using Steward.Deliveries.Sending;
using Xunit;

namespace Deliveries.Tests.Sending;

public sealed class ReplyTests
{
    [Theory]
    [InlineData(200, 1, "Delivered")]
    [InlineData(202, 1, "Delivered")]
    [InlineData(409, 2, "AlreadyDelivered")]
    [InlineData(409, 1, "Refused")]
    [InlineData(400, 1, "Refused")]
    [InlineData(401, 3, "Refused")]
    [InlineData(422, 1, "Refused")]
    [InlineData(302, 1, "Refused")]
    [InlineData(408, 1, "Failed")]
    [InlineData(429, 1, "Failed")]
    [InlineData(500, 1, "Failed")]
    [InlineData(503, 4, "Failed")]
    public void A_status_decides_what_happens_next(int status, int attempt, string outcome) =>
        Reply.Judge(status, attempt, null, null).Outcome.ToString().ShouldBe(outcome);

    [Fact]
    public void Only_what_may_end_better_is_tried_again()
    {
        Reply.Judge(503, 1, null, null).MayRetry.ShouldBeTrue();
        Reply.Judge(400, 1, null, null).MayRetry.ShouldBeFalse();
        Reply.Judge(200, 1, null, null).MayRetry.ShouldBeFalse();
    }

    [Fact]
    public void A_snippet_never_shows_a_secret_that_the_partner_sent_back() =>
        Reply.Snippet("""{"got":"Bearer key-1","sign":"s3cret"}""", ["key-1", "s3cret"]).ShouldBe("""{"got":"Bearer ***","sign":"***"}""");

    [Fact]
    public void A_snippet_has_at_most_1000_characters_and_never_half_a_character()
    {
        Reply.Snippet(new string('x', 5000), []).ShouldBe(new string('x', 1000));
        Reply.Snippet("a" + string.Concat(Enumerable.Repeat("😀", 800)), []).ShouldBe("a" + string.Concat(Enumerable.Repeat("😀", 499)));
    }

    [Fact]
    public void A_snippet_has_no_control_characters()
    {
        Reply.Snippet("a\0b\r\nc\u001b[31m", []).ShouldBe("a b  c [31m");
        Reply.Snippet("\ud800x", []).ShouldBe("\ufffdx");
        Reply.Snippet("", []).ShouldBeNull();
    }
}
