using Shouldly;
using Steward.Platform.Http;
using Xunit;

namespace Jobs.Tests;

public sealed class CsvCells
{
    [Theory]
    [InlineData(null, ""), InlineData("", ""), InlineData("plain", "plain"), InlineData("a,b", "\"a,b\""), InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\""), InlineData("a;b", "\"a;b\""), InlineData("5 - 3", "5 - 3"), InlineData("a=b", "a=b")]
    public void Text_is_one_cell_whatever_it_holds(string? text, string cell) => Csv.Cell(text).ShouldBe(cell);

    [Theory]
    [InlineData("=1+1", "'=1+1"), InlineData("+1", "'+1"), InlineData("-1", "'-1"), InlineData("@cmd", "'@cmd"), InlineData("  =1", "'  =1"), InlineData("#note", "'#note")]
    [InlineData("\t=1", "\"'\t=1\""), InlineData("=A1,B2", "\"'=A1,B2\"")]
    public void Formula_becomes_a_text(string text, string cell) => Csv.Cell(text).ShouldBe(cell);
}
