using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd;

/// <summary>A page that was written from a prompt, as a visitor's browser shows it.</summary>
[Trait("Speed", "Slow")]
public sealed class PagesInBrowser : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("steward-pages-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("landing", "Create a landing page for Godt Brød, a bakery in Bergen.\n- Bread from six in the morning\n- Coffee from a local roastery\nDo you deliver? Yes, within the city.\nWrite to post@godtbrod.example.")]
    [InlineData("blog", "Write a blog post about why sleep matters. Sleep mends the body. It also sorts what we have learnt.")]
    public async Task A_page_from_a_prompt_is_opened_and_drawn_under_its_policy(string template, string prompt)
    {
        Assert.SkipWhen(Browser.Program is null, Browser.SkipReason);
        await using var server = ServerProcess.Start(["serve", "--data", _data, .. Programs.FreePorts]);
        await server.WaitForLineAsync("Ready");
        using var http = new HttpClient { BaseAddress = new Uri(Programs.AddressOf(server, "api")) };
        var written = await PostAsync(http, "/api/ai/generate", new { prompt, template, save = true });
        var page = await PostAsync(http, $"/v1/pages/{written.GetProperty("pageId").GetString()}/publish", new { });
        await using var browser = await Browser.StartAsync(TestContext.Current.CancellationToken);

        var shown = await browser.OpenAsync(new Uri(http.BaseAddress, page.GetProperty("page").GetProperty("path").GetString()!), 1280, 900, TestContext.Current.CancellationToken);

        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(RepoRoot.Find(), "artifacts", "pages")).FullName, $"generated-{template}.png");
        await File.WriteAllBytesAsync(file, shown.Png, TestContext.Current.CancellationToken);
        // The icon that browsers ask every site for is not there; nothing else is missing, and the policy refuses nothing.
        shown.Entries.Where(e => e.Source != "network").ShouldBeEmpty();
        shown.ContentWidth.ShouldBeLessThanOrEqualTo(1280);
        shown.Picture.Colors.Count(c => c == 0x1c1f26).ShouldBeGreaterThan(200, "There is no text in the colour of the page's ink.");
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        var answer = await http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
