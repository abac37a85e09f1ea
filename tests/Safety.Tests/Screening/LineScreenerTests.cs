using System.Text;
using System.Text.Json;
using Shouldly;
using Steward.Safety.Screening;
using Steward.Safety.Screening.Bulk;
using Xunit;

namespace Safety.Tests.Screening;

/// <summary>Lines in, verdicts out (T018, T019, T020).</summary>
[Trait("Requirement", "T018")]
public sealed class LineScreenerTests
{
    private readonly LineScreener _lines = new(new Screener());

    [Fact]
    public async Task Each_line_is_answered_in_order_with_its_id()
    {
        var (wrong, lines) = await RunAsync("{\"id\":\"a\",\"text\":\"thank you\"}\r\n\n{\"text\":\"what the fuck\",\"id\":2}\n{\"id\":\"c\",\"text\":\"write to bob@example.com\"}");

        wrong.ShouldBe(0);
        lines[0].GetRawText().ShouldBe("""{"id":"a","safe":true,"confidence":0,"flags":[],"requiresReview":false,"pii":[]}""");
        lines[1].GetProperty("id").GetInt32().ShouldBe(2);
        lines[1].GetProperty("safe").GetBoolean().ShouldBeFalse();
        lines[1].GetProperty("flags")[0].GetProperty("type").GetString().ShouldBe("profanity");
        lines[2].GetProperty("safe").GetBoolean().ShouldBeTrue();
        lines[2].GetProperty("pii")[0].GetRawText().ShouldBe("""{"type":"email","start":9,"length":15}""");
    }

    [Theory]
    [InlineData("nonsense", "This is not JSON.")]
    [InlineData("[1]", "A line is a JSON object with id and text.")]
    [InlineData("{\"text\":\"a\"}", "/id is a string of up to 200 characters or a number.")]
    [InlineData("{\"id\":\"a\",\"text\":7}", "/text is a string.")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\",\"text\":\"a\"}", "This is not JSON.")]
    [InlineData("{\"id\":\"a\",\"text\":\"\\ud83d\"}", "/text or /id holds half a character.")]
    public async Task A_line_that_cannot_be_read_is_named_by_its_number_and_the_next_is_answered(string line, string error)
    {
        var (wrong, lines) = await RunAsync($"\n{line}\n{{\"id\":\"z\",\"text\":\"fine\"}}\n");

        wrong.ShouldBe(1);
        (lines[0].GetProperty("line").GetInt32(), lines[0].GetProperty("error").GetString()).ShouldBe((2, error));
        lines[1].GetProperty("id").GetString().ShouldBe("z");
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_left_out_and_the_next_is_answered()
    {
        var (wrong, lines) = await RunAsync($"{{\"id\":1,\"text\":\"{new string('a', 20_000_000)}\"}}\n{{\"id\":2,\"text\":\"fine\"}}");

        wrong.ShouldBe(1);
        lines[0].GetProperty("line").GetInt32().ShouldBe(1);
        lines[1].GetProperty("id").GetInt32().ShouldBe(2);
    }

    private async Task<(long Wrong, JsonElement[] Lines)> RunAsync(string text)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var output = new MemoryStream();
        var wrong = await _lines.RunAsync(input, output, TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (wrong, [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))]);
    }
}
