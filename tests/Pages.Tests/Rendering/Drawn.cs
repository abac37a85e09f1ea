using Steward.Pages.Rendering;

namespace Pages.Tests.Rendering;

[Trait("Speed", "Slow")]
public sealed class Drawn
{
    private const int White = 0xffffff;

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task A_page_with_every_block_is_drawn_in_a_browser_under_its_own_policy_and_fits_the_window(int width, int height)
    {
        Assert.SkipWhen(Browser.Program is null, Browser.SkipReason);
        var folder = Directory.CreateDirectory(Path.Combine(RepoRoot.Find(), "artifacts", "pages")).FullName;
        var file = Path.Combine(folder, $"everything-{width}.html");
        await File.WriteAllTextAsync(file, PageHtml.Of(Sample.Read(Sample.Everything)).Standalone, TestContext.Current.CancellationToken);
        await using var browser = await Browser.StartAsync(TestContext.Current.CancellationToken);

        var page = await browser.OpenAsync(new Uri(file), width, height, TestContext.Current.CancellationToken);

        await File.WriteAllBytesAsync(Path.ChangeExtension(file, ".png"), page.Png, TestContext.Current.CancellationToken);
        (page.Picture.Width, page.Picture.Height).ShouldBe((width, height));
        page.ContentWidth.ShouldBeLessThanOrEqualTo(width);
        // Pictures and frames of other sites cannot be reached; the policy must refuse nothing, least of all the page's own style.
        page.Entries.Where(e => e.Source != "network").ShouldBeEmpty();
        // The opening has a background of many shades, and text with smooth edges on it.
        page.Picture.ShareOtherThan(White, 0, height / 2).ShouldBeGreaterThan(.5);
        page.Picture.DifferentColors(0, height / 2).ShouldBeGreaterThan(50);
        page.Picture.Colors.Count(c => c == 0x1c1f26).ShouldBeGreaterThan(200, "There is no text in the colour of the page's ink.");
        page.Picture.Colors.ShouldContain(0x1f4fd8, "There is no button in the page's colour.");
    }

    [Fact]
    public async Task What_a_policy_refuses_is_heard()
    {
        Assert.SkipWhen(Browser.Program is null, Browser.SkipReason);
        var file = Path.Combine(Directory.CreateTempSubdirectory("steward-drawn-").FullName, "refused.html");
        var html = PageHtml.Of(Sample.Read(Sample.Everything)).Standalone
            .Replace("</main>", "<script>document.body.remove()</script><div style=\"width:3000px\">wide</div></main>");
        await File.WriteAllTextAsync(file, html, TestContext.Current.CancellationToken);
        await using var browser = await Browser.StartAsync(TestContext.Current.CancellationToken);

        var page = await browser.OpenAsync(new Uri(file), 800, 600, TestContext.Current.CancellationToken);

        page.Entries.Count(e => e.Source == "security").ShouldBeGreaterThanOrEqualTo(2);
        page.ContentWidth.ShouldBe(800);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
